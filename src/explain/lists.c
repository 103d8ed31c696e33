#include "explain/lists.h"

#include <stdio.h>
#include <stdlib.h>

int explain_open(struct explain **x, const struct snapshot *s, const struct border *b)
{
	struct explain *made = calloc(1, sizeof *made);

	*x = NULL;
	if (!made)
		return WEIR_ENOMEM;
	made->snapshot = s;
	made->border = b;
	made->lists = calloc(b->neighbors.n + 1, sizeof *made->lists);
	if (!made->lists || senders_make(&made->senders, b)) {
		explain_close(made);
		return WEIR_ENOMEM;
	}
	*x = made;
	return 0;
}

static void list_release(struct explain_list *l)
{
	verdicts_release(&l->verdicts);
	import_list_release(&l->list);
	prefix_set_release(&l->entries);
	irr_why_free(l->why);
	vec_free(&l->names);
}

void explain_close(struct explain *x)
{
	if (!x)
		return;
	for (size_t i = 0; x->lists && i <= x->border->neighbors.n; i++)
		list_release(&x->lists[i]);
	free(x->lists);
	senders_release(&x->senders);
	sav_sets_release(&x->sets);
	sav_release(&x->sav);
	free(x);
}

const struct border_neighbor *explain_neighbor(const struct explain *x, uint32_t neighbor)
{
	return neighbor == EXPLAIN_SELF ? NULL : &x->border->neighbors.v[neighbor];
}

const struct border_texts *explain_as_sets(const struct explain *x, const struct border_neighbor *n)
{
	return n ? &n->as_sets : &x->border->network.as_sets;
}

const struct border_prefixes *explain_prefixes(const struct explain *x, const struct border_neighbor *n)
{
	return n ? &n->prefixes : &x->border->network.prefixes;
}

static int add_name(struct explain_list *l, const char *text, uint32_t line,
		    const struct border_exception *exception)
{
	const struct explain_name name = {text, line, exception};

	return vec_push(&l->names, name, 2 * BORDER_LIST_MAX);
}

/* AS numbers that exceptions accept stand beside the neighbor's own names. */
static int collect_accepted(const struct explain *x, const struct border_neighbor *n,
			    struct explain_list *l)
{
	int rc = 0;

	for (size_t i = 0; !rc && n && i < n->exceptions.items.n; i++) {
		const struct border_exception *one = &n->exceptions.items.v[i];

		if (!one->range.family && one->accept && !exception_is_expired(x->border, one))
			rc = add_name(l, one->what.text, one->line, one);
	}
	return rc;
}

/* The objects that the list was expanded from; where there are none, the own number. */
static int collect_names(const struct explain *x, const struct border_neighbor *n,
			 struct explain_list *l)
{
	const struct border_texts *sets = explain_as_sets(x, n);
	int rc = 0;

	for (size_t i = 0; !rc && i < sets->items.n; i++)
		rc = add_name(l, sets->items.v[i].text, sets->items.v[i].line, NULL);
	if (!rc && !sets->items.n && (!n || !n->prefixes.items.n))
		rc = add_name(l, NULL, n ? n->line : 0, NULL);
	return rc ? rc : collect_accepted(x, n, l);
}

static int make_why(const struct explain *x, struct explain_list *l)
{
	const char **objects = calloc(l->names.n + 1, sizeof *objects);
	char own[16];
	int rc;

	if (!objects)
		return WEIR_ENOMEM;
	snprintf(own, sizeof own, "AS%u", l->list.asn);
	for (size_t i = 0; i < l->names.n; i++)
		objects[i] = l->names.v[i].text ? l->names.v[i].text : own;
	rc = irr_why_make(&l->why, x->snapshot->irr, objects, l->names.n, NULL, NULL);
	free(objects);
	return rc;
}

static int make(struct explain *x, const struct border_neighbor *n, struct explain_list *l)
{
	int rc = import_list_make(&l->list, x->snapshot, x->border, n, &l->why_undecided);

	l->made = true;
	if (rc == WEIR_ENOMEM || rc == WEIR_ELIMIT)
		return rc;
	l->undecided = rc;
	if (rc)
		return 0;
	rc = prefix_set_make(&l->entries, &l->list.entries);
	if (!rc && !l->list.anything && x->snapshot->irr) {
		rc = collect_names(x, n, l);
		rc = rc ? rc : make_why(x, l);
	}
	return rc;
}

int explain_list_get(struct explain *x, uint32_t neighbor, struct explain_list **list)
{
	uint32_t at = neighbor == EXPLAIN_SELF ? (uint32_t)x->border->neighbors.n : neighbor;

	*list = &x->lists[at];
	return (*list)->made ? 0 : make(x, explain_neighbor(x, neighbor), *list);
}

/* A route without the network's own numbers before the sender's. */
static int judge(const struct verdicts *v, const struct bgp_table_route *route, uint32_t skip,
		 enum import_rule *rule)
{
	struct as_path_buf buf = {0};
	struct as_path path;
	int rc = as_path_skip(&route->path, skip, &buf, &path);

	if (!rc)
		*rule = verdict(v, &route->prefix, &path);
	as_path_buf_release(&buf);
	return rc;
}

int explain_verdict(struct explain *x, const struct bgp_table_route *route, enum import_rule *rule,
		    bool *judged)
{
	struct sender sender = senders_find(&x->senders, route);
	struct explain_list *l;
	int rc;

	*judged = false;
	if (sender.kind != SENDER_NEIGHBOR)
		return 0;
	rc = explain_list_get(x, sender.neighbor, &l);
	if (rc || l->undecided)
		return rc;
	if (!l->judges)
		rc = verdicts_make(&l->verdicts, &l->list, x->snapshot, x->border);
	l->judges = !rc;
	*judged = !rc;
	return rc ? rc : judge(&l->verdicts, route, sender.skip, rule);
}

int explain_tell_undecided(const struct explain_list *l, struct explain_answer *a)
{
	const struct err *e = &l->why_undecided;
	struct fact *f = facts_tell(&a->told, FACT_BORDER, 0, "%s", e->msg);

	f->file = *e->file ? facts_keep(&a->told, e->file) : NULL;
	f->line = (uint32_t)e->line;
	a->verdict = EXPLAIN_UNDECIDED;
	a->rule = RULE_PREFIX;
	a->by = import_rule_name(RULE_PREFIX);
	a->text = "undecided: its list cannot be made";
	facts_tell_change(&a->told, "%s:%zu is put right", e->file, e->line);
	return a->told.failed ? WEIR_ENOMEM : 0;
}

const char *explain_verdict_text(enum explain_verdict v)
{
	static const char *const names[] = {
		[EXPLAIN_ACCEPTED] = "accepted", [EXPLAIN_PARTLY] = "partly",
		[EXPLAIN_REJECTED] = "rejected", [EXPLAIN_UNDECIDED] = "undecided"};

	return names[v];
}

void explain_answer_release(struct explain_answer *a)
{
	facts_told_release(&a->told);
}
