/*
 * How this works: in two phases. First all outputs of the border are decided, judged and
 * rendered in memory, by several threads. Only when all are there is anything written: what
 * passed into place, what is held beside the last good one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "cmd/build.h"
#include "cmd/cmd.h"
#include "filter/doubts.h"

const char *output_state_text(enum output_state state)
{
	static const char *const names[OUTPUT_STATES] = {"written", "unchanged", "held", "frozen", "failed"};

	return names[state];
}

/* Where a job puts what the network carries of its neighbor, or from where the network's job takes it. */
static struct import_carried *carried_by(const struct build *b, enum output_scope scope,
					 const struct border_neighbor *n)
{
	if (scope == OUTPUT_OF_NETWORK)
		return b->carried;
	return n && carried_is(&b->border, n) ? &b->carried[n - b->border.neighbors.v] : NULL;
}

static int plan(struct build *b, const struct output_kind *k, const struct border_neighbor *n,
		const struct border_router *router)
{
	const struct output_job job = {.kind = k,
				       .border = &b->border,
				       .snapshot = &b->snapshot,
				       .neighbor = n,
				       .router = router,
				       .losses = &b->losses,
				       .carried = carried_by(b, k->scope, n)};

	if (k->wanted && !k->wanted(&b->border, n))
		return 0;
	return vec_push(&b->jobs, job, BUILD_JOBS_MAX);
}

/* The kinds of one scope, for one neighbor or router, in the order of the table. */
static int plan_scope(struct build *b, enum output_scope scope, const struct border_neighbor *n,
		      const struct border_router *router)
{
	int rc = 0;

	for (const struct output_kind *const *k = output_kinds; !rc && *k; k++)
		if ((*k)->scope == scope)
			rc = plan(b, *k, n, router);
	return rc;
}

static int plan_border(struct build *b)
{
	int rc;

	b->carried = calloc(b->border.neighbors.n + 1, sizeof *b->carried);
	rc = b->carried ? plan_scope(b, OUTPUT_OF_NETWORK, NULL, NULL) : WEIR_ENOMEM;
	for (size_t i = 0; !rc && i < b->border.neighbors.n; i++)
		rc = plan_scope(b, OUTPUT_OF_NEIGHBOR, &b->border.neighbors.v[i], NULL);
	for (size_t i = 0; !rc && i < b->border.routers.n; i++)
		rc = plan_scope(b, OUTPUT_OF_ROUTER, NULL, &b->border.routers.v[i]);
	return rc;
}

/* Jobs that are made beside each other. */
struct round {
	struct build *b;
	VEC(struct output_job *) jobs;
	bool invalid; /* beside them the routes that are invalid are looked for: first, as it takes long */
	int invalid_rc;
};

/*
 * What the history will keep is packed at once: to record it is work for one thread alone. A neighbor's texts
 * are not asked for again where they are in force: checkers see the network's beside those that change,
 * and `weir diff -n` what would be there instead of a candidate that waits.
 */
static int do_job(const struct build *b, struct output_job *j)
{
	int rc = j->kind->make(j);

	if (rc || b->pretend)
		return rc;
	if (j->neighbor)
		output_job_trim(j);
	return output_job_pack(j);
}

static void do_work(void *context, size_t i)
{
	struct round *r = context;

	if (!r->invalid)
		r->jobs.v[i]->rc = do_job(r->b, r->jobs.v[i]);
	else if (i)
		r->jobs.v[i - 1]->rc = do_job(r->b, r->jobs.v[i - 1]);
	else
		r->invalid_rc = invalid_routes_find(&r->b->invalid, &r->b->snapshot);
}

/* Those that the network's list waits for, or all others. */
static int choose(struct round *r, bool awaited)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < r->b->jobs.n; i++) {
		struct output_job *j = &r->b->jobs.v[i];

		if ((j->neighbor && j->carried) == awaited)
			rc = vec_push(&r->jobs, j, BUILD_JOBS_MAX);
	}
	return rc;
}

/* What begins last is what the other threads wait for: the network's list and the largest begin first. */
static int run_round(struct build *b, bool awaited)
{
	struct round r = {.b = b, .invalid = !awaited && b->invalid_listed};
	int rc = choose(&r, awaited);

	if (!rc)
		pool_run(r.jobs.n + r.invalid, do_work, &r);
	vec_free(&r.jobs);
	return rc ? rc : r.invalid_rc;
}

static bool is_noted(const struct report *r, const struct err *note)
{
	for (size_t i = 0; i < r->notes.n; i++) {
		const struct err *n = &r->notes.v[i];

		if (n->line == note->line && !strcmp(n->msg, note->msg) && !strcmp(n->file, note->file))
			return true;
	}
	return false;
}

/* Many neighbors may reach the same gap, and several kinds the same error: each is told once. */
static void keep_notes(struct report *to, const struct report *from)
{
	for (size_t i = 0; i < from->notes.n; i++) {
		const struct err *n = &from->notes.v[i];

		if (!is_noted(to, n))
			report_note(to, n->file, n->line, n->col, "%s", n->msg);
	}
	to->total += from->total - from->notes.n;
}

/* What the threads made, in the order of the border. */
static int collect(struct build *b)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < b->jobs.n; i++) {
		struct output_job *j = &b->jobs.v[i];

		rc = j->rc;
		keep_notes(&b->gaps, &j->gaps);
		keep_notes(&b->errors, &j->errors);
		keep_notes(&b->diligence, &j->diligence.reasons);
		for (size_t k = 0; !rc && k < j->outputs.n; k++)
			rc = vec_push(&b->outputs, &j->outputs.v[k], BUILD_OUTPUTS_MAX);
	}
	return rc;
}

/* All jobs, and the routes that are invalid where there is anything to judge them by. */
static int make_all(struct build *b)
{
	int rc, invalid_rc;

	b->invalid_listed = b->snapshot.rov && bgp_table_count(&b->snapshot.routes);
	rc = run_round(b, true);
	if (rc)
		return rc;
	invalid_rc = run_round(b, false);
	rc = collect(b);
	return rc ? rc : invalid_rc;
}

static void note_error(struct build *b, const struct err *e)
{
	report_note(&b->errors, e->file, e->line, e->col, "%s", e->msg);
}

static void deliver_nothing(struct build *b, const struct err *why)
{
	note_error(b, why);
	for (size_t i = 0; i < b->outputs.n; i++)
		if (b->outputs.v[i]->state == OUTPUT_WRITTEN)
			output_fail(b->outputs.v[i], why);
}

/* What could not be checked, or not be recorded, is not delivered. */
static void settle_and_deliver(struct build *b)
{
	struct err e = {0};

	if (build_check(b, &e) || build_settle(b, &e)) {
		deliver_nothing(b, &e);
		return;
	}
	if (b->pretend)
		return;
	if (build_deliver(b, &e))
		deliver_nothing(b, &e);
	if (build_settled(b, &e))
		note_error(b, &e);
}

int build_run(struct build *b)
{
	int rc = plan_border(b);

	if (rc)
		return rc;
	doubts_find(&b->doubts, &b->snapshot, &b->border);
	exceptions_report(&b->exceptions, &b->expired, &b->border);
	rc = make_all(b);
	if (!rc)
		settle_and_deliver(b);
	return rc;
}

int build_status(const struct build *b)
{
	int status = EXIT_WELL;

	if (b->errors.total)
		return EXIT_TROUBLE;
	if (b->gaps.total || b->foreign.total || snapshot_damaged(&b->snapshot) || snapshot_empty(&b->snapshot) ||
	    b->border.idle_sources)
		status = EXIT_FINDING;
	for (size_t i = 0; i < b->outputs.n; i++) {
		if (b->outputs.v[i]->state == OUTPUT_FAILED)
			return EXIT_TROUBLE;
		if (b->outputs.v[i]->state == OUTPUT_HELD || b->outputs.v[i]->state == OUTPUT_FROZEN)
			status = EXIT_FINDING;
	}
	return status;
}

static void release_carried(struct build *b)
{
	for (size_t i = 0; b->carried && i < b->border.neighbors.n; i++)
		import_carried_release(&b->carried[i]);
	free(b->carried);
}

void build_release(struct build *b)
{
	for (size_t i = 0; i < b->jobs.n; i++)
		output_job_release(&b->jobs.v[i]);
	vec_free(&b->jobs);
	vec_free(&b->outputs);
	release_carried(b);
	invalid_routes_release(&b->invalid);
	history_close(b->history);
	history_sources_release(&b->measure);
	history_sources_release(&b->figures);
	vec_free(&b->losses.items);
	history_records_release(&b->holds);
	report_release(&b->foreign);
	report_release(&b->gaps);
	report_release(&b->doubts);
	report_release(&b->diligence);
	report_release(&b->exceptions);
	report_release(&b->expired);
	report_release(&b->unasked);
	report_release(&b->errors);
	snapshot_release(&b->snapshot);
	border_release(&b->border);
}
