#include "rtr/delta.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/vec.h"

int rtr_delta_make(struct rtr_delta *to, const struct rtr_set *from, const struct rtr_set *now)
{
	return rtr_set_diff(from, now, &to->gone, &to->come);
}

struct rtr_delta rtr_delta_ref(const struct rtr_delta *d)
{
	return (struct rtr_delta){rtr_set_ref(d->gone), rtr_set_ref(d->come)};
}

void rtr_delta_unref(struct rtr_delta *d)
{
	rtr_set_unref(d->gone);
	rtr_set_unref(d->come);
	*d = (struct rtr_delta){NULL, NULL};
}

/*
 * Merging. Along a chain of deltas a record comes and goes in turn, so what they do to it together
 * is nothing where they name it an even number of times, and what the last one says where odd.
 */
struct event {
	const uint8_t *record;
	uint32_t when;
	bool come;
};

struct events {
	VEC(struct event) v;
};

/* Equal only where the records are: ASPAs of one customer are told apart by their bytes. */
static int cmp_record(const uint8_t *a, const uint8_t *b)
{
	int d = rtr_record_order(a, b);

	if (!d)
		d = (int)rtr_length(a) - (int)rtr_length(b);
	return d ? d : memcmp(a, b, rtr_length(a));
}

static int cmp_event(const void *pa, const void *pb)
{
	const struct event *a = pa, *b = pb;
	int d = cmp_record(a->record, b->record);

	return d ? d : (a->when > b->when) - (a->when < b->when);
}

static int gather(struct events *e, const struct rtr_set *s, size_t when, bool come)
{
	const uint8_t *record;
	size_t at = 0;
	int rc = 0;

	while (!rc && (record = rtr_set_next(s, RTR_PART_ASPA, &at))) {
		struct event ev = {record, (uint32_t)when, come};

		rc = vec_push(&e->v, ev, RTR_SET_MAX);
	}
	return rc;
}

static void keep_odd(const struct events *e, struct out *gone, struct out *come)
{
	size_t end;

	for (size_t i = 0; i < e->v.n; i = end) {
		const struct event *last = &e->v.v[i];

		for (end = i + 1; end < e->v.n && !cmp_record(e->v.v[i].record, e->v.v[end].record); end++)
			last = &e->v.v[end];
		if ((end - i) % 2)
			out_write(last->come ? come : gone, last->record, rtr_length(last->record));
	}
}

static int merge_events(struct rtr_delta *to, struct events *e)
{
	struct out gone, come;

	if (e->v.n)
		qsort(e->v.v, e->v.n, sizeof *e->v.v, cmp_event);
	out_mem(&gone, RTR_SET_MAX);
	out_mem(&come, RTR_SET_MAX);
	keep_odd(e, &gone, &come);
	return rtr_set_collect(&gone, &to->gone, &come, &to->come);
}

int rtr_delta_merge(struct rtr_delta *to, const struct rtr_delta *d, size_t n)
{
	struct events e = {.v = {.n = 0}};
	int rc = 0;

	if (n == 1) {
		*to = rtr_delta_ref(d);
		return 0;
	}
	for (size_t i = 0; !rc && i < n; i++) {
		rc = gather(&e, d[i].gone, i, false);
		if (!rc)
			rc = gather(&e, d[i].come, i, true);
	}
	if (!rc)
		rc = merge_events(to, &e);
	vec_free(&e.v);
	return rc;
}

static void write_forward(struct out *to, const struct rtr_set *s, unsigned part, struct rtr_form form,
			  bool announce)
{
	size_t at = s->part[part];
	const uint8_t *record;

	while ((record = rtr_set_next(s, part, &at)))
		rtr_record_put(to, record, form, announce);
}

/* VRPs are withdrawn in the opposite order (section 11.2.1). */
static void withdraw_vrps(struct out *to, const struct rtr_set *s, unsigned part, struct rtr_form form)
{
	const size_t size = part == RTR_PART_IPV4 ? 20 : 32;

	for (size_t at = s->part[part + 1]; at > s->part[part]; at -= size)
		rtr_record_put(to, rtr_set_bytes(s) + at - size, form, false);
}

/* Customers that have no ASPA any more. */
static void withdraw_aspas(struct out *to, const struct rtr_delta *d, struct rtr_form form)
{
	size_t i = d->gone->part[RTR_PART_ASPA], j = d->come->part[RTR_PART_ASPA];
	const uint8_t *gone, *come = rtr_set_next(d->come, RTR_PART_ASPA, &j);

	while ((gone = rtr_set_next(d->gone, RTR_PART_ASPA, &i))) {
		while (come && rtr_record_order(come, gone) < 0)
			come = rtr_set_next(d->come, RTR_PART_ASPA, &j);
		if (!come || rtr_record_order(come, gone))
			rtr_record_put(to, gone, form, false);
	}
}

void rtr_delta_write(struct out *to, const struct rtr_delta *d, struct rtr_form form)
{
	for (unsigned part = 0; part < RTR_PARTS; part++) {
		write_forward(to, d->come, part, form, true);
		if (part == RTR_PART_ASPA)
			withdraw_aspas(to, d, form);
		else if (part == RTR_PART_KEY)
			write_forward(to, d->gone, part, form, false);
		else
			withdraw_vrps(to, d->gone, part, form);
	}
}
