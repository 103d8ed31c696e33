/*
 * The policy of the guide, one row for each kind of neighbor. Customers that announce only their own AS are
 * one group, AS…:AS-CUSTOMERS, as there; all others have lines of their own.
 */
#include <stdio.h>
#include <string.h>

#include "publish/compose.h"
#include "publish/policy.h"
#include "publish/set_name.h"
#include "publish/sets.h"

enum { FILTER_MAX = 1 << 16 };

static const char own_routes[] = "PeerAS AND <^PeerAS++$>";

/* Whose lines need all routes: what it sends, what it gets. */
enum {
	SENDS_ANYTHING = REL_PROVIDER | REL_PARTIAL_PROVIDER | REL_SIBLING | REL_RS,
	GETS_ANYTHING = REL_CUSTOMER | REL_PARTIAL_CUSTOMER | REL_SIBLING | REL_RS_CLIENT
};

/* A neighbor that has no as-set other than its own AS number. */
static bool is_alone(const struct border_neighbor *n)
{
	for (size_t i = 0; i < n->as_sets.items.n; i++) {
		struct set_name s;

		set_name_read(&s, n->as_sets.items.v[i].text);
		if (s.asn != n->asn)
			return false;
	}
	return true;
}

static void put_names(struct out *o, const struct border_neighbor *n, const char *between)
{
	bool several = n->as_sets.items.n > 1;

	out_str(o, several ? "(" : "");
	for (size_t i = 0; i < n->as_sets.items.n; i++) {
		struct set_name s;

		set_name_read(&s, n->as_sets.items.v[i].text);
		out_printf(o, "%s%s", i ? between : "", s.text);
	}
	out_str(o, several ? ")" : "");
}

static bool has_route_set(const struct border_neighbor *n)
{
	for (size_t i = 0; i < n->as_sets.items.n; i++) {
		struct set_name s;

		set_name_read(&s, n->as_sets.items.v[i].text);
		if (!s.asn && !rpsl_has_set_part(s.text, strlen(s.text), "AS-"))
			return true;
	}
	return false;
}

/* What is accepted: the routes of its as-sets, by a path through itself. */
static void put_filter(struct out *o, const struct border_neighbor *n)
{
	if (n->relationships & SENDS_ANYTHING) {
		out_str(o, "ANY AND NOT FLTR-BOGONS");
	} else if (is_alone(n)) {
		out_str(o, own_routes);
	} else {
		put_names(o, n, " OR ");
		if (has_route_set(n))
			return;
		out_str(o, " AND <^PeerAS+ ");
		put_names(o, n, "|");
		out_str(o, "*$>");
	}
}

static void add_import(struct composing *c, const struct border_neighbor *n)
{
	struct out o;

	out_mem(&o, FILTER_MAX);
	put_filter(&o, n);
	out_ch(&o, '\0');
	if (o.status)
		c->o->rc = err_set(c->e, o.status, "AS%u has too many as-sets for one line of policy", n->asn);
	else
		compose_add(c, "mp-import", "from AS%u accept %s", n->asn, o.s);
	out_release(&o);
}

static void add_export(struct composing *c, const struct border_neighbor *n)
{
	compose_add(c, "mp-export", "to AS%u announce %s", n->asn,
		    n->relationships & GETS_ANYTHING ? "ANY" : compose_own_set(c));
}

/* Whether a customer is one of the group. */
static bool is_grouped(const struct composing *c, const struct border_neighbor *n)
{
	return n->relationships == REL_CUSTOMER && is_alone(n) && compose_is_in_customers(c, n);
}

static void add_group(struct composing *c)
{
	char name[SET_TEXT];
	bool some = false;

	for (size_t i = 0; i < c->p->border->neighbors.n; i++)
		some |= is_grouped(c, &c->p->border->neighbors.v[i]);
	if (!some)
		return;
	set_customers_name(c->p->asn, name);
	compose_add(c, "mp-import", "from %s accept %s", name, own_routes);
	compose_add(c, "mp-export", "to %s announce ANY", name);
}

static void write_new(struct composing *c)
{
	char key[16];

	snprintf(key, sizeof key, "AS%u", c->p->asn);
	compose_start(c, RPSL_AUT_NUM, key);
	compose_descr(c);
	add_group(c);
	for (size_t i = 0; i < c->p->border->neighbors.n; i++) {
		const struct border_neighbor *n = &c->p->border->neighbors.v[i];

		if (is_grouped(c, n))
			continue;
		add_import(c, n);
		add_export(c, n);
	}
	compose_finish(c);
}

/* Whether a neighbor comes into the set of customers, which the policy names, in this run. */
static bool will_come(const struct composing *c, const struct border_neighbor *n, bool named)
{
	if (!named || !relationships_may_carry_own(n->relationships))
		return false;
	return sets_target(c->p) ? sets_lack(c->p, n) : compose_is_in_customers(c, n);
}

static void add_missing(struct composing *c, const struct policy *policy)
{
	for (size_t i = 0; i < c->p->border->neighbors.n; i++) {
		const struct border_neighbor *n = &c->p->border->neighbors.v[i];

		if (!policy_imports(policy, n->asn) && !will_come(c, n, policy->target_from))
			add_import(c, n);
		if (!policy_exports(policy, n->asn) && !will_come(c, n, policy->target_to))
			add_export(c, n);
	}
}

/* The registered aut-num with the lines that it lacks, behind its last line of policy. */
static void change(struct composing *c, const struct irr_place *at, const char *text)
{
	static const char *const names[] = {"import",	 "export",    "mp-import",  "mp-export", "default",
					    "mp-default", "import-via", "export-via", "as-name",   "descr", NULL};
	struct policy policy = {0};
	struct publish_object *o;
	size_t first;

	compose_copy(c, RPSL_AUT_NUM, at);
	if (c->o->rc)
		return;
	first = c->o->list.v[c->o->list.n - 1].attributes.n;
	c->o->rc = policy_read(&policy, c->p, text);
	add_missing(c, &policy);
	policy_release(&policy);
	o = &c->o->list.v[c->o->list.n - 1];
	if (c->o->rc)
		return;
	if (o->attributes.n > first) {
		compose_splice(c, first, names, false);
	} else {
		vec_free(&o->attributes);
		c->o->list.n--;
	}
}

void compose_aut_num(struct composing *c)
{
	struct irr_place at;
	const char *text;

	if (!c->all && !c->p->known.aut_nums)
		return;
	if (!c->all && irr_aut_num_at(c->p->snapshot->irr, c->p->asn, &at, &text))
		change(c, &at, text);
	else
		write_new(c);
}
