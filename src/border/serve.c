#include "border/serve.h"

#include <stdio.h>
#include <string.h>

#include "border/values.h"
#include "border/words.h"

static void read_max_age(struct reader *r, const struct yaml_value *v, void *at)
{
	read_between(r, v, 1, 7 * 86400, "a duration from 1s to 7d", at);
}

static void read_listen(struct reader *r, const struct yaml_value *v, void *at)
{
	static const char expected[] = "an address and a port such as 127.0.0.1:8282 or [::1]:8282";
	struct border_listen *to = at;

	if (!schema_is_text(r, v, expected))
		return;
	to->line = v->line;
	to->col = v->col;
	if (!endpoint_parse(v->text, v->len, &to->at))
		schema_expected(r, v, expected);
}

static const struct field tls_fields[] = {
	{"certificate", read_path, offsetof(struct border_tls, certificate), REQUIRED},
	{"key", read_path, offsetof(struct border_tls, key), REQUIRED},
	{"clients", read_path, offsetof(struct border_tls, clients), OPTIONAL},
};
static const struct schema tls_schema = {"tls map", tls_fields, COUNT(tls_fields)};

static void read_tls(struct reader *r, const struct yaml_value *v, void *at)
{
	schema_read(r, &tls_schema, v, at);
}

static const struct field rtr_fields[] = {
	{"listen", read_listen, offsetof(struct border_rtr, listen), REQUIRED},
	{"plain", read_switch, offsetof(struct border_rtr, listen.plain), OPTIONAL},
	{"tls", read_tls, offsetof(struct border_rtr, listen.tls), OPTIONAL},
	{"md5", read_path, offsetof(struct border_rtr, md5), OPTIONAL},
	{"allow", read_prefixes, offsetof(struct border_rtr, allow), OPTIONAL},
	{"aspa-pdu", read_aspa_pdu, offsetof(struct border_rtr, aspa), OPTIONAL},
};
static const struct schema rtr_schema = {"rtr listener", rtr_fields, COUNT(rtr_fields)};

static const struct field http_fields[] = {
	{"listen", read_listen, offsetof(struct border_listen, at), REQUIRED},
	{"plain", read_switch, offsetof(struct border_listen, plain), OPTIONAL},
	{"tls", read_tls, offsetof(struct border_listen, tls), OPTIONAL},
};
static const struct schema http_schema = {"http listener", http_fields, COUNT(http_fields)};

/* Anybody on the way can change what a session without TLS says: a person must have wanted it. */
static void check_plain(struct reader *r, const struct border_listen *l)
{
	struct yaml_value at = {.line = l->line, .col = l->col};
	char text[ENDPOINT_TEXT];

	if (l->at.port && !address_is_loopback(&l->at.host) && l->plain != SWITCH_YES && !l->tls.certificate.text)
		schema_error(r, &at, "listen: expected an address of loopback, or 'tls' or 'plain: yes' beside it, found '%s'",
			     endpoint_text(&l->at, text));
}

/* A key is given to the kernel for addresses, so they must be known. */
static void check_md5(struct reader *r, const struct border_rtr *rtr)
{
	struct yaml_value at = {.line = rtr->md5.line, .col = rtr->md5.col};

	if (rtr->md5.text && !rtr->allow.items.n)
		schema_error(r, &at, "md5: expected 'allow' beside it, the routers that have the key, found none");
}

static void check_twice(struct reader *r, const struct border_serve *s, const struct border_listen *l)
{
	struct yaml_value at = {.line = l->line, .col = l->col};
	char text[ENDPOINT_TEXT];

	for (size_t i = 0; i < s->rtr.n && l->at.port; i++) {
		const struct border_listen *other = &s->rtr.v[i].listen;

		if (endpoint_equal(&other->at, &l->at))
			schema_error(r, &at, "'%s' is listened at twice, first on line %u",
				     endpoint_text(&l->at, text), other->line);
	}
}

static void each_rtr(struct reader *r, const struct yaml_value *v, void *at)
{
	struct border_serve *s = at;
	struct border_rtr rtr = {.aspa = ASPA_PDU_CURRENT};
	const size_t before = s->rtr.n;

	schema_read(r, &rtr_schema, v, &rtr);
	check_plain(r, &rtr.listen);
	check_md5(r, &rtr);
	check_twice(r, s, &rtr.listen);
	schema_grown(r, v, vec_push(&s->rtr, rtr, BORDER_LISTENERS_MAX));
	if (s->rtr.n == before)
		vec_free(&rtr.allow.items);
}

static void read_rtr(struct reader *r, const struct yaml_value *v, void *at)
{
	schema_list(r, v, at, each_rtr);
}

static void read_http(struct reader *r, const struct yaml_value *v, void *at)
{
	struct border_serve *s = at;

	schema_read(r, &http_schema, v, &s->http);
	check_plain(r, &s->http);
}

static void read_every(struct reader *r, const struct yaml_value *v, void *at)
{
	read_between(r, v, 10, 7 * 86400, "a duration from 10s to 7d", at);
}

static void read_settle(struct reader *r, const struct yaml_value *v, void *at)
{
	read_between(r, v, 1, 3600, "a duration from 1s to 1h", at);
}

static void read_limit(struct reader *r, const struct yaml_value *v, void *at)
{
	read_between(r, v, 60, 86400, "a duration from 1m to 1d", at);
}

static const struct field build_fields[] = {
	{"every", read_every, offsetof(struct border_build, every), OPTIONAL},
	{"settle", read_settle, offsetof(struct border_build, settle), OPTIONAL},
	{"time-limit", read_limit, offsetof(struct border_build, time_limit), OPTIONAL},
};
static const struct schema build_schema = {"build", build_fields, COUNT(build_fields)};

static void read_build(struct reader *r, const struct yaml_value *v, void *at)
{
	struct border_build *b = at;

	b->given = true;
	b->off = v->kind == YAML_TEXT && !strcmp(v->text, "off");
	if (!b->off && v->kind != YAML_MAP)
		schema_expected(r, v, "a map, or off");
	else if (!b->off)
		schema_read(r, &build_schema, v, b);
}

bool border_builds(const struct border *b)
{
	const struct border_build *w = &b->serve.build;

	if (!b->serve.given || w->off || !b->neighbors.n)
		return false;
	return w->given || (b->routers.n && b->routers.v[0].line);
}

static const struct field serve_fields[] = {
	{"rtr", read_rtr, 0, REQUIRED},
	{"http", read_http, 0, OPTIONAL},
	{"max-age", read_max_age, offsetof(struct border_serve, max_age), OPTIONAL},
	{"max-shrink", read_change, offsetof(struct border_serve, max_shrink), OPTIONAL},
	{"state", read_path, offsetof(struct border_serve, state), OPTIONAL},
	{"build", read_build, offsetof(struct border_serve, build), OPTIONAL},
	{"user", read_name, offsetof(struct border_serve, user), OPTIONAL},
	{"fetch-user", read_name, offsetof(struct border_serve, fetch_user), OPTIONAL},
};
static const struct schema serve_schema = {"serve", serve_fields, COUNT(serve_fields)};

void default_state(struct reader *r)
{
	const char *slash = strrchr(r->border->path, '/');
	struct yaml_value folder = {0};
	const char *name = slash ? slash + 1 : r->border->path;
	char text[300];

	folder.len = (size_t)snprintf(text, sizeof text, "%.255s.serve", strcmp(name, "-") ? name : "weir.yaml");
	folder.text = text;
	read_path(r, &folder, &r->border->serve.state);
}

static const struct border_serve serve_default = {
	.max_age = 6 * 3600, .max_shrink = 10, .build = {.every = 3600, .settle = 30, .time_limit = 1800}};

void read_serve(struct reader *r, const struct yaml_value *v, void *at)
{
	struct border_serve *s = at;

	*s = serve_default;
	s->given = true;
	schema_read(r, &serve_schema, v, s);
	check_twice(r, s, &s->http);
}

static bool text_equal(const struct border_text *a, const struct border_text *b)
{
	return !a->text || !b->text ? a->text == b->text : !strcmp(a->text, b->text);
}

static bool listen_equal(const struct border_listen *a, const struct border_listen *b)
{
	return endpoint_equal(&a->at, &b->at) && text_equal(&a->tls.certificate, &b->tls.certificate) &&
	       text_equal(&a->tls.key, &b->tls.key) && text_equal(&a->tls.clients, &b->tls.clients);
}

static bool rtr_equal(const struct border_rtr *a, const struct border_rtr *b)
{
	if (!listen_equal(&a->listen, &b->listen) || a->aspa != b->aspa ||
	    a->allow.items.n != b->allow.items.n)
		return false;
	for (size_t i = 0; i < a->allow.items.n; i++)
		if (!prefix_equal(&a->allow.items.v[i].prefix, &b->allow.items.v[i].prefix))
			return false;
	return true;
}

bool border_serve_equal(const struct border_serve *a, const struct border_serve *b)
{
	if (a->rtr.n != b->rtr.n || !listen_equal(&a->http, &b->http) || a->max_age != b->max_age ||
	    a->max_shrink != b->max_shrink || !text_equal(&a->state, &b->state) || !text_equal(&a->user, &b->user) ||
	    !text_equal(&a->fetch_user, &b->fetch_user))
		return false;
	for (size_t i = 0; i < a->rtr.n; i++)
		if (!rtr_equal(&a->rtr.v[i], &b->rtr.v[i]))
			return false;
	return true;
}

bool border_client_equal(const struct border_client *a, const struct border_client *b)
{
	return a->given == b->given && text_equal(&a->tals, &b->tals) && a->refresh == b->refresh &&
	       a->time_limit == b->time_limit && a->rsync_only == b->rsync_only &&
	       a->max_failed_manifests == b->max_failed_manifests;
}

/* "STATE/rpki/rpki-client.json" */
static void place_results(struct reader *r, struct border_source *s, const char *state)
{
	static const char name[] = "/rpki/rpki-client.json";
	const size_t n = strlen(state);
	char *path = arena_alloc(&r->border->memory, n + sizeof name);

	if (path)
		memcpy(mempcpy(path, state, n), name, sizeof name);
	else
		r->out_of_memory = true;
	s->path.text = path;
}

void settle_client(struct reader *r)
{
	struct border *b = r->border;

	if (!b->client.given)
		return;
	if (!b->serve.given)
		b->serve = serve_default;
	if (!b->serve.state.text)
		default_state(r);
	for (size_t i = 0; i < b->sources.n && b->serve.state.text; i++)
		if (b->sources.v[i].kind == SOURCE_RPKI_CLIENT)
			place_results(r, &b->sources.v[i], b->serve.state.text);
}
