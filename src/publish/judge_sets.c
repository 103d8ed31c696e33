#include <stdio.h>
#include <string.h>

#include "publish/judge.h"
#include "publish/set_name.h"
#include "publish/sets.h"

enum { DEFINITIONS_SHOWN = 8 };

static struct publish_place of_text(const struct publication *p, const struct border_text *t)
{
	return (struct publish_place){p->border->path, t->line, t->col};
}

static struct publish_place of_neighbor(const struct publication *p, const struct border_neighbor *n)
{
	return (struct publish_place){p->border->path, n->line, n->col};
}

static void add(struct publication *p, enum publish_code code, struct publish_place at, const char *text)
{
	publish_findings_add(&p->findings, code, PUBLISH_NO_ROW, at, "%s", text);
}

/* A set that several registries define: who asks another one gets another list. */
static void judge_definitions(struct publication *p, const struct set_name *name)
{
	struct irr_place at[DEFINITIONS_SHOWN];
	size_t n = irr_sets_at(p->snapshot->irr, name->text, at, DEFINITIONS_SHOWN);
	char text[512];
	int used = 0;

	if (n > DEFINITIONS_SHOWN)
		n = DEFINITIONS_SHOWN;
	for (size_t i = 1; i < n; i++)
		if (strcmp(at[i].source, at[0].source))
			used += snprintf(text + used, sizeof text - (size_t)used, "%s%.40s", used ? ", " : "",
					 at[i].source);
	if (used && !name->has_source)
		publish_findings_add(&p->findings, PUBLISH_SET_TWICE, PUBLISH_NO_ROW,
				     (struct publish_place){at[0].file, at[0].line, 0},
				     "%s is in %s, and also in %s: who asks there gets another list", name->text,
				     at[0].source, text);
}

static void judge_named(struct publication *p, const struct border_text *t)
{
	struct irr_place at;
	struct set_name name;

	set_name_read(&name, t->text);
	if (name.asn)
		return;
	if (!irr_set_at(p->snapshot->irr, name.text, &at)) {
		publish_findings_add(&p->findings, PUBLISH_SET_MISSING, PUBLISH_NO_ROW, of_text(p, t),
				     "%s is in no registry of the border", name.text);
		return;
	}
	if (!set_parent(name.text))
		publish_findings_add(&p->findings, PUBLISH_SET_NAME, PUBLISH_NO_ROW,
				     (struct publish_place){at.file, at.line, 0},
				     "%s is no hierarchical name: in another registry anybody can register the same",
				     name.text);
	judge_definitions(p, &name);
}

/* The members of one own set. */
struct members {
	struct publication *p;
	const char *set;
	struct irr_place at;
};

static int judge_member(void *context, const struct irr_member *m)
{
	struct members *s = context;
	struct publish_place at = {s->at.file, m->line, 0};
	struct irr_place place;
	char asn[16];

	snprintf(asn, sizeof asn, "AS%u", m->asn);
	if (m->damaged || (m->name && !irr_set_at(s->p->snapshot->irr, m->name, &place)))
		publish_findings_add(&s->p->findings, PUBLISH_SET_UNKNOWN_MEMBER, PUBLISH_NO_ROW, at,
				     "%s has the member %s, which %s", s->set, m->name,
				     m->damaged ? "cannot be listed" : "no registry of the border defines");
	else if (set_member_is_stranger(s->p, m->asn, m->name))
		publish_findings_add(&s->p->findings, PUBLISH_SET_STRANGER, PUBLISH_NO_ROW, at,
				     "%s has the member %s, which is no customer's by the border file", s->set,
				     m->name ? m->name : asn);
	return 0;
}

static void judge_members(struct publication *p)
{
	struct members s = {.p = p};

	for (size_t i = 0; i < p->sets.n; i++) {
		s.set = p->sets.v[i];
		if (irr_set_at(p->snapshot->irr, s.set, &s.at))
			irr_each_member(p->snapshot->irr, s.set, judge_member, &s);
	}
}

static void judge_neighbors(struct publication *p)
{
	const char *set = p->border->network.as_sets.items.v[0].text;
	char words[128];

	for (size_t i = 0; i < p->border->neighbors.n; i++) {
		const struct border_neighbor *n = &p->border->neighbors.v[i];

		if (relationships_may_carry_own(n->relationships)) {
			if (sets_lack(p, n))
				publish_findings_add(&p->findings, PUBLISH_SET_LACKS_CUSTOMER, PUBLISH_NO_ROW,
						     of_neighbor(p, n), "%s does not hold all of AS%u (%s)", set,
						     n->asn,
						     relationships_text(n->relationships, words, sizeof words));
		} else if (asn_set_has(&p->reached, n->asn)) {
			publish_findings_add(&p->findings, PUBLISH_SET_UPSTREAM, PUBLISH_NO_ROW,
					     of_neighbor(p, n), "%s reaches AS%u, which is %s", set, n->asn,
					     relationships_text(n->relationships, words, sizeof words));
		}
	}
}

static void judge_carried(struct publication *p)
{
	char prefix[PREFIX_TEXT];

	for (size_t i = 0; i < p->carried.n; i++) {
		const struct publish_carried *c = &p->carried.v[i];

		if (asn_set_has(&p->reached, c->origin))
			continue;
		publish_findings_add(&p->findings, PUBLISH_SET_LACKS_ORIGIN, PUBLISH_NO_ROW,
				     (struct publish_place){c->file, c->record, 0},
				     "AS%u announces %s through the customer AS%u and is in no as-set of the network: "
				     "others' filters drop it", c->origin, prefix_text(&c->prefix, prefix), c->customer);
	}
}

void judge_sets(struct publication *p)
{
	const struct border_texts *named = &p->border->network.as_sets;

	if (!p->known.sets)
		return;
	if (!named->items.n) {
		if (p->customers.asns.n)
			add(p, PUBLISH_SET_NOT_NAMED, (struct publish_place){p->border->path, 0, 0},
			    "the network has customers, and the border file names no as-set of the network");
		return;
	}
	for (size_t i = 0; i < named->items.n; i++)
		judge_named(p, &named->items.v[i]);
	if (p->findings.counts[PUBLISH_SET_MISSING])
		return;
	if (!asn_set_has(&p->reached, p->asn))
		add(p, PUBLISH_SET_LACKS_OWN, of_text(p, &named->items.v[0]),
		    "the network's as-sets do not hold its own AS number");
	judge_neighbors(p);
	judge_members(p);
	judge_carried(p);
}
