/*
 * Load the routes of files into a table, as the snapshot does, and say how many
 * there are: what bench/mrt.py measures against zcat and bzcat.
 */
#include <inttypes.h>
#include <stdio.h>

#include "bgp/table.h"

int main(int argc, char **argv)
{
	struct bgp_table t = {0};
	struct report report = {0};
	struct err e = {0};
	int rc = 0;

	for (int i = 1; i < argc && !rc; i++) {
		struct input *in = NULL;

		rc = input_open(&in, argv[i], &e);
		if (!rc)
			rc = bgp_table_read(&t, in, &report, &e);
		input_close(in);
	}
	if (!rc)
		rc = bgp_table_finish(&t);
	if (rc)
		fprintf(stderr, "%s: %s\n", e.file, e.msg);
	else
		printf("%zu routes, %zu peers, %zu words of paths, %zu damaged\n",
		       bgp_table_count(&t), t.peers.n, t.paths.n, report.total);
	bgp_table_release(&t);
	report_release(&report);
	return rc ? 2 : 0;
}
