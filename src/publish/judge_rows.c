#include "publish/judge.h"

#include <stdio.h>

#include "irr/expand.h"
#include "publish/roas.h"

/* The row that is being judged. */
struct judging {
	struct publication *p;
	struct publish_findings *f;
	const struct publish_row *row;
	uint32_t number;
	unsigned family;
	char prefix[PREFIX_TEXT];
};

static struct publish_place intended_place(const struct judging *j)
{
	return (struct publish_place){j->p->border->path, j->row->intended->line, j->row->intended->col};
}

static struct publish_place announced_place(const struct judging *j)
{
	return (struct publish_place){j->row->announced->file, j->row->announced->record, 0};
}

static bool is_invalid(const struct publish_row *r)
{
	return r->state == ROV_INVALID_ASN || r->state == ROV_INVALID_LENGTH;
}

/* Where a wanted prefix is wanted. */
static struct publish_place wanted_place(const struct judging *j)
{
	return j->row->intended ? intended_place(j) : announced_place(j);
}

static void judge_validity(struct judging *j)
{
	const struct publish_row *r = j->row;
	char vrp[VRP_TEXT];

	if (r->announced && is_invalid(r))
		publish_findings_add(j->f, PUBLISH_INVALID, j->number, vrp_place(j->p, &r->vrp),
				     "%s is announced and %s: what covers it is ROA %s", j->prefix,
				     rov_state_text(r->state), vrp_text(&r->vrp, vrp));
	else if (r->intended && is_invalid(r))
		publish_findings_add(j->f, PUBLISH_WOULD_BE_INVALID, j->number, vrp_place(j->p, &r->vrp),
				     "%s is intended and would be %s when announced: what covers it is ROA %s",
				     j->prefix, rov_state_text(r->state), vrp_text(&r->vrp, vrp));
	else if (r->announced && j->p->known.vrps && !roas_will_validate(j->p, &r->prefix, j->p->asn) &&
		 roas_will_cover(j->p, &r->prefix))
		publish_findings_add(j->f, PUBLISH_WOULD_BE_INVALID, j->number, announced_place(j),
				     "%s is announced and not intended: the ROAs of what is intended make it invalid",
				     j->prefix);
	else if (j->p->known.vrps && publish_row_is_wanted(j->p, r) && r->state == ROV_NOT_FOUND)
		publish_findings_add(j->f, PUBLISH_ROA_MISSING, j->number, wanted_place(j),
				     "%s has no ROA for AS%u", j->prefix, j->p->asn);
}

static void judge_announcement(struct judging *j)
{
	const struct publish_row *r = j->row;

	if (r->announced && j->p->known.intended && !r->intended)
		publish_findings_add(j->f, PUBLISH_NOT_INTENDED, j->number, announced_place(j),
				     "%s is announced by AS%u, and the border file does not name it%s", j->prefix,
				     j->p->asn,
				     publish_has_space(j->p, &r->prefix) ? ": a more specific of what is intended" : "");
	if (r->intended && j->p->known.announced[j->family] && !r->announced)
		publish_findings_add(j->f, PUBLISH_NOT_ANNOUNCED, j->number, intended_place(j),
				     "%s is intended, and no route of the table has it with origin AS%u", j->prefix,
				     j->p->asn);
}

static const char *or_announced(const struct judging *j)
{
	if (!j->p->known.intended)
		return "not announced";
	return j->p->known.announced[j->family] ? "neither intended nor announced" : "not intended";
}

static void judge_objects(struct judging *j)
{
	const struct publish_row *r = j->row;
	const char *class = j->family ? "route6" : "route";

	if (publish_row_is_wanted(j->p, r) && j->p->known.objects[j->family] && !r->nobjects)
		publish_findings_add(j->f, PUBLISH_OBJECT_MISSING, j->number, wanted_place(j),
				     "%s has no %s object with origin AS%u", j->prefix, class, j->p->asn);
	if (r->intended || r->announced || (!j->p->known.intended && !j->p->known.announced[j->family]))
		return;
	for (size_t i = r->first_object; i < r->first_object + r->nobjects; i++) {
		const struct irr_place *at = &j->p->objects.v[i].place;

		publish_findings_add(j->f, PUBLISH_OBJECT_STALE, j->number,
				     (struct publish_place){at->file, at->line, 0},
				     "%s object %s AS%u of %s: the prefix is %s", class, j->prefix, j->p->asn,
				     at->source, or_announced(j));
	}
}

/* Own route objects that cannot be read. */
static void judge_damaged(struct publication *p)
{
	struct irr_expansion x = {0};
	char name[16];
	const char *names[] = {name};

	snprintf(name, sizeof name, "AS%u", p->asn);
	p->findings.rc = irr_expand(p->snapshot->irr, names, 1, NULL, &x, NULL);
	for (size_t i = 0; i < x.gaps.n; i++)
		publish_findings_add(&p->findings, PUBLISH_OBJECT_DAMAGED, PUBLISH_NO_ROW,
				     (struct publish_place){x.gaps.v[i].file, x.gaps.v[i].line, 0},
				     "a route object of AS%u: %s, found '%s'", p->asn, x.gaps.v[i].text,
				     x.gaps.v[i].name);
	irr_expansion_release(&x);
}

void judge_rows(struct publication *p)
{
	struct judging j = {.p = p, .f = &p->findings};

	for (size_t i = 0; i < p->rows.n; i++) {
		j.row = &p->rows.v[i];
		j.number = (uint32_t)i;
		j.family = publish_family(&j.row->prefix);
		prefix_text(&j.row->prefix, j.prefix);
		judge_validity(&j);
		judge_announcement(&j);
		judge_objects(&j);
	}
	if (p->snapshot->irr && !p->findings.rc)
		judge_damaged(p);
}
