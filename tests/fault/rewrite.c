/* rewrite PATH TEXT TIMES: put TEXT, so many times, into PATH through base/atomic_file.h. */
#include <stdio.h>
#include <stdlib.h>

#include "base/atomic_file.h"

int main(int argc, char **argv)
{
	struct atomic_file f;
	struct err e;
	char text[1024];
	int rc;

	if (argc != 4)
		return 2;
	rc = atomic_file_open(&f, argv[1], &e);
	if (!rc) {
		for (int i = atoi(argv[3]); i; i--)
			out_str(&f.out, argv[2]);
		rc = atomic_file_commit(&f, &e);
	}
	if (rc)
		fprintf(stderr, "rewrite: %s\n", err_text(&e, text, sizeof text));
	return rc ? 2 : 0;
}
