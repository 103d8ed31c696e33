/*
 * What src/rpki/object makes of a cache of rpki-client's, for tests:
 *
 *	aspas CACHE SECONDS TAL…    its JSON, and on stderr each refused file with the reason; SECONDS since 1970 are
 *	                            the time it is
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "rpki/object/objects.h"

enum { TALS = 16 };

static int fail(const struct err *e)
{
	char text[600];

	fprintf(stderr, "aspas: %s\n", err_text(e, text, sizeof text));
	return 2;
}

static int print(const struct aspa_objects *o, const struct report *r, struct err *e)
{
	char text[600];
	struct out out;
	int rc;

	out_fd(&out, STDOUT_FILENO);
	aspa_objects_json(o, &out);
	rc = out_finish(&out);
	out_release(&out);
	for (size_t i = 0; i < r->notes.n; i++)
		fprintf(stderr, "%s\n", err_text(&r->notes.v[i], text, sizeof text));
	return rc ? err_set(e, rc, rc == WEIR_ENOMEM ? "out of memory" : "cannot write") : 0;
}

int main(int argc, char **argv)
{
	static struct tal tals[TALS];
	struct aspa_objects o = {.invalid = 0};
	struct report report = {.total = 0};
	struct aspa_ask ask = {.tals = tals};
	struct err e;
	int rc = 0;

	if (argc < 4 || argc > 3 + TALS)
		return 2;
	ask.cache = argv[1];
	ask.ntals = (size_t)argc - 3;
	ask.now = strtoll(argv[2], NULL, 10);
	for (int i = 3; !rc && i < argc; i++)
		rc = tal_read_file(&tals[i - 3], argv[i], &e);
	if (!rc)
		rc = aspa_objects_validate(&o, &ask, &report, &e);
	if (!rc)
		rc = print(&o, &report, &e);
	aspa_objects_release(&o);
	report_release(&report);
	return rc ? fail(&e) : 0;
}
