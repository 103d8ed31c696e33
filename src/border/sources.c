#include "border/sources.h"

#include <string.h>

#include "border/values.h"
#include "border/words.h"

/* One item of a list of sources: one of its keys says what it is. */
struct source_item {
	struct border_text paths[SOURCE_KINDS]; /* by enum source_kind */
	struct border_client client;
	bool idle;
};

static void read_idle_source(struct reader *r, const struct yaml_value *v, void *at)
{
	check_text(r, v, at);
	*(bool *)at = true;
	r->border->idle_sources++;
}

/* The program's name takes the place of the path, which is that of its results (serve.c). */
static void read_client(struct reader *r, const struct yaml_value *v, void *at)
{
	if (v->kind == YAML_TEXT && !strcmp(v->text, "rpki-client"))
		read_text(r, v, at);
	else
		schema_expected(r, v, "rpki-client");
}

/* A duration within bounds. */
static void read_between(struct reader *r, const struct yaml_value *v, uint32_t least, uint32_t most,
			 const char *expected, void *at)
{
	uint32_t seconds = 0;

	read_duration(r, v, &seconds);
	if (seconds && (seconds < least || seconds > most))
		schema_expected(r, v, expected);
	else
		*(uint32_t *)at = seconds;
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
	{"json", read_path, PATH_OF(SOURCE_RPKI_JSON), OPTIONAL},
	{"csv", read_path, PATH_OF(SOURCE_RPKI_CSV), OPTIONAL},
	{"slurm", read_path, PATH_OF(SOURCE_RPKI_SLURM), OPTIONAL},
	{"client", read_client, PATH_OF(SOURCE_RPKI_CLIENT), OPTIONAL},
	{"tals", read_path, CLIENT(tals), OPTIONAL},
	{"refresh", read_refresh, CLIENT(refresh), OPTIONAL},
	{"time-limit", read_time_limit, CLIENT(time_limit), OPTIONAL},
	{"rsync-only", read_switch, CLIENT(rsync_only), OPTIONAL},
	{"max-failed-manifests", read_count, CLIENT(max_failed_manifests), OPTIONAL},
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

static void add_source(struct reader *r, const struct yaml_value *v, enum source_kind kind,
		       struct border_text path)
{
	struct border_source s = {.kind = kind, .path = path};

	schema_grown(r, v, vec_push(&r->border->sources, s, BORDER_LIST_MAX));
}

static void add_client(struct reader *r, const struct yaml_value *v, struct border_client *c)
{
	if (r->border->client.given)
		schema_error(r, v, "rpki source: expected one relying party, found another");
	c->given = true;
	if (!c->tals.text)
		c->tals.text = "/etc/tals";
	if (!c->refresh)
		c->refresh = 600;
	if (!c->time_limit)
		c->time_limit = 3600;
	r->border->client = *c;
}

/* Options of a relying party beside a file would have no effect. */
static void check_no_client(struct reader *r, const struct yaml_value *v, const struct border_client *c)
{
	if (c->tals.text || c->refresh || c->time_limit || c->rsync_only || c->max_failed_manifests)
		schema_error(r, v, "rpki source: expected a key 'client' beside 'tals', 'refresh', 'time-limit', "
			     "'rsync-only' or 'max-failed-manifests', found none");
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
			add_source(r, v, k, item.paths[k]);
	}
	if (item.paths[SOURCE_RPKI_CLIENT].text)
		add_client(r, v, &item.client);
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
		add_source(r, v, SOURCE_DELEGATIONS, path);
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

const char *source_kind_text(enum source_kind kind)
{
	static const char *const names[] = {
		"irr dump", "rpki json", "rpki csv", "rpki slurm", "rpki client", "relationships", "delegations",
		"routes mrt", "routes text", "fib text",
	};

	return names[kind];
}
