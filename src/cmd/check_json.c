/* `weir check --json`. */
#include "cmd/check.h"

void check_json_path(struct json_out *j, const struct as_path *p)
{
	struct out text;

	out_mem(&text, SIZE_MAX);
	as_path_put(p, &text);
	json_strn(j, "path", text.s ? text.s : "", text.n);
	out_release(&text);
}

/* "-" is null. */
static void put_word(struct json_out *j, const char *key, const char *word)
{
	json_str(j, key, *word == '-' ? NULL : word);
}

void check_json_route(struct json_out *j, const struct check_route *r)
{
	char text[PREFIX_TEXT];

	json_line(j);
	json_open_object(j, NULL);
	json_str(j, "prefix", prefix_text(&r->route.prefix, text));
	check_json_path(j, &r->route.path);
	json_str(j, "verdict", check_verdict_text(r));
	put_word(j, "rule", check_rule_text(r));
	put_word(j, "rov", check_rov_text(r));
	put_word(j, "aspa", check_aspa_text(r));
	put_word(j, "bogon", check_bogon_text(r));
	json_str(j, "file", r->route.file);
	json_u64(j, r->route.text ? "line" : "record", r->route.record);
	json_close_object(j);
}

static void put_rules(struct json_out *j, const struct check_tally *t)
{
	json_open_object(j, "rejected_by");
	for (unsigned rule = 0; rule < RULE_NONE; rule++)
		if (t->rules[rule])
			json_u64(j, import_rule_name((enum import_rule)rule), t->rules[rule]);
	json_close_object(j);
}

/* Empty where there is nothing to judge them by. */
static void put_states(struct json_out *j, const struct check *c, const struct check_tally *t)
{
	json_open_object(j, "rov");
	for (unsigned s = 0; s < ROV_STATES && c->snapshot.rov; s++)
		json_u64(j, rov_state_text(s), t->rov[s]);
	json_close_object(j);
	json_open_object(j, "aspa");
	for (unsigned s = 0; s < ASPA_STATES && c->snapshot.rpki.customers.n; s++)
		json_u64(j, aspa_state_text(s), t->aspa[s]);
	json_close_object(j);
}

static void put_first(struct json_out *j, const struct check *c, const struct check_tally *t)
{
	char text[PREFIX_TEXT];

	json_open_array(j, "first_rejected");
	for (unsigned rule = 0; rule < RULE_NONE; rule++) {
		for (size_t i = 0; i < t->rules[rule] && i < CHECK_EXAMPLES; i++) {
			struct bgp_table_route r = bgp_table_get(&c->snapshot.routes, t->first[rule][i]);

			json_open_object(j, NULL);
			json_str(j, "rule", import_rule_name((enum import_rule)rule));
			json_str(j, "prefix", prefix_text(&r.prefix, text));
			check_json_path(j, &r.path);
			json_close_object(j);
		}
	}
	json_close_array(j);
}

void check_json_tally(struct json_out *j, const struct check *c, uint32_t neighbor)
{
	const struct border_neighbor *n = &c->border.neighbors.v[neighbor];
	const struct check_tally *t = &c->tallies[neighbor];
	char words[128];

	json_u64(j, "asn", n->asn);
	json_str(j, "name", n->name.text);
	json_str(j, "relationship", relationships_text(n->relationships, words, sizeof words));
	json_str(j, "not_judged", t->failed ? t->e.msg : NULL);
	json_u64(j, "routes", t->routes);
	json_u64(j, "accepted", t->rules[RULE_NONE]);
	json_u64(j, "rejected", check_rejected(t));
	put_rules(j, t);
	put_states(j, c, t);
	json_u64(j, "bogon_prefixes", t->bogon_prefixes);
	json_u64(j, "bogon_paths", t->bogon_paths);
	json_u64(j, "uncovered_prefixes", t->uncovered);
	put_first(j, c, t);
}

void check_json_end(struct json_out *j, const struct check *c)
{
	json_open_object(j, "routes_not_judged");
	json_u64(j, "own", c->self);
	json_u64(j, "loops", c->loops);
	json_u64(j, "of_no_neighbor", c->strangers);
	json_close_object(j);
}
