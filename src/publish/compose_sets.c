#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "publish/compose.h"
#include "publish/set_name.h"
#include "publish/sets.h"

static const char *const member_names[] = {"members", NULL};

/* The members of a set that is being written anew. */
struct writing {
	struct composing *c;
	size_t first; /* the first attribute that was added */
	bool changed;
};

static struct publish_object *object_of(struct writing *w)
{
	return &w->c->o->list.v[w->c->o->list.n - 1];
}

static bool has_member(struct writing *w, const char *entry)
{
	struct publish_object *o = object_of(w);

	for (size_t i = w->first; i < o->attributes.n; i++)
		if (!strcasecmp(o->attributes.v[i].value, entry))
			return true;
	return false;
}

static int add_entry(void *context, const char *entry)
{
	struct writing *w = context;

	if (w->c->o->rc || has_member(w, entry))
		return w->c->o->rc;
	compose_add(w->c, "members", "%s", entry);
	w->changed = true;
	return w->c->o->rc;
}

/* What customers the set still needs; all of them where it is new. */
static void add_customers(struct writing *w, bool all)
{
	const struct publication *p = w->c->p;

	for (size_t i = 0; i < p->border->neighbors.n; i++) {
		const struct border_neighbor *n = &p->border->neighbors.v[i];

		if (relationships_may_carry_own(n->relationships) && (all || sets_lack(p, n)))
			set_entries(p, n, add_entry, w);
	}
}

static void write_customers(struct composing *c)
{
	char name[SET_TEXT];
	struct writing w = {.c = c, .first = 1};

	compose_start(c, RPSL_AS_SET, set_customers_name(c->p->asn, name));
	add_customers(&w, true);
	compose_finish(c);
}

static void write_all(struct composing *c, const char *name)
{
	char text[SET_TEXT];

	compose_start(c, RPSL_AS_SET, name);
	compose_add(c, "members", "AS%u", c->p->asn);
	if (c->p->customers.asns.n)
		compose_add(c, "members", "%s", set_customers_name(c->p->asn, text));
	compose_finish(c);
}

static bool is_registered(const struct composing *c, const char *name)
{
	struct irr_place at;

	return c->p->snapshot->irr && irr_set_at(c->p->snapshot->irr, name, &at);
}

/*
 * A member that stays: strangers go, and what no list can hold. What no registry of the border defines
 * may be defined elsewhere.
 */
static int keep_member(void *context, const struct irr_member *m)
{
	struct writing *w = context;
	struct publish_object *o = object_of(w);
	bool is_elsewhere = m->name && !is_registered(w->c, m->name);

	if (m->damaged || (!is_elsewhere && set_member_is_stranger(w->c->p, m->asn, m->name))) {
		w->changed = true;
		return 0;
	}
	if (m->name)
		compose_add(w->c, "members", "%s", m->name);
	else
		compose_add(w->c, "members", "AS%u", m->asn);
	if (!w->c->o->rc)
		o->attributes.v[o->attributes.n - 1].ours = false;
	return w->c->o->rc;
}

static void drop_latest(struct composing *c)
{
	vec_free(&c->o->list.v[c->o->list.n - 1].attributes);
	c->o->list.n--;
}

/* A registered set with what it lacks and without what does not belong there; left out if nothing changes. */
static void change_set(struct composing *c, const char *name)
{
	const struct publication *p = c->p;
	struct writing w = {.c = c};
	const char *target = sets_target(p);
	struct irr_place at;

	if (!irr_set_at(p->snapshot->irr, name, &at))
		return;
	compose_copy(c, RPSL_AS_SET, &at);
	if (c->o->rc)
		return;
	w.first = object_of(&w)->attributes.n;
	irr_each_member(p->snapshot->irr, name, keep_member, &w);
	if (!strcmp(name, p->sets.v[0]) && !asn_set_has(&p->reached, p->asn))
		w.changed = true, compose_add(c, "members", "AS%u", p->asn);
	if (!strcmp(name, target))
		add_customers(&w, false);
	if (w.changed && !c->o->rc)
		compose_splice(c, w.first, member_names, true);
	else if (!c->o->rc)
		drop_latest(c);
}

/* The first name of the border file, or that of the guide. */
static const char *all_name(const struct composing *c, struct set_name *name)
{
	const struct border_texts *named = &c->p->border->network.as_sets;
	char text[SET_TEXT];

	set_name_read(name, named->items.n ? named->items.v[0].text : set_all_name(c->p->asn, text));
	return name->text;
}

static bool needs_sets(const struct composing *c)
{
	struct set_name name;

	all_name(c, &name);
	if (!rpsl_has_set_part(name.text, strlen(name.text), "AS-") ||
	    (!c->p->border->network.as_sets.items.n && !c->p->customers.asns.n))
		return false;
	return c->all || c->p->known.sets;
}

bool compose_is_in_customers(const struct composing *c, const struct border_neighbor *n)
{
	const char *target = sets_target(c->p);
	char customers[SET_TEXT];
	struct set_name name;

	set_customers_name(c->p->asn, customers);
	if (!relationships_may_carry_own(n->relationships))
		return false;
	if (!c->all && is_registered(c, customers))
		return asn_set_has(&c->p->grouped, n->asn) ||
		       (target && !strcmp(target, customers) && sets_lack(c->p, n));
	return needs_sets(c) && (c->all || !is_registered(c, all_name(c, &name)));
}

const char *compose_own_set(struct composing *c)
{
	struct set_name name;
	const char *text = all_name(c, &name);
	char own[SET_TEXT];

	if (!c->p->border->network.as_sets.items.n && !c->p->customers.asns.n) {
		snprintf(own, sizeof own, "AS%u", c->p->asn);
		text = own;
	}
	text = arena_strndup(&c->o->memory, text, strlen(text));
	if (!text && !c->o->rc)
		c->o->rc = WEIR_ENOMEM;
	return text ? text : "";
}

void compose_sets(struct composing *c)
{
	struct set_name name;
	char customers[SET_TEXT];
	const char *all = all_name(c, &name);

	if (!needs_sets(c))
		return;
	if (c->all || !is_registered(c, all)) {
		if (c->p->customers.asns.n &&
		    (c->all || !is_registered(c, set_customers_name(c->p->asn, customers))))
			write_customers(c);
		write_all(c, all);
		return;
	}
	for (size_t i = 0; i < c->p->sets.n && !c->o->rc; i++)
		change_set(c, c->p->sets.v[i]);
}
