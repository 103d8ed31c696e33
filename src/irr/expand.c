#include "irr/expand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irr/expander.h"
#include "irr/value.h"

/*
 * How this works: a queue of (set, chain of operators), breadth first, so that
 * depths are the shortest and nothing recurses. Each pair enters once, which
 * ends cycles, and only if no chain that covers this one led there before: else
 * a cycle of ^- or of some ^n-m would be gone round hundreds of times. Each AS is
 * looked up once per chain. Ranges are collected without order and normalized at
 * the end.
 */
enum { QUEUE_MAX = PAIRS_MAX, WAYS_LOOKED_AT = 64 };

/* The rows of a set, checked: members of a forged index may point anywhere. */
static const struct fact_member *members_of(const struct index *ix, const struct fact_set *set,
					    size_t *n)
{
	size_t all;
	const struct fact_member *m = index_array(ix, INDEX_MEMBERS, sizeof *m, &all);

	*n = set->first < all ? all - set->first : 0;
	if (*n > set->members)
		*n = set->members;
	return *n ? m + set->first : NULL;
}

const struct fact_set *expander_set(const struct expander *x, const struct task *t)
{
	size_t n;
	const struct fact_set *sets =
		index_array(&x->irr->dumps[t->dump].index, INDEX_SETS, sizeof *sets, &n);

	return &sets[t->set];
}

/*
 * Find the set of a name: an as-set before a route-set, then by trust in its
 * source, then the first dump. False if there is none. O(dumps * log sets).
 */
static bool resolve(const struct expander *x, const char *name, uint32_t only,
		    bool as_sets_only, struct task *t)
{
	uint64_t best = UINT64_MAX;

	for (size_t i = 0; i < x->irr->n; i++) {
		const struct dump *d = &x->irr->dumps[i];
		struct index_run run = index_sets(&d->index, name);
		size_t n;
		const struct fact_set *sets = index_array(&d->index, INDEX_SETS, sizeof *sets, &n);

		for (size_t k = run.first; k < run.first + run.n; k++) {
			uint64_t order;

			if ((as_sets_only && sets[k].is_route_set) ||
			    !expander_uses(x, d, sets[k].source, only))
				continue;
			order = (uint64_t)(sets[k].is_route_set != 0) << 32 |
				(only == any_source ? x->rank[dump_source(d, sets[k].source)] : 0);
			if (order < best) {
				best = order;
				t->dump = (uint32_t)i;
				t->set = (uint32_t)k;
			}
		}
	}
	return best != UINT64_MAX;
}

/* Whether a chain that covers this one is among the latest that led to the set. */
static bool was_covered(const struct expander *x, uint32_t set, struct chain chain)
{
	uint32_t at = x->last_way ? x->last_way[set] : 0;

	for (int i = 0; at && i < WAYS_LOOKED_AT; i++, at = x->ways.v[at - 1].next)
		if (chain_covers(x->ways.v[at - 1].chain, chain))
			return true;
	return false;
}

static int remember_way(struct expander *x, uint32_t set, struct chain chain)
{
	struct way way = {.chain = chain};
	int rc;

	if (!x->last_way)
		x->last_way = calloc((size_t)x->set_base[x->irr->n] + 1, sizeof *x->last_way);
	if (!x->last_way)
		return WEIR_ENOMEM;
	way.next = x->last_way[set];
	rc = vec_push(&x->ways, way, PAIRS_MAX);
	if (!rc)
		x->last_way[set] = (uint32_t)x->ways.n;
	return rc;
}

static int push_task(struct expander *x, const struct task *t)
{
	uint32_t set = x->set_base[t->dump] + t->set;
	int rc;

	if (was_covered(x, set, t->chain))
		return 0;
	rc = pairs_add(&x->sets, set, chain_key(t->chain));
	if (rc <= 0)
		return rc;
	rc = chain_is_none(t->chain) ? 0 : remember_way(x, set, t->chain);
	if (!rc && x->trace)
		rc = trace_task(x);
	return rc ? rc : vec_push(&x->queue, *t, QUEUE_MAX);
}

/* The source that a member names for itself; false where no dump has it. */
static bool find_source(const struct expander *x, const char *name, uint32_t *only)
{
	*only = *name ? strmap_find(&x->irr->sources, name, strlen(name)) : any_source;
	return !*name || *only != STRMAP_NONE;
}

/* The set that is being visited. */
struct visit {
	const struct task *task;
	const struct dump *dump;
	const struct fact_set *set;
	struct namer who;
	size_t member; /* the one being looked at */
};

/* A member that is missing from the result: told once, by however many chains it is met. */
static int tell(struct expander *x, const struct visit *v, enum irr_gap_kind kind, const char *name,
		const char *text)
{
	uint32_t set = x->set_base[v->task->dump] + v->task->set;
	int rc = pairs_add(&x->told, set, (uint32_t)v->member);

	return rc <= 0 ? rc : expander_add_gap(x, kind, name, &v->who, text);
}

static int name_member(struct expander *x, const struct visit *v, const struct fact_member *m,
		       struct chain chain)
{
	const char *name = index_string(&v->dump->index, m->value);
	struct task t = {.chain = chain, .depth = v->task->depth + 1};
	uint32_t only;

	if (!find_source(x, index_string(&v->dump->index, m->aux), &only))
		return tell(x, v, IRR_GAP_NOT_FOUND, name, "expected a source that a dump has");
	if (!resolve(x, name, only, !v->set->is_route_set, &t))
		return tell(x, v, IRR_GAP_NOT_FOUND, name,
			    v->set->is_route_set ? "expected a set that a dump has"
						 : "expected an as-set that a dump has");
	if (x->o->max_depth && t.depth > x->o->max_depth)
		return tell(x, v, IRR_GAP_DEPTH, name, "expected a set less deep");
	return push_task(x, &t);
}

static int asn_member(struct expander *x, const struct visit *v, const struct fact_member *m,
		      struct chain chain)
{
	uint32_t only;
	char name[16];

	if (find_source(x, index_string(&v->dump->index, m->aux), &only))
		return expander_reach_asn(x, m->value, chain, only);
	snprintf(name, sizeof name, "AS%u", m->value);
	return tell(x, v, IRR_GAP_NOT_FOUND, name, "expected a source that a dump has");
}

static int one_member(struct expander *x, struct visit *v, const struct fact_member *m)
{
	const struct index *ix = &v->dump->index;
	struct range_op op = {m->op & 3, m->op_ge, m->op_le};
	struct range r = {m->hi, m->lo, m->family, m->len, m->ge, m->le};
	struct chain chain;

	v->who.line = x->foot.line = m->line;
	x->foot.op = op;
	switch (m->kind) {
	case FACT_ASN:
		return chain_before(op, v->task->chain, &chain) ? asn_member(x, v, m, chain) : 0;
	case FACT_NAME:
		return chain_before(op, v->task->chain, &chain) ? name_member(x, v, m, chain) : 0;
	case FACT_RANGE:
		return expander_add_range(x, &r, v->task->chain);
	case FACT_DAMAGED:
		return tell(x, v, IRR_GAP_DAMAGED, index_string(ix, m->value),
			    index_string(ix, m->aux));
	default:
		return tell(x, v, IRR_GAP_ENDLESS, index_string(ix, m->value),
			    "expected a member that can be listed");
	}
}

static int visit_set(struct expander *x, const struct task *t)
{
	struct visit v = {.task = t, .dump = &x->irr->dumps[t->dump], .set = expander_set(x, t)};
	uint32_t source = dump_source(v.dump, v.set->source);
	const struct fact_member *m;
	size_t n;

	v.who = (struct namer){index_string(&v.dump->index, v.set->name),
			       source == STRMAP_NONE ? "" : strmap_name(&x->irr->sources, source),
			       v.dump->path, 0};
	x->x->sets++;
	if (t->depth > x->x->depth)
		x->x->depth = t->depth;
	m = members_of(&v.dump->index, v.set, &n);
	x->steps += n;
	if (x->steps > STEPS_MAX)
		return WEIR_ELIMIT;
	for (v.member = 0; v.member < n; v.member++) {
		int rc = one_member(x, &v, &m[v.member]);

		if (rc)
			return rc;
	}
	return expander_add_refs(x, t);
}

static int name_object(struct expander *x, const char *text, const struct rpsl_member *m,
		       uint32_t only, struct chain chain, struct err *e)
{
	struct task t = {.chain = chain, .depth = 1};
	char name[RPSL_NAME_MAX + 1];

	rpsl_fold(m->name, m->nname, name);
	if (rpsl_is_endless(m->name, m->nname))
		return err_set(e, WEIR_ESYNTAX, "expected a set that can be listed, found '%.80s'",
			       text);
	if (!resolve(x, name, only, false, &t))
		return err_set(e, WEIR_ENOTFOUND, "expected a set that a dump has, found '%.80s'",
			       text);
	return push_task(x, &t);
}

/* One of the objects that the caller named. */
static int add_object(struct expander *x, const char *text, struct err *e)
{
	struct rpsl_member m;
	const char *expected = rpsl_member_parse(text, strlen(text), &m);
	char where[RPSL_NAME_MAX + 1];
	struct chain chain;
	uint32_t only;

	if (expected)
		return err_set(e, WEIR_ESYNTAX, "%s, found '%.80s'", expected, text);
	if (m.kind == RPSL_MEMBER_RANGE)
		return expander_add_range(x, &m.range, chain_none);
	rpsl_fold(m.where ? m.where : "", m.nwhere, where);
	if (!find_source(x, where, &only))
		return err_set(e, WEIR_ENOTFOUND, "expected a source that a dump has, found '%.80s'",
			       text);
	chain_before(m.op, chain_none, &chain);
	x->foot.op = m.op;
	if (m.kind == RPSL_MEMBER_ASN)
		return expander_reach_asn(x, m.asn, chain, only);
	return name_object(x, text, &m, only, chain, e);
}

/* The order of trust: the caller's, or that of the dumps. */
static int rank_sources(struct expander *x, struct err *e)
{
	size_t n = irr_source_count(x->irr);
	char name[RPSL_NAME_MAX + 1];

	x->rank = malloc((n + 1) * sizeof *x->rank);
	if (!x->rank)
		return WEIR_ENOMEM;
	x->every_source = !x->o->nsources;
	for (size_t i = 0; i < n; i++)
		x->rank[i] = x->every_source ? (uint32_t)i : unused_source;
	for (size_t i = 0; i < x->o->nsources; i++) {
		const char *s = x->o->sources[i];
		uint32_t id;

		rpsl_fold(s, strlen(s), name);
		id = strmap_find(&x->irr->sources, name, strlen(name));
		if (id == STRMAP_NONE)
			return err_set(e, WEIR_ENOTFOUND,
				       "expected a source that a dump has, found '%.80s'", s);
		if (x->rank[id] == unused_source)
			x->rank[id] = (uint32_t)i;
	}
	return 0;
}

static int number_sets(struct expander *x)
{
	uint64_t base = 0;

	x->set_base = malloc((x->irr->n + 1) * sizeof *x->set_base);
	if (!x->set_base)
		return WEIR_ENOMEM;
	for (size_t i = 0; i < x->irr->n; i++) {
		size_t n;

		index_array(&x->irr->dumps[i].index, INDEX_SETS, sizeof(struct fact_set), &n);
		x->set_base[i] = (uint32_t)base;
		base += n;
		if (base > UINT32_MAX)
			return WEIR_ELIMIT;
	}
	x->set_base[x->irr->n] = (uint32_t)base;
	return 0;
}

static int visit_all(struct expander *x, const char *const *objects, size_t n, struct err *e)
{
	int rc = rank_sources(x, e);

	if (!rc)
		rc = number_sets(x);
	for (size_t i = 0; i < n && !rc; i++) {
		x->foot = (struct foot){.task = NO_TASK, .line = (uint32_t)i};
		rc = add_object(x, objects[i], e);
	}
	for (size_t head = 0; head < x->queue.n && !rc; head++) {
		struct task t = x->queue.v[head]; /* the queue moves when it grows */

		x->foot = (struct foot){.task = (uint32_t)head};
		rc = visit_set(x, &t);
	}
	return rc;
}

int expander_run(struct expander *x, const char *const *objects, size_t n, struct err *e)
{
	struct err why = {0};
	int rc = visit_all(x, objects, n, &why);

	if (rc == WEIR_ENOMEM)
		err_set(&why, rc, "out of memory");
	else if (rc == WEIR_ELIMIT)
		err_set(&why, rc,
			"expected at most %zu AS numbers, %d members looked at and %d ranges, found more",
			x->o->max_asns ? x->o->max_asns : (size_t)PAIRS_MAX, STEPS_MAX,
			RANGE_LIST_MAX);
	if (rc && e)
		*e = why;
	return rc;
}

void expander_release(struct expander *x)
{
	free(x->rank);
	free(x->set_base);
	pairs_release(&x->sets);
	pairs_release(&x->asns);
	pairs_release(&x->known);
	pairs_release(&x->told);
	asn_set_release(&x->routeless);
	vec_free(&x->queue);
	vec_free(&x->ways);
	free(x->last_way);
}

static int normalize(struct expander *x)
{
	int rc = origin_list_normalize(&x->x->bound);

	asn_set_normalize(&x->x->asns);
	asn_set_normalize(&x->routeless);
	x->x->routeless = x->routeless.asns.n;
	return rc ? rc : range_list_normalize(&x->x->ranges);
}

int irr_expand(const struct irr *irr, const char *const *objects, size_t n,
	       const struct irr_expand_options *options, struct irr_expansion *result,
	       struct err *e)
{
	static const struct irr_expand_options none = {0};
	struct expander x = {.irr = irr, .o = options ? options : &none, .x = result};
	int rc;

	*result = (struct irr_expansion){0};
	rc = expander_run(&x, objects, n, e);
	if (!rc && normalize(&x))
		rc = err_set(e, WEIR_ENOMEM, "out of memory");
	expander_release(&x);
	return rc;
}

const char *irr_gap_text(const struct irr_gap *gap, char *buf, size_t size)
{
	snprintf(buf, size, "%s:%u: %s: %s, found '%s'", gap->file, gap->line, gap->by, gap->text,
		 gap->name);
	return buf;
}

void irr_expansion_release(struct irr_expansion *x)
{
	range_list_release(&x->ranges);
	origin_list_release(&x->bound);
	asn_set_release(&x->asns);
	vec_free(&x->gaps);
	arena_release(&x->names);
	*x = (struct irr_expansion){0};
}
