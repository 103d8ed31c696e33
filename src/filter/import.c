/*
 * How this works: what is registered (gathered.h) is cut by the rules about single
 * objects; all that is left becomes one prefix set, from which bogons, own space and
 * rejected prefixes are subtracted. The set is aggregated into the entries; the pairs of range
 * and origin are cut down to that same set.
 */
#include "filter/import.h"

#include "filter/default_routes.h"
#include "filter/fit.h"
#include "filter/own_space.h"
#include "filter/gathered.h"
#include "net/prefix_set.h"

struct making {
	struct import_list *list;
	const struct snapshot *snapshot;
	const struct border *border;
	const struct border_neighbor *neighbor;
	bool for_network; /* of a customer, for the network's list: neither entries nor rules are asked for */
	struct import_carried *carried; /* for the network: of each neighbor; NULL: not made yet */
	struct gathered gathered;
	struct prefix_set set; /* what is let in */
	struct err *e;
};

static int refuse(struct err *e, int rc)
{
	return err_set(e, rc, rc == WEIR_ELIMIT ? "a list of more prefixes than there may be"
						: "out of memory");
}

static int add_anything(struct range_list *to)
{
	const struct prefix all4 = prefix_ipv4(0, 0);
	const struct prefix global6 = prefix_make(IPV6, (u128)0x2000 << 112, 3);
	const struct range v4 = range_make(&all4, IMPORT_IPV4_SHORTEST, IMPORT_IPV4_LONGEST);
	const struct range v6 = range_make(&global6, IMPORT_IPV6_SHORTEST, IMPORT_IPV6_LONGEST);
	int rc = range_list_add(to, &v4);

	return rc ? rc : range_list_add(to, &v6);
}

static int make_list(struct making *m);

void import_list_carry(struct import_list *l, int rc, const struct err *e, struct import_carried *to)
{
	*to = (struct import_carried){.sets = l->sets, .asns = l->asns, .depth = l->depth, .anything = l->anything,
				      .rc = rc};
	if (rc)
		to->e = *e;
	to->bound = l->bound;
	to->unbound = l->unbound;
	l->bound = (struct origin_list){0};
	l->unbound = (struct range_list){0};
	report_append(&to->gaps, &l->gaps);
}

/* What a customer's list lets in, the network announces: as ROAs are, it is decided already. */
static int add_customer(struct making *m, struct import_carried *c)
{
	struct gathered *r = &m->gathered;
	int rc = 0;

	report_append(&r->gaps, &c->gaps);
	if (c->rc) {
		*m->e = c->e;
		return c->rc;
	}
	if (c->anything)
		return 0;
	rc = origin_list_move(&r->roas, &c->bound);
	if (!rc)
		rc = range_list_add_all(&r->listed, &c->unbound);
	r->sets += c->sets;
	r->asns += c->asns;
	r->depth = c->depth > r->depth ? c->depth : r->depth;
	return rc ? refuse(m->e, rc) : 0;
}

/* Of a customer whose list nobody made yet. */
static void carry(const struct making *m, const struct border_neighbor *n, struct import_carried *to)
{
	struct import_list l = {0};
	struct err e = {0};
	struct making customer = {.list = &l, .snapshot = m->snapshot, .border = m->border, .neighbor = n,
				  .for_network = true, .e = &e};
	int rc = make_list(&customer);

	import_list_carry(&l, rc, &e, to);
	import_list_release(&l);
}

/* A network that names no as-set announces what its customers may. */
static int add_customers(struct making *m)
{
	const struct border *b = m->border;
	int rc = 0;

	for (size_t i = 0; !m->neighbor && !rc && i < b->neighbors.n; i++) {
		struct import_carried one = {0}, *c = m->carried ? &m->carried[i] : &one;

		if (!carried_is(b, &b->neighbors.v[i]))
			continue;
		if (!m->carried)
			carry(m, &b->neighbors.v[i], &one);
		rc = add_customer(m, c);
		import_carried_release(&one);
	}
	return rc;
}

/* The rules about single objects: validity of what is registered, lengths, validity of what came in by them. */
static int judge_objects(struct making *m)
{
	const struct border_policy policy = border_policy(m->border, m->neighbor);
	struct gathered *r = &m->gathered;
	struct import_list *l = m->list;
	int rc = origin_list_normalize(&r->bound);

	if (!rc)
		rc = validity_apply(&r->bound, m->snapshot, &l->invalid);
	if (!rc)
		rc = fit_origins(&r->bound, &policy, &l->too_long);
	if (!rc)
		rc = fit_ranges(&r->unbound, &policy, &l->too_long);
	if (!rc && policy.more_specifics == SWITCH_YES)
		rc = validity_apply(&r->bound, m->snapshot, NULL);
	if (!rc)
		rc = origin_list_merge(&r->bound, &r->roas);
	if (!rc)
		rc = origin_list_reduce(&r->bound);
	if (!rc)
		rc = range_list_add_all(&r->unbound, &r->listed);
	if (!rc && r->anything)
		rc = add_anything(&r->unbound);
	return rc ? rc : range_list_normalize(&l->too_long);
}

static void replace(struct prefix_set *set, struct prefix_set *by)
{
	prefix_set_release(set);
	*set = *by;
	*by = (struct prefix_set){0};
}

/* Move what both sets have out of `set`, and into `taken` as a list. */
static int take_out(struct prefix_set *set, const struct prefix_set *what, struct range_list *taken)
{
	struct prefix_set both = {0}, rest = {0};
	int rc = prefix_set_is_empty(what) ? 0 : prefix_set_intersect(&both, set, what);

	if (!rc && !prefix_set_is_empty(&both)) {
		rc = prefix_set_aggregate(&both, taken);
		if (!rc)
			rc = prefix_set_subtract(&rest, set, what);
		if (!rc)
			replace(set, &rest);
	}
	prefix_set_release(&both);
	return rc;
}

/* All ranges, with and without origin, as one set. */
static int make_set(struct making *m)
{
	struct range_list all = {0};
	int rc = origin_list_ranges(&m->gathered.bound, &all);

	if (!rc)
		rc = range_list_add_all(&all, &m->gathered.unbound);
	if (!rc)
		rc = range_list_normalize(&all);
	if (!rc)
		rc = prefix_set_make(&m->set, &all);
	range_list_release(&all);
	return rc;
}

/* The snapshot's bogons and, of default routes, what a registry holds and the border file does not list. */
static int take_out_bogons(struct making *m)
{
	const struct prefix_set *bogons = &m->snapshot->bogons;
	struct prefix_set defaults = {0}, both = {0};
	int rc = default_routes_make(&defaults, &m->set, &m->gathered.listed);
	bool none = prefix_set_is_empty(&defaults);

	if (!rc && !none)
		rc = prefix_set_union(&both, bogons, &defaults);
	if (!rc)
		rc = take_out(&m->set, none ? bogons : &both, &m->list->bogons);
	prefix_set_release(&defaults);
	prefix_set_release(&both);
	return rc;
}

static int take_out_own(struct making *m)
{
	struct prefix_set own = {0};
	int rc = own_space_make(&own, m->border, m->neighbor);

	if (!rc)
		rc = take_out(&m->set, &own, &m->list->own);
	prefix_set_release(&own);
	return rc;
}

/* A person's word comes last: accepted prefixes in, rejected ones out. */
static int except(struct making *m)
{
	const struct exceptions *x = &m->list->exceptions;
	struct prefix_set yes = {0}, no = {0}, with = {0};
	struct range_list taken = {0};
	int rc = prefix_set_make(&yes, &x->accepted);

	if (!rc && !prefix_set_is_empty(&yes))
		rc = prefix_set_union(&with, &m->set, &yes);
	if (!rc && !prefix_set_is_empty(&yes))
		replace(&m->set, &with);
	if (!rc)
		rc = range_list_add_all(&m->gathered.unbound, &x->accepted);
	if (!rc)
		rc = prefix_set_make(&no, &x->rejected);
	if (!rc)
		rc = take_out(&m->set, &no, &taken);
	prefix_set_release(&yes);
	prefix_set_release(&no);
	range_list_release(&taken);
	return rc;
}

/* What the set has of some ranges, as few entries. */
static int ranges_within(struct range_list *ranges, const struct prefix_set *set,
			 struct range_list *result)
{
	struct prefix_set all = {0}, both = {0};
	int rc = range_list_normalize(ranges);

	if (!rc)
		rc = prefix_set_make(&all, ranges);
	if (!rc && !prefix_set_is_empty(&all))
		rc = prefix_set_intersect(&both, &all, set);
	if (!rc)
		rc = prefix_set_aggregate(&both, result);
	prefix_set_release(&all);
	prefix_set_release(&both);
	return rc;
}

static int settle(struct making *m)
{
	struct import_list *l = m->list;
	int rc = judge_objects(m);

	if (!rc)
		rc = make_set(m);
	if (!rc)
		rc = take_out_bogons(m);
	if (!rc)
		rc = take_out_own(m);
	if (!rc)
		rc = except(m);
	if (!rc && !m->for_network)
		rc = prefix_set_aggregate(&m->set, &l->entries);
	if (!rc)
		rc = ranges_within(&m->gathered.unbound, &m->set, &l->unbound);
	if (!rc)
		rc = origin_list_within(&m->gathered.bound, &m->set, &l->bound);
	return rc ? rc : origin_list_normalize(&l->bound);
}

static int make_rules(struct making *m, bool any_origin)
{
	struct import_list *l = m->list;
	const struct path_facts facts = {&m->gathered.cone, any_origin, &l->exceptions};
	int rc;

	if (!l->neighbor)
		return 0;
	rc = path_rules_make(&l->path, m->snapshot, m->border, l->neighbor, &facts);
	if (!l->anything)
		l->max = max_prefix_propose(&m->set);
	if (l->neighbor->max_prefix.v4)
		l->max.v4 = l->neighbor->max_prefix.v4;
	if (l->neighbor->max_prefix.v6)
		l->max.v6 = l->neighbor->max_prefix.v6;
	return rc ? rc : session_rules_make(&l->session, l->neighbor, &m->set);
}

static int decide(struct making *m)
{
	struct gathered *r = &m->gathered;
	bool any_origin;
	int rc = gathered_make(r, m->snapshot, m->border, m->neighbor, &m->list->exceptions, m->e);

	if (!rc)
		rc = add_customers(m);
	report_append(&m->list->gaps, &r->gaps);
	m->list->anything = r->anything;
	m->list->sets = r->sets;
	m->list->asns = r->asns;
	m->list->depth = r->depth;
	if (rc)
		return rc;
	any_origin = r->anything || range_list_count(&r->unbound);
	rc = settle(m);
	if (!rc && !m->for_network)
		rc = make_rules(m, any_origin);
	return rc ? refuse(m->e, rc) : 0;
}

static int make_list(struct making *m)
{
	int rc = exceptions_make(&m->list->exceptions, m->border, m->neighbor);

	m->list->neighbor = m->neighbor;
	m->list->asn = m->neighbor ? m->neighbor->asn : m->border->network.asn;
	rc = rc ? refuse(m->e, rc) : decide(m);
	gathered_release(&m->gathered);
	prefix_set_release(&m->set);
	return rc;
}

int import_list_make(struct import_list *l, const struct snapshot *s, const struct border *b,
		     const struct border_neighbor *n, struct err *e)
{
	struct making m = {.list = l, .snapshot = s, .border = b, .neighbor = n, .e = e};

	return make_list(&m);
}

int import_list_make_network(struct import_list *l, const struct snapshot *s, const struct border *b,
			     struct import_carried *carried, struct err *e)
{
	struct making m = {.list = l, .snapshot = s, .border = b, .carried = carried, .e = e};

	return make_list(&m);
}

void import_list_release(struct import_list *l)
{
	range_list_release(&l->entries);
	origin_list_release(&l->bound);
	range_list_release(&l->unbound);
	path_rules_release(&l->path);
	session_rules_release(&l->session);
	exceptions_release(&l->exceptions);
	range_list_release(&l->bogons);
	range_list_release(&l->own);
	range_list_release(&l->too_long);
	invalid_objects_release(&l->invalid);
	report_release(&l->gaps);
}
