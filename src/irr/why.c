#include "irr/why.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irr/trace.h"

/*
 * How this works: the expansion itself runs, and where it would take routes it tells instead
 * what led to an AS number or a range: a foot (expander.h), which names the set by
 * its place in the queue. The queue keeps all sets, each with its own foot, so that a way is
 * walked from its end up to the caller's object.
 */
enum { EVENTS_MAX = PAIRS_MAX };

int trace_task(struct expander *x)
{
	return vec_push(&x->trace->sets, x->foot, EVENTS_MAX);
}

int trace_asn(struct expander *x, uint32_t asn, struct chain chain, uint32_t only)
{
	struct event event = {.foot = x->foot, .asn = asn, .only = only, .chain = chain};

	return vec_push(&x->trace->events, event, EVENTS_MAX);
}

int trace_range(struct expander *x, const struct range *r, struct chain chain)
{
	struct event event = {.foot = x->foot, .is_range = true, .range = *r, .chain = chain};

	return vec_push(&x->trace->events, event, EVENTS_MAX);
}

int irr_why_make(struct irr_why **w, const struct irr *irr, const char *const *objects, size_t n,
		 const struct irr_expand_options *options, struct err *e)
{
	struct irr_why *made = calloc(1, sizeof *made);
	int rc;

	*w = NULL;
	if (!made)
		return err_set(e, WEIR_ENOMEM, "out of memory");
	if (options)
		made->options = *options;
	made->x = (struct expander){.irr = irr, .o = &made->options, .x = &made->expansion,
				    .trace = &made->trace};
	rc = expander_run(&made->x, objects, n, e);
	if (rc)
		irr_why_free(made);
	else
		*w = made;
	return rc;
}

void irr_why_free(struct irr_why *w)
{
	if (!w)
		return;
	expander_release(&w->x);
	irr_expansion_release(&w->expansion);
	vec_free(&w->trace.sets);
	vec_free(&w->trace.events);
	free(w);
}

bool irr_why_asn(const struct irr_why *w, uint32_t asn, size_t *way)
{
	for (size_t i = 0; i < w->trace.events.n; i++) {
		const struct event *event = &w->trace.events.v[i];

		if (event->is_range || event->asn != asn)
			continue;
		*way = i;
		return true;
	}
	return false;
}

/* Where the member stands that a foot is, or the object that refers. */
struct irr_place trace_place(const struct irr_why *w, const struct foot *foot)
{
	const struct irr *irr = w->x.irr;
	const struct task *t;
	const struct fact_set *set;

	if (foot->by_ref)
		return dump_place(irr, &irr->dumps[foot->dump], foot->source, foot->line,
				  foot->mnt_by);
	if (foot->task == NO_TASK)
		return (struct irr_place){.source = "", .file = "", .mnt_by = ""};
	t = &w->x.queue.v[foot->task];
	set = expander_set(&w->x, t);
	return dump_place(irr, &irr->dumps[t->dump], set->source, foot->line, set->mnt_by);
}

static const char *set_name(const struct irr_why *w, uint32_t task)
{
	const struct task *t = &w->x.queue.v[task];

	return index_string(&w->x.irr->dumps[t->dump].index, expander_set(&w->x, t)->name);
}

static struct irr_step step_of(const struct irr_why *w, const struct foot *foot)
{
	struct irr_step s = {.place = trace_place(w, foot), .by_ref = foot->by_ref, .op = foot->op};

	if (foot->task == NO_TASK)
		s.object = foot->line;
	else
		s.set = set_name(w, foot->task);
	return s;
}

static struct irr_step last_step(const struct irr_why *w, const struct event *event)
{
	struct irr_step s = step_of(w, &event->foot);

	s.kind = event->is_range ? IRR_STEP_RANGE : IRR_STEP_ASN;
	s.asn = event->is_range ? event->foot.origin : event->asn;
	s.range = event->range;
	return s;
}

static void reverse(struct irr_step *steps, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct irr_step swapped = steps[i];

		steps[i] = steps[n - 1 - i];
		steps[n - 1 - i] = swapped;
	}
}

int irr_why_path(const struct irr_why *w, size_t way, struct irr_path *p)
{
	const struct foot *foot = &w->trace.events.v[way].foot;
	int rc;

	p->steps.n = 0;
	rc = vec_push(&p->steps, last_step(w, &w->trace.events.v[way]), EVENTS_MAX);
	while (!rc && foot->task != NO_TASK) {
		uint32_t task = foot->task;
		struct irr_step s;

		foot = &w->trace.sets.v[task];
		s = step_of(w, foot);
		s.kind = IRR_STEP_SET;
		s.name = set_name(w, task);
		rc = vec_push(&p->steps, s, EVENTS_MAX);
	}
	reverse(p->steps.v, p->steps.n);
	return rc;
}

const char *irr_step_text(const struct irr_step *s, char to[IRR_STEP_TEXT])
{
	if (s->kind == IRR_STEP_RANGE)
		return range_text(&s->range, to);
	if (s->kind == IRR_STEP_SET)
		snprintf(to, IRR_STEP_TEXT, "%.255s", s->name);
	else
		snprintf(to, IRR_STEP_TEXT, "AS%u", s->asn);
	range_op_put(to + strlen(to), s->op);
	return to;
}

void irr_path_release(struct irr_path *p)
{
	vec_free(&p->steps);
}

void irr_reasons_release(struct irr_reasons *r)
{
	vec_free(&r->items);
}
