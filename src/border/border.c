/*
 * How this works: one table per map of the file (schema.h) says which keys there
 * are and which function reads each value into which field. Where all rows have
 * been read, check.c looks at what only the whole can tell: names used and
 * defined, things given twice.
 */
#include "border/border.h"

#include <stdio.h>
#include <string.h>

#include "base/yaml.h"
#include "border/check.h"
#include "border/exceptions.h"
#include "border/limits.h"
#include "border/schema.h"
#include "border/serve.h"
#include "border/sources.h"
#include "border/values.h"
#include "border/words.h"

static const struct field network_fields[] = {
	{"asn", read_asn, offsetof(struct border_network, asn), REQUIRED},
	{"name", read_text, offsetof(struct border_network, name), OPTIONAL},
	{"as-set", read_as_sets, offsetof(struct border_network, as_sets), OPTIONAL},
	{"prefixes", read_prefixes, offsetof(struct border_network, prefixes), OPTIONAL},
	{"max-length", read_max_length, offsetof(struct border_network, policy.max_length), OPTIONAL},
	{"more-specifics", read_switch, offsetof(struct border_network, policy.more_specifics),
	 OPTIONAL},
	{"roa-routes", read_switch, offsetof(struct border_network, policy.roa_routes), OPTIONAL},
};
static const struct schema network_schema = {"network", network_fields, COUNT(network_fields)};

static const struct field neighbor_fields[] = {
	{"asn", read_asn, offsetof(struct border_neighbor, asn), REQUIRED},
	{"relationship", read_relationships, offsetof(struct border_neighbor, relationships),
	 REQUIRED},
	{"name", read_text, offsetof(struct border_neighbor, name), OPTIONAL},
	{"as-set", read_as_sets, offsetof(struct border_neighbor, as_sets), OPTIONAL},
	{"prefixes", read_prefixes, offsetof(struct border_neighbor, prefixes), OPTIONAL},
	{"router", read_texts, offsetof(struct border_neighbor, router_names), OPTIONAL},
	{"interfaces", read_interfaces, offsetof(struct border_neighbor, interfaces), OPTIONAL},
	{"empty", read_empty, offsetof(struct border_neighbor, empty), OPTIONAL},
	{"sav", read_sav, offsetof(struct border_neighbor, sav), OPTIONAL},
	{"max-length", read_max_length, offsetof(struct border_neighbor, policy.max_length), OPTIONAL},
	{"more-specifics", read_switch, offsetof(struct border_neighbor, policy.more_specifics),
	 OPTIONAL},
	{"roa-routes", read_switch, offsetof(struct border_neighbor, policy.roa_routes), OPTIONAL},
	{"exceptions", read_exceptions, offsetof(struct border_neighbor, exceptions), OPTIONAL},
	{"max-prefix", read_max_prefix, offsetof(struct border_neighbor, max_prefix), OPTIONAL},
	{"blackhole", read_switch, offsetof(struct border_neighbor, blackhole), OPTIONAL},
};
static const struct schema neighbor_schema = {"neighbor", neighbor_fields, COUNT(neighbor_fields)};

static const struct field router_fields[] = {
	{"name", read_name, offsetof(struct border_router, name), REQUIRED},
	{"language", read_language, offsetof(struct border_router, language), OPTIONAL},
	{"output", read_path, offsetof(struct border_router, output), REQUIRED},
	{"sources", read_sources_form, offsetof(struct border_router, sources), OPTIONAL},
};
static const struct schema router_schema = {"router", router_fields, COUNT(router_fields)};

static const struct field bogons_fields[] = {
	{"except", read_prefixes, offsetof(struct border_bogons, except), OPTIONAL},
	{"reserved", read_switch, offsetof(struct border_bogons, reserved), OPTIONAL},
};
static const struct schema bogons_schema = {"bogons", bogons_fields, COUNT(bogons_fields)};

static const struct field gate_fields[] = {
	{"min-entries", read_count, offsetof(struct border_gate, min_entries), OPTIONAL},
	{"max-change", read_change, offsetof(struct border_gate, max_change), OPTIONAL},
	{"max-asns", read_count, offsetof(struct border_gate, max_asns), OPTIONAL},
	{"max-depth", read_count, offsetof(struct border_gate, max_depth), OPTIONAL},
	{"freeze", read_freeze, offsetof(struct border_gate, freeze), OPTIONAL},
	{"checkers", read_off, offsetof(struct border_gate, no_checkers), OPTIONAL},
};
static const struct schema gate_schema = {"gate", gate_fields, COUNT(gate_fields)};

static void read_network(struct reader *r, const struct yaml_value *v, void *at)
{
	schema_read(r, &network_schema, v, at);
}

static void each_neighbor(struct reader *r, const struct yaml_value *v, void *at)
{
	struct border_neighbor n = {.line = v->line, .col = v->col};
	size_t before = r->border->neighbors.n;

	(void)at;
	schema_read(r, &neighbor_schema, v, &n);
	schema_grown(r, v, vec_push(&r->border->neighbors, n, BORDER_NEIGHBORS_MAX));
	if (r->border->neighbors.n == before)
		border_neighbor_release(&n);
}

static void read_neighbors(struct reader *r, const struct yaml_value *v, void *at)
{
	schema_list(r, v, at, each_neighbor);
}

static void each_router(struct reader *r, const struct yaml_value *v, void *at)
{
	struct border_router router = {.line = v->line, .col = v->col};

	(void)at;
	schema_read(r, &router_schema, v, &router);
	schema_grown(r, v, vec_push(&r->border->routers, router, BORDER_ROUTERS_MAX));
}

static void read_routers(struct reader *r, const struct yaml_value *v, void *at)
{
	schema_list(r, v, at, each_router);
}

/* `bogons: off`, or a map. */
static void read_bogons(struct reader *r, const struct yaml_value *v, void *at)
{
	struct border *b = at;

	if (v->kind == YAML_TEXT && !strcmp(v->text, "off"))
		b->bogons.off = true;
	else if (v->kind == YAML_TEXT)
		schema_expected(r, v, "off or a map");
	else
		schema_read(r, &bogons_schema, v, &b->bogons);
}

static void read_gate(struct reader *r, const struct yaml_value *v, void *at)
{
	schema_read(r, &gate_schema, v, at);
}

static const struct field border_fields[] = {
	{"network", read_network, offsetof(struct border, network), OPTIONAL},
	{"beacons", read_prefixes, offsetof(struct border, beacons), OPTIONAL},
	{"neighbors", read_neighbors, 0, OPTIONAL},
	{"sources", read_sources, 0, OPTIONAL},
	{"bogons", read_bogons, 0, OPTIONAL},
	{"gate", read_gate, offsetof(struct border, gate), OPTIONAL},
	{"history", read_path, offsetof(struct border, history), OPTIONAL},
	{"routers", read_routers, 0, OPTIONAL},
	{"serve", read_serve, offsetof(struct border, serve), OPTIONAL},
};
static const struct schema border_schema = {"the border file", border_fields,
					    COUNT(border_fields)};

/* The history of a border that does not place it lies beside the border file, with its name. */
static void default_history(struct reader *r)
{
	const char *slash = strrchr(r->border->path, '/'), *name = slash ? slash + 1 : r->border->path;
	struct yaml_value file = {0};
	char text[300];
	int n = snprintf(text, sizeof text, "%.255s.history", strcmp(name, "-") ? name : "weir.yaml");

	file.text = text;
	file.len = (size_t)n;
	read_path(r, &file, &r->border->history);
}

/* A border without routers writes beside its own file. */
static void default_router(struct reader *r)
{
	static const char output[] = "out";
	struct yaml_value folder = {.text = output, .len = sizeof output - 1};
	struct border_router router = {.name = {.text = "border"}};

	read_path(r, &folder, &router.output);
	schema_grown(r, &folder, vec_push(&r->border->routers, router, BORDER_ROUTERS_MAX));
}

static bool has(const struct yaml_value *root, const char *key)
{
	for (const struct yaml_value *v = root->first; v; v = v->next)
		if (!strcmp(v->key->text, key))
			return true;
	return false;
}

/* Without neighbors, and then also without a network, it may serve what it knows; else there is nothing to do. */
static void check_purpose(struct reader *r, const struct yaml_value *root)
{
	if (root->kind != YAML_MAP)
		return;
	if (!has(root, "network") && (has(root, "neighbors") || !has(root, "serve")))
		schema_error(r, root, "the border file: expected a key 'network', found none");
	if (!has(root, "neighbors") && !has(root, "serve"))
		schema_error(r, root, "the border file: expected a key 'neighbors' or 'serve', found none");
}

static int by_place(const void *a, const void *b)
{
	const struct err *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return (x->col > y->col) - (x->col < y->col);
}

static int read_tree(struct border *b, const struct yaml_tree *t, struct report *errors)
{
	struct reader r = {.border = b, .errors = errors};

	b->gate = (struct border_gate){
		.min_entries = 1, .max_change = 20, .max_asns = 50000, .max_depth = 32};
	if (!t->root || (t->root->kind == YAML_TEXT && !t->root->len)) {
		report_note(errors, b->path, 0, 0,
			    "expected a map with 'network' and 'neighbors', found an empty file");
		return WEIR_ESYNTAX;
	}
	schema_read(&r, &border_schema, t->root, b);
	check_purpose(&r, t->root);
	if (!b->routers.n)
		default_router(&r);
	if (!b->history.text)
		default_history(&r);
	settle_client(&r);
	if (!b->serve.state.text)
		default_state(&r);
	place_fetched(&r);
	check_border(&r);
	if (errors->notes.n)
		qsort(errors->notes.v, errors->notes.n, sizeof *errors->notes.v, by_place);
	if (r.out_of_memory)
		return WEIR_ENOMEM;
	return errors->total ? WEIR_ESYNTAX : 0;
}

static int settle(struct border *b, struct yaml_tree *t, int rc, const struct err *e,
		  struct report *errors)
{
	if (rc)
		report_note(errors, e->file, e->line, e->col, "%s", e->msg);
	else
		rc = read_tree(b, t, errors);
	yaml_release(t);
	return rc;
}

int border_read(struct border *b, const char *path, struct report *errors)
{
	struct yaml_tree t = {0};
	struct err e = {0};

	b->path = arena_strndup(&b->memory, path, strlen(path));
	if (!b->path)
		return WEIR_ENOMEM;
	return settle(b, &t, yaml_read(&t, path, &e), &e, errors);
}

int border_read_mem(struct border *b, const char *path, const void *bytes, size_t n,
		    struct report *errors)
{
	struct yaml_tree t = {0};
	struct err e = {0};

	b->path = arena_strndup(&b->memory, path, strlen(path));
	if (!b->path)
		return WEIR_ENOMEM;
	return settle(b, &t, yaml_read_mem(&t, path, bytes, n, &e), &e, errors);
}

static uint32_t first_of(uint32_t own, uint32_t network)
{
	return own ? own : network;
}

struct border_policy border_policy(const struct border *b, const struct border_neighbor *n)
{
	const struct border_policy *network = &b->network.policy, *own = n ? &n->policy : network;
	const uint32_t more = first_of(own->more_specifics, network->more_specifics);
	const uint32_t roas = first_of(own->roa_routes, network->roa_routes);

	return (struct border_policy){
		.max_length = {first_of(own->max_length.v4, network->max_length.v4),
			       first_of(own->max_length.v6, network->max_length.v6)},
		.more_specifics = more == SWITCH_YES ? SWITCH_YES : SWITCH_NO,
		.roa_routes = roas == SWITCH_NO ? SWITCH_NO : SWITCH_YES,
	};
}

void border_neighbor_release(struct border_neighbor *n)
{
	vec_free(&n->as_sets.items);
	vec_free(&n->prefixes.items);
	vec_free(&n->router_names.items);
	vec_free(&n->routers);
	vec_free(&n->interfaces.items);
	vec_free(&n->exceptions.items);
}

void border_release(struct border *b)
{
	for (size_t i = 0; i < b->neighbors.n; i++)
		border_neighbor_release(&b->neighbors.v[i]);
	vec_free(&b->neighbors);
	vec_free(&b->network.as_sets.items);
	vec_free(&b->network.prefixes.items);
	vec_free(&b->beacons.items);
	vec_free(&b->bogons.except.items);
	vec_free(&b->sources);
	vec_free(&b->routers);
	for (size_t i = 0; i < b->serve.rtr.n; i++)
		vec_free(&b->serve.rtr.v[i].allow.items);
	vec_free(&b->serve.rtr);
	report_release(&b->idle);
	arena_release(&b->memory);
	*b = (struct border){0};
}
