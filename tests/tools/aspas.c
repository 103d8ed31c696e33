/*
 * What src/rpki/object makes of a cache of rpki-client's, for tests:
 *
 *	aspas CACHE SECONDS TAL…    "valid PATH EXPIRES AS64496 AS64497…" for each ASPA, "refused PATH: REASON" for each
 *	                            refused file, then "invalid N unsupported N"; SECONDS since 1970 are the time it is
 */
#include <stdio.h>
#include <stdlib.h>

#include "rpki/object/objects.h"

enum { TALS = 16 };

static int fail(const struct err *e)
{
	char text[600];

	fprintf(stderr, "aspas: %s\n", err_text(e, text, sizeof text));
	return 2;
}

static int read_tal(struct tal *t, const char *path, struct err *e)
{
	struct input *in;
	int rc = input_open(&in, path, e);

	if (rc)
		return rc;
	rc = tal_read(t, in, e);
	input_close(in);
	return rc;
}

static void print(const struct aspa_objects *o, const struct report *r)
{
	char text[600];

	for (size_t i = 0; i < o->valid.n; i++) {
		const struct aspa_object *x = &o->valid.v[i];

		printf("valid %s %lld AS%u", x->path, (long long)x->expires, x->customer);
		for (size_t k = 0; k < x->n; k++)
			printf(" AS%u", o->providers.v[x->first + k]);
		putchar('\n');
	}
	for (size_t i = 0; i < r->notes.n; i++)
		printf("refused %s\n", err_text(&r->notes.v[i], text, sizeof text));
	printf("invalid %zu unsupported %zu\n", o->invalid, o->unsupported);
}

int main(int argc, char **argv)
{
	static struct tal tals[TALS];
	struct aspa_objects o = {.invalid = 0};
	struct report report = {.total = 0};
	struct rpki rpki = {.v4 = {.n = 0}};
	struct err e;
	int rc = 0;

	if (argc < 4 || argc > 3 + TALS)
		return 2;
	for (int i = 3; !rc && i < argc; i++)
		rc = read_tal(&tals[i - 3], argv[i], &e);
	if (!rc)
		rc = aspa_objects_validate(&o, argv[1], tals, (size_t)argc - 3, strtoll(argv[2], NULL, 10), &report, &e);
	if (!rc)
		rc = aspa_objects_add(&o, argv[1], &rpki);
	if (!rc)
		rc = rpki_finish(&rpki);
	if (!rc)
		print(&o, &report);
	aspa_objects_release(&o);
	report_release(&report);
	rpki_release(&rpki);
	return rc ? fail(&e) : 0;
}
