/* `weir check` for people: lines of routes, and the summary. */
#include <stdio.h>
#include <string.h>

#include "cmd/check.h"
#include "cmd/count.h"

const char *check_verdict_text(const struct check_route *r)
{
	return r->rule == RULE_NONE ? "accepted" : "rejected";
}

const char *check_rule_text(const struct check_route *r)
{
	return r->rule == RULE_NONE ? "-" : import_rule_name(r->rule);
}

const char *check_rov_text(const struct check_route *r)
{
	return r->rov == ROV_STATES ? "-" : rov_state_text(r->rov);
}

const char *check_aspa_text(const struct check_route *r)
{
	return r->aspa == ASPA_STATES ? "-" : aspa_state_text(r->aspa);
}

const char *check_bogon_text(const struct check_route *r)
{
	if (r->bogon_prefix)
		return r->bogon_path ? "prefix,asn" : "prefix";
	return r->bogon_path ? "asn" : "-";
}

void check_line_put(struct out *o, const struct border_neighbor *n, const struct check_route *r)
{
	char text[PREFIX_TEXT];

	out_str(o, "AS");
	out_u64(o, n->asn);
	out_ch(o, '\t');
	out_str(o, prefix_text(&r->route.prefix, text));
	out_ch(o, '\t');
	if (r->route.path.n)
		as_path_put(&r->route.path, o);
	else
		out_ch(o, '-');
	out_ch(o, '\t');
	out_str(o, check_verdict_text(r));
	out_ch(o, '\t');
	out_str(o, check_rule_text(r));
	out_ch(o, '\t');
	out_str(o, check_rov_text(r));
	out_ch(o, '\t');
	out_str(o, check_aspa_text(r));
	out_ch(o, '\t');
	out_str(o, check_bogon_text(r));
	out_ch(o, '\n');
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void put_heading(struct out *o)
{
	out_printf(o, "\n  %-12s %-20s%10s%10s%10s%10s%10s\n", "neighbor", "", "routes", "accepted",
		   "rejected", "origins", "paths");
	out_printf(o, "  %-12s %-20s%10s%10s%10s%10s%10s\n", "", "", "", "", "", "invalid", "invalid");
}

/* A number of invalid ones, or that there is nothing to judge them by. */
static void put_invalid(struct out *o, size_t invalid, bool asked)
{
	if (asked)
		count_put(o, invalid, 10);
	else
		out_printf(o, "%10s", "-");
}

static void put_row(struct out *o, const struct check *c, uint32_t neighbor)
{
	const struct border_neighbor *n = &c->border.neighbors.v[neighbor];
	const struct check_tally *t = &c->tallies[neighbor];
	char words[128];

	out_printf(o, "  AS%-10u %-20s", n->asn,
		   relationships_text(n->relationships, words, sizeof words));
	if (t->failed) {
		out_str(o, "  not judged\n");
		return;
	}
	count_put(o, t->routes, 10);
	count_put(o, t->rules[RULE_NONE], 10);
	count_put(o, check_rejected(t), 10);
	put_invalid(o, check_rov_invalid(t), c->snapshot.rov);
	put_invalid(o, t->aspa[ASPA_INVALID], c->snapshot.rpki.customers.n);
	out_ch(o, '\n');
}

static void put_examples(struct out *o, const struct check *c, const struct check_tally *t,
			 enum import_rule rule)
{
	size_t shown = t->rules[rule] < CHECK_EXAMPLES ? t->rules[rule] : CHECK_EXAMPLES;
	char text[PREFIX_TEXT];

	for (size_t i = 0; i < shown; i++) {
		struct bgp_table_route r = bgp_table_get(&c->snapshot.routes, t->first[rule][i]);

		out_printf(o, "      %s path ", prefix_text(&r.prefix, text));
		as_path_put(&r.path, o);
		out_ch(o, '\n');
	}
	if (t->rules[rule] <= shown)
		return;
	out_str(o, "      … and ");
	count_put(o, t->rules[rule] - shown, 0);
	out_str(o, " more\n");
}

/* The rule that rejected most of those that are not among `told`; RULE_NONE: there is none. */
static enum import_rule top_rule(const struct check_tally *t, unsigned told)
{
	enum import_rule top = RULE_NONE;

	for (unsigned rule = 0; rule < RULE_NONE; rule++) {
		if (told >> rule & 1 || !t->rules[rule])
			continue;
		if (top == RULE_NONE || t->rules[rule] > t->rules[top])
			top = (enum import_rule)rule;
	}
	return top;
}

static void put_rules(struct out *o, const struct check *c, const struct check_tally *t)
{
	enum import_rule rule;

	for (unsigned told = 0; (rule = top_rule(t, told)) != RULE_NONE; told |= 1u << rule) {
		out_str(o, "  ");
		count_put(o, t->rules[rule], 0);
		out_printf(o, " rejected by %s: %s\n", import_rule_name(rule), import_rule_text(rule));
		put_examples(o, c, t, rule);
	}
}

static void put_rov(struct out *o, const struct check_tally *t)
{
	if (t->rov[ROV_STATES])
		return;
	out_str(o, "  origins:");
	for (unsigned s = 0; s < ROV_STATES; s++) {
		out_str(o, s ? ", " : " ");
		count_put(o, t->rov[s], 0);
		out_printf(o, " %s", rov_state_text(s));
	}
	out_ch(o, '\n');
}

static void put_aspa(struct out *o, const struct border_neighbor *n, const struct check_tally *t)
{
	if (t->aspa[ASPA_STATES])
		return;
	out_printf(o, "  paths, %s:",
		   check_aspa_ask(n).direction == ASPA_UPSTREAM ? "upstream" : "downstream");
	for (unsigned s = 0; s < ASPA_STATES; s++) {
		out_str(o, s ? ", " : " ");
		count_put(o, t->aspa[s], 0);
		out_printf(o, " %s", aspa_state_text(s));
	}
	out_ch(o, '\n');
}

static void put_uncovered(struct out *o, const struct border_neighbor *n, const struct check_tally *t)
{
	char words[128];

	if (!t->uncovered)
		return;
	out_printf(o, "  your %s AS%u announces ",
		   relationships_text(n->relationships, words, sizeof words), n->asn);
	count_put(o, t->uncovered, 0);
	out_printf(o, " prefix%s that its registered objects do not cover\n",
		   t->uncovered == 1 ? "" : "es");
}

static bool is_remarkable(const struct check_tally *t)
{
	return !t->failed && (check_rejected(t) || check_rov_invalid(t) || t->aspa[ASPA_INVALID]);
}

static void put_neighbor(struct out *o, const struct check *c, uint32_t neighbor)
{
	const struct border_neighbor *n = &c->border.neighbors.v[neighbor];
	const struct check_tally *t = &c->tallies[neighbor];

	out_printf(o, "\nAS%u%s%s\n", n->asn, n->name.text ? ", " : "", n->name.text ? n->name.text : "");
	put_rules(o, c, t);
	put_rov(o, t);
	put_aspa(o, n, t);
	put_uncovered(o, n, t);
}

static void put_unjudged(struct out *o, size_t n, const char *what)
{
	if (!n)
		return;
	out_str(o, "  ");
	count_put(o, n, 0);
	out_printf(o, " route%s %s\n", plural(n), what);
}

void check_summary(struct out *o, const struct check *c, uint32_t only)
{
	out_printf(o, "routes of the neighbors of AS%u, by %s\n", c->border.network.asn, c->border.path);
	put_heading(o);
	for (uint32_t i = 0; i < c->border.neighbors.n; i++)
		if (check_is_asked(only, i))
			put_row(o, c, i);
	for (uint32_t i = 0; i < c->border.neighbors.n; i++)
		if (check_is_asked(only, i) && is_remarkable(&c->tallies[i]))
			put_neighbor(o, c, i);
	if (!c->self && !c->loops && !c->strangers)
		return;
	out_str(o, "\nnot judged\n");
	put_unjudged(o, c->self, "of the network itself");
	put_unjudged(o, c->loops, "through the network itself: BGP drops them, whatever the filter");
	put_unjudged(o, c->strangers, "of sessions that are of no neighbor of this border");
}
