#include "filter/diligence.h"

#include <stdio.h>

#include "registry/delegations.h"

struct judging {
	struct diligence_row *row;
	const struct snapshot *snapshot;
	const struct border *border;
};

const char *diligence_text(enum diligence d)
{
	static const char *const texts[] = {"agree", "disagree", "unknown"};

	return texts[d];
}

bool diligence_is_due(const struct import_list *l)
{
	return l->neighbor && !l->anything &&
	       l->neighbor->relationships & (REL_CUSTOMER | REL_PARTIAL_CUSTOMER);
}

static bool is_held(const struct delegation *row)
{
	return row->status == DELEGATION_ALLOCATED || row->status == DELEGATION_ASSIGNED;
}

enum { PLACE = 600, SUBJECT = PREFIX_TEXT + 24 };

static const char *place_text(const struct judging *j, const struct delegation *row, char to[PLACE])
{
	snprintf(to, PLACE, "%s:%u", j->snapshot->delegations.sources.v[row->source].name, row->line);
	return to;
}

static void note(const struct judging *j, const char *what, const char *why)
{
	const struct border_neighbor *n = j->row->neighbor;

	report_note(&j->row->reasons, j->border->path, n->line, n->col, "%s %s", what, why);
}

static const char *subject_text(const struct range *r, uint32_t origin, char to[SUBJECT])
{
	struct prefix p = range_prefix(r);
	char text[PREFIX_TEXT];

	snprintf(to, SUBJECT, "%s from AS%u", prefix_text(&p, text), origin);
	return to;
}

/* Nobody holds it, by a delegation file. */
static enum diligence unheld(const struct judging *j, const char *what, const struct delegation *row)
{
	char why[PLACE + 64], place[PLACE];

	snprintf(why, sizeof why, "is %s by %s: nobody holds it", delegation_status_text(row->status),
		 place_text(j, row, place));
	note(j, what, why);
	return DILIGENCE_DISAGREE;
}

/* Held by two, where their ids can be compared. */
static enum diligence compare_holders(const struct judging *j, const struct range *r, uint32_t origin,
				      const struct delegation *space)
{
	const struct delegation *number = delegations_asn(&j->snapshot->delegations, origin);
	char what[SUBJECT], why[2 * PLACE + 64], space_at[PLACE], number_at[PLACE];

	if (!number || !is_held(number) || number->holder == STRMAP_NONE ||
	    space->holder == STRMAP_NONE || number->registry != space->registry)
		return DILIGENCE_UNKNOWN;
	if (number->holder == space->holder)
		return DILIGENCE_AGREE;
	snprintf(why, sizeof why, "is held by another than AS%u: %s, %s", origin,
		 place_text(j, space, space_at), place_text(j, number, number_at));
	note(j, subject_text(r, origin, what), why);
	return DILIGENCE_DISAGREE;
}

/* Space that no ROA gives to the origin, by the delegation files. */
static enum diligence judge_delegated(const struct judging *j, const struct range *r, uint32_t origin)
{
	const struct prefix p = range_prefix(r);
	const struct delegation *space;
	char what[SUBJECT];
	bool whole;

	space = delegations_prefix(&j->snapshot->delegations, &p, &whole);
	if (!space || !whole)
		return DILIGENCE_UNKNOWN;
	if (!is_held(space))
		return unheld(j, subject_text(r, origin, what), space);
	return compare_holders(j, r, origin, space);
}

enum { BATCH = 1024 };

/* Pairs that are asked of the RPKI together: the table answers many in the time of few. */
struct batch {
	struct origin_range pairs[BATCH];
	size_t n;
};

static void judge_batch(const struct judging *j, struct batch *b)
{
	struct rov_route routes[BATCH];
	uint8_t states[BATCH];

	for (size_t i = 0; i < b->n; i++)
		routes[i] = (struct rov_route){range_prefix(&b->pairs[i].range), b->pairs[i].origin};
	if (j->snapshot->rov)
		rov_validate_many(j->snapshot->rov, routes, b->n, states);
	for (size_t i = 0; i < b->n; i++) {
		const struct origin_range *o = &b->pairs[i];
		bool valid = j->snapshot->rov && states[i] == ROV_VALID;

		j->row->prefixes[valid ? DILIGENCE_AGREE : judge_delegated(j, &o->range, o->origin)]++;
	}
	b->n = 0;
}

static void judge_space(const struct judging *j, struct batch *b, const struct range *r, uint32_t origin)
{
	b->pairs[b->n++] = (struct origin_range){*r, origin};
	if (b->n == BATCH)
		judge_batch(j, b);
}

static enum diligence judge_number(const struct judging *j, uint32_t asn)
{
	const struct delegation *row = delegations_asn(&j->snapshot->delegations, asn);

	if (!row)
		return DILIGENCE_UNKNOWN;
	return is_held(row) ? DILIGENCE_AGREE : DILIGENCE_DISAGREE;
}

/*
 * Route objects that the RPKI took out of the list: the holder of the space says otherwise. The
 * cause is looked for only of those that a report has room for.
 */
static void judge_invalid(const struct judging *j, const struct invalid_objects *invalid)
{
	size_t told = invalid->v.n < REPORT_NOTES ? invalid->v.n : REPORT_NOTES;

	j->row->prefixes[DILIGENCE_DISAGREE] += invalid->v.n;
	for (size_t i = 0; i < told; i++) {
		const struct invalid_object *o = &invalid->v.v[i];
		struct vrp v = invalid_object_cause(&j->snapshot->rpki, o);
		char what[SUBJECT], why[PLACE + 64];

		snprintf(why, sizeof why, "is %s by %s:%u", rov_state_text(o->state),
			 j->snapshot->rpki.sources.v[v.source].name, v.line);
		note(j, subject_text(&o->range, o->origin, what), why);
	}
	j->row->reasons.total += invalid->v.n - told;
}

void diligence_judge(struct diligence_row *row, const struct snapshot *s, const struct border *b,
		     const struct import_list *l)
{
	const struct judging j = {row, s, b};
	struct batch batch = {.n = 0};

	row->neighbor = l->neighbor;
	row->asn = judge_number(&j, l->asn);
	judge_invalid(&j, &l->invalid);
	for (size_t i = 0; i < origin_list_count(&l->bound); i++) {
		struct origin_range o = origin_list_get(&l->bound, i);

		judge_space(&j, &batch, &o.range, o.origin);
	}
	for (size_t i = 0; i < range_list_count(&l->unbound); i++) {
		struct range r = range_list_get(&l->unbound, i);

		judge_space(&j, &batch, &r, l->asn);
	}
	judge_batch(&j, &batch);
}

void diligence_row_release(struct diligence_row *row)
{
	report_release(&row->reasons);
}
