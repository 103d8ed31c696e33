#ifndef WEIR_CMD_BUILD_H
#define WEIR_CMD_BUILD_H

#include <stdbool.h>

#include "base/out.h"
#include "base/report.h"
#include "border/border.h"
#include "cmd/output.h"
#include "filter/invalid.h"
#include "snapshot/snapshot.h"

/*
 * One run of `weir build`: what was read, decided, judged and delivered. The
 * summary, as text or JSON, is written from it.
 */
struct build {
	struct border border;
	struct snapshot snapshot;
	struct invalid_routes invalid;
	VEC(struct output_job) jobs;  /* in the order of the border */
	VEC(struct output *) outputs; /* of all jobs, in that order */
	struct report gaps;   /* of all outputs */
	struct report doubts; /* what the facts say against the border file */
	struct report errors; /* what failed, with places */
	bool pretend;         /* -n: write nothing */
	bool invalid_listed;  /* there were routes and VRPs to judge them by */
};

enum { BUILD_JOBS_MAX = 1 << 20, BUILD_OUTPUTS_MAX = 1 << 22 };

/*
 * Decide, judge and render all outputs, then deliver; what fails is in b->errors and in its output.
 * 0, WEIR_ENOMEM or WEIR_ELIMIT, both before anything is written.
 */
int build_run(struct build *b);

/* The exit status of the run. */
int build_status(const struct build *b);

void build_text(struct out *o, const struct build *b, bool color);
void build_json(struct out *o, const struct build *b);

/* "written", "held", … */
const char *output_state_text(enum output_state state);

void build_release(struct build *b);

#endif
