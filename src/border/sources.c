#include "border/sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "border/url.h"
#include "border/values.h"
#include "border/words.h"

enum { REFRESH = 600 };

/* One item of a list of sources: one of its keys says what it is. */
struct source_item {
	struct border_text paths[SOURCE_KINDS]; /* by enum source_kind; what read_place() took may be a URL */
	struct border_text ca;
	uint32_t refresh; /* of a URL or a relying party */
	enum border_switch plain;
	struct border_client client;
	bool idle;
};

static void read_idle_source(struct reader *r, const struct yaml_value *v, void *at)
{
	check_text(r, v, at);
	*(bool *)at = true;
	r->border->idle_sources++;
}

/* A path, or where it is fetched from. */
static void read_place(struct reader *r, const struct yaml_value *v, void *at)
{
	const char *expected;
	struct url u;

	if (v->kind != YAML_TEXT || !url_is_meant(v->text)) {
		read_path(r, v, at);
		return;
	}
	expected = url_parse(&u, v->text, v->len);
	if (expected)
		schema_expected(r, v, expected);
	else
		read_text(r, v, at);
}

/* The program's name takes the place of the path, which is that of its results (serve.c). */
static void read_client(struct reader *r, const struct yaml_value *v, void *at)
{
	if (v->kind == YAML_TEXT && !strcmp(v->text, "rpki-client"))
		read_text(r, v, at);
	else
		schema_expected(r, v, "rpki-client");
}

static void read_refresh(struct reader *r, const struct yaml_value *v, void *at)
{
	read_between(r, v, 10, 86400, "a duration from 10s to 1d", at);
}

static void read_time_limit(struct reader *r, const struct yaml_value *v, void *at)
{
	read_between(r, v, 1, 86400, "a duration from 1s to 1d", at);
}

#define CLIENT(member) offsetof(struct source_item, client.member)
#define PATH_OF(kind) offsetof(struct source_item, paths) + (kind) * sizeof(struct border_text)
#define IDLE_SOURCE(name) {name, read_idle_source, offsetof(struct source_item, idle), IDLE}

static const struct field irr_fields[] = {
	{"dump", read_path, PATH_OF(SOURCE_IRR_DUMP), OPTIONAL},
	IDLE_SOURCE("irrd"),
	{"sources", check_texts, 0, OPTIONAL},
};
static const struct schema irr_schema = {"irr source", irr_fields, COUNT(irr_fields)};

static const struct field rpki_fields[] = {
	{"json", read_place, PATH_OF(SOURCE_RPKI_JSON), OPTIONAL},
	{"csv", read_place, PATH_OF(SOURCE_RPKI_CSV), OPTIONAL},
	{"slurm", read_place, PATH_OF(SOURCE_RPKI_SLURM), OPTIONAL},
	{"client", read_client, PATH_OF(SOURCE_RPKI_CLIENT), OPTIONAL},
	{"tals", read_path, CLIENT(tals), OPTIONAL},
	{"refresh", read_refresh, offsetof(struct source_item, refresh), OPTIONAL},
	{"time-limit", read_time_limit, CLIENT(time_limit), OPTIONAL},
	{"rsync-only", read_switch, CLIENT(rsync_only), OPTIONAL},
	{"max-failed-manifests", read_count, CLIENT(max_failed_manifests), OPTIONAL},
	{"ca", read_path, offsetof(struct source_item, ca), OPTIONAL},
	{"plain", read_switch, offsetof(struct source_item, plain), OPTIONAL},
};
static const struct schema rpki_schema = {"rpki source", rpki_fields, COUNT(rpki_fields)};

static const struct field relationships_fields[] = {
	{"caida", read_path, PATH_OF(SOURCE_RELATIONSHIPS), OPTIONAL},
};
static const struct schema relationships_schema = {"relationships source", relationships_fields,
						   COUNT(relationships_fields)};

static const struct field routes_fields[] = {
	{"mrt", read_path, PATH_OF(SOURCE_ROUTES_MRT), OPTIONAL},
	{"text", read_path, PATH_OF(SOURCE_ROUTES_TEXT), OPTIONAL},
	IDLE_SOURCE("bmp"),
};
static const struct schema routes_schema = {"routes source", routes_fields, COUNT(routes_fields)};

static const struct field fib_fields[] = {
	{"text", read_path, PATH_OF(SOURCE_FIB_TEXT), OPTIONAL},
};
static const struct schema fib_schema = {"fib source", fib_fields, COUNT(fib_fields)};

static void add_source(struct reader *r, const struct yaml_value *v, struct border_source s)
{
	schema_grown(r, v, vec_push(&r->border->sources, s, BORDER_LIST_MAX));
}

static void add_client(struct reader *r, const struct yaml_value *v, struct border_client *c, uint32_t refresh)
{
	if (r->border->client.given)
		schema_error(r, v, "rpki source: expected one relying party, found another");
	c->given = true;
	if (!c->tals.text)
		c->tals.text = "/etc/tals";
	c->refresh = refresh ? refresh : REFRESH;
	if (!c->time_limit)
		c->time_limit = 3600;
	r->border->client = *c;
}

/* Options of a relying party beside a file would have no effect. */
static void check_no_client(struct reader *r, const struct yaml_value *v, const struct border_client *c)
{
	if (c->tals.text || c->time_limit || c->rsync_only || c->max_failed_manifests)
		schema_error(r, v, "rpki source: expected a key 'client' beside 'tals', 'time-limit', "
			     "'rsync-only' or 'max-failed-manifests', found none");
}

/* Anybody on the way may change what comes without TLS. */
static void check_plain(struct reader *r, const struct border_text *at, enum border_switch plain)
{
	const struct yaml_value v = {.line = at->line, .col = at->col};
	struct url u;

	if (url_parse(&u, at->text, strlen(at->text)) || u.https || (u.loopback && plain == SWITCH_YES))
		return;
	schema_error(r, &v,
		     "expected a URL that begins with https://, or an address of loopback and 'plain: yes' beside it, "
		     "found '%.60s'",
		     at->text);
}

/* Two files of one name would take turns. */
static void check_fetched_once(struct reader *r, const struct border_text *at)
{
	const struct yaml_value v = {.line = at->line, .col = at->col};

	for (size_t i = 0; i < r->border->sources.n; i++) {
		const struct border_text *other = &r->border->sources.v[i].url;

		if (other->text && !strcmp(other->text, at->text)) {
			schema_error(r, &v, "'%.120s' is fetched twice, first on line %u", at->text, other->line);
			return;
		}
	}
}

static void add_item(struct reader *r, const struct yaml_value *v, enum source_kind kind,
		     const struct source_item *item)
{
	const struct border_text *at = &item->paths[kind];

	if (!url_is_meant(at->text)) {
		if (item->ca.text || item->plain || (item->refresh && kind != SOURCE_RPKI_CLIENT))
			schema_error(r, v, "expected a URL beside 'ca', 'refresh' and 'plain', found a path");
		add_source(r, v, (struct border_source){.kind = kind, .path = *at});
		return;
	}
	check_plain(r, at, item->plain);
	check_fetched_once(r, at);
	add_source(r, v, (struct border_source){.kind = kind,
						.url = *at,
						.ca = item->ca,
						.refresh = item->refresh ? item->refresh : REFRESH});
}

void place_fetched(struct reader *r)
{
	const char *state = r->border->serve.state.text;

	for (size_t i = 0; state && i < r->border->sources.n; i++) {
		struct border_source *s = &r->border->sources.v[i];
		char name[URL_NAME], *path = NULL;

		if (!s->url.text)
			continue;
		if (asprintf(&path, "%s/" FETCHED_FOLDER "/%s", state, url_file_name(s->url.text, name)) < 0)
			path = NULL;
		s->path = s->url;
		s->path.text = path ? arena_strndup(&r->border->memory, path, strlen(path)) : NULL;
		if (!s->path.text)
			r->out_of_memory = true;
		free(path);
	}
}

/* One item: exactly one of the keys that say what it is must be there. */
static void read_source(struct reader *r, const struct yaml_value *v, const struct schema *s,
			const char *keys)
{
	struct source_item item = {0};
	size_t before = r->errors->total;
	unsigned found = 0;

	schema_read(r, s, v, &item);
	found += item.idle;
	for (unsigned k = 0; k < COUNT(item.paths); k++) {
		if (!item.paths[k].text)
			continue;
		if (!found++)
			add_item(r, v, k, &item);
	}
	if (item.paths[SOURCE_RPKI_CLIENT].text)
		add_client(r, v, &item.client, item.refresh);
	else if (r->errors->total == before)
		check_no_client(r, v, &item.client);
	if (found != 1 && r->errors->total == before && !r->out_of_memory)
		schema_error(r, v, "%s: expected one of %s, found %s", s->what, keys,
			     found ? "several" : "none");
}

/* A list of such items; `keys` names those that say what an item is. */
static void read_list(struct reader *r, const struct yaml_value *v, const struct schema *of,
		      const char *keys)
{
	if (v->kind != YAML_LIST)
		schema_expected(r, v, "a list");
	for (const struct yaml_value *m = v->first; v->kind == YAML_LIST && m; m = m->next)
		read_source(r, m, of, keys);
}

static void each_delegations(struct reader *r, const struct yaml_value *v, void *at)
{
	struct border_text path = {0};

	(void)at;
	read_path(r, v, &path);
	if (path.text)
		add_source(r, v, (struct border_source){.kind = SOURCE_DELEGATIONS, .path = path});
}

static void read_irr(struct reader *r, const struct yaml_value *v, void *at)
{
	(void)at;
	read_list(r, v, &irr_schema, "dump, irrd");
}

static void read_rpki(struct reader *r, const struct yaml_value *v, void *at)
{
	(void)at;
	read_list(r, v, &rpki_schema, "json, csv, slurm, client");
}

static void read_relations(struct reader *r, const struct yaml_value *v, void *at)
{
	(void)at;
	read_list(r, v, &relationships_schema, "caida");
}

static void read_routes(struct reader *r, const struct yaml_value *v, void *at)
{
	(void)at;
	read_list(r, v, &routes_schema, "mrt, text, bmp");
}

static void read_delegations(struct reader *r, const struct yaml_value *v, void *at)
{
	schema_list(r, v, at, each_delegations);
}

static void read_fib(struct reader *r, const struct yaml_value *v, void *at)
{
	(void)at;
	read_list(r, v, &fib_schema, "text");
}

static const struct field sources_fields[] = {
	{"irr", read_irr, 0, OPTIONAL},
	{"rpki", read_rpki, 0, OPTIONAL},
	{"relationships", read_relations, 0, OPTIONAL},
	{"delegations", read_delegations, 0, OPTIONAL},
	{"routes", read_routes, 0, OPTIONAL},
	{"fib", read_fib, 0, OPTIONAL},
};
static const struct schema sources_schema = {"sources", sources_fields, COUNT(sources_fields)};

void read_sources(struct reader *r, const struct yaml_value *v, void *at)
{
	schema_read(r, &sources_schema, v, at);
}

bool border_fetches(const struct border *b)
{
	for (size_t i = 0; i < b->sources.n; i++)
		if (b->sources.v[i].url.text)
			return true;
	return false;
}

const char *source_kind_text(enum source_kind kind)
{
	static const char *const names[] = {
		"irr dump", "rpki json", "rpki csv", "rpki slurm", "rpki client", "relationships", "delegations",
		"routes mrt", "routes text", "fib text",
	};

	return names[kind];
}
