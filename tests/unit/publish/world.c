#include "world.h"

#include "../check.h"

#include <stdio.h>
#include <string.h>

static const char stranger_irr[] = "route: 5.0.0.0/8\norigin: AS5\nsource: T\n\n"
				   "route6: 2a05::/32\norigin: AS5\nsource: T\n\n"
				   "as-set: AS5:AS-X\nmembers: AS5\nsource: T\n\n"
				   "aut-num: AS5\nsource: T\n\n";
static const char stranger_routes[] = "9 5.0.0.0/8 9 5\n9 2a05::/32 9 5\n";

static void write_file(const char *name, const char *head, const char *body, const char *tail)
{
	FILE *f = fopen(name, "w");

	assert_non_null(f);
	fprintf(f, "%s%s%s", head, body, tail);
	assert_int_equal(fclose(f), 0);
}

static void write_routes(const char *lines)
{
	FILE *f = fopen("world.txt", "w");
	char both[4096], *line, *rest = both;

	assert_non_null(f);
	snprintf(both, sizeof both, "%s%s", stranger_routes, lines);
	while ((line = strsep(&rest, "\n")) && *line) {
		char peer[16], prefix[64], path[128] = "";

		assert_true(sscanf(line, "%15s %63s %127[^\n]", peer, prefix, path) >= 2);
		fprintf(f, "TABLE_DUMP2|1|B|10.0.0.%s|%s|%s|%s|IGP|10.0.0.1|0|0||NAG||\n",
			strlen(peer) < 3 ? peer : "7", peer, prefix, path);
	}
	assert_int_equal(fclose(f), 0);
}

static void write_rpki(const struct facts_given *given)
{
	char text[4096];

	snprintf(text, sizeof text, "{\"roas\": [{\"asn\": 5, \"prefix\": \"5.0.0.0/8\", \"maxLength\": 8}%s%s]",
		 *given->rpki ? ", " : "", given->rpki);
	if (given->aspas)
		snprintf(text + strlen(text), sizeof text - strlen(text),
			 ", \"aspas\": [{\"customer_asid\": 5, \"providers\": [9]}%s%s]", *given->aspas ? ", " : "",
			 given->aspas);
	write_file("world.json", text, "}\n", "");
}

void world_make(struct world *w, const struct facts_given *given)
{
	const struct snapshot_options options = {.leave_no_files = true};
	const char *neighbors = given->neighbors ? given->neighbors
						 : "{asn: 1, relationship: customer}, {asn: 9, relationship: provider}";
	char text[2048];
	struct report errors = {0};
	struct err e = {0};

	*w = (struct world){0};
	snprintf(text, sizeof text, "network: {asn: 64500%s%s}\nneighbors: [%s]\nsources: {irr: [%s%s], rpki: [%s], routes: [%s]}\n",
		 given->network && *given->network ? ", " : "", given->network ? given->network : "", neighbors,
		 given->irr ? "{dump: world.db}" : "", given->irr2 ? ", {dump: world2.db}" : "",
		 given->rpki ? "{json: world.json}" : "", given->routes ? "{text: world.txt}" : "");
	if (given->irr)
		write_file("world.db", stranger_irr, given->irr, "");
	if (given->irr2)
		write_file("world2.db", given->irr2, "", "");
	if (given->rpki)
		write_rpki(given);
	if (given->routes)
		write_routes(given->routes);
	if (border_read_mem(&w->border, "weir.yaml", text, strlen(text), &errors))
		fail_msg("%s: %s", errors.notes.v[0].msg, text);
	if (snapshot_read(&w->snapshot, &w->border, &options, &e))
		fail_msg("%s:%zu: %s", e.file, e.line, e.msg);
	assert_int_equal(publication_make(&w->publication, &w->snapshot, &w->border), 0);
}

void world_release(struct world *w)
{
	publication_release(&w->publication);
	snapshot_release(&w->snapshot);
	border_release(&w->border);
}

const char *world_findings(const struct world *w)
{
	static char said[4096];
	const struct publication *p = &w->publication;
	size_t n = 0;

	said[0] = '\0';
	for (size_t i = 0; i < p->findings.list.n; i++) {
		const struct publish_finding *f = &p->findings.list.v[i];
		char prefix[PREFIX_TEXT] = "";

		if (f->row != PUBLISH_NO_ROW)
			prefix_text(&p->rows.v[f->row].prefix, prefix);
		n += (size_t)snprintf(said + n, sizeof said - n, "%s%s%s%s", i ? " " : "",
				      publish_code_text(f->code), *prefix ? ":" : "", prefix);
	}
	return said;
}

const char *world_text(const struct world *w, enum publish_code code)
{
	static char text[2048];

	for (size_t i = 0; i < w->publication.findings.list.n; i++) {
		const struct publish_finding *f = &w->publication.findings.list.v[i];

		if (f->code != code)
			continue;
		snprintf(text, sizeof text, "%s:%u: %s", f->place.file, f->place.line, f->text);
		return text;
	}
	fail_msg("no finding %s: %s", publish_code_text(code), world_findings(w));
	return "";
}

const char *world_unknown(const struct world *w)
{
	static char said[1024];
	size_t n = 0;

	said[0] = '\0';
	for (size_t i = 0; i < w->publication.unknown.n; i++)
		n += (size_t)snprintf(said + n, sizeof said - n, "%s%s", i ? ", " : "",
				      w->publication.unknown.v[i].what);
	return said;
}
