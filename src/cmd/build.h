#ifndef WEIR_CMD_BUILD_H
#define WEIR_CMD_BUILD_H

#include <stdbool.h>

#include "base/out.h"
#include "base/report.h"
#include "border/border.h"
#include "cmd/output.h"
#include "cmd/stamp.h"
#include "filter/exceptions.h"
#include "filter/invalid.h"
#include "gate/freeze.h"
#include "snapshot/snapshot.h"
#include "store/history.h"

/*
 * One run of `weir build`: what was read, decided, judged and delivered. The
 * summary, as text or JSON, is written from it.
 */
struct build {
	struct border border;
	struct snapshot snapshot;
	struct invalid_routes invalid;
	VEC(struct output_job) jobs;  /* in the order of the border */
	struct import_carried *carried; /* from jobs of the neighbors to that of the network; one of each neighbor */
	VEC(struct output *) outputs; /* of all jobs, in that order */
	struct history *history;
	struct history_records holds; /* that were open before this run */
	struct history_sources measure, figures; /* records of sources: in the last good build, and now */
	struct gate_losses losses; /* what the one has too little of the other */
	int64_t at;                   /* when it runs, and by whom */
	char who[STAMP_WHO];
	struct report foreign; /* outputs in force that were changed by other hands */
	struct report gaps;   /* of all outputs */
	struct report doubts; /* what the facts say against the border file */
	struct report diligence; /* customers' prefixes that are another's, or nobody's */
	struct report exceptions, expired; /* of the border file: in force, and without effect */
	struct report unasked; /* routers' own programs that could not judge */
	struct report errors; /* what failed, with places */
	bool pretend;         /* -n: write nothing */
	bool invalid_listed;  /* there were routes and VRPs to judge them by */
};

enum { BUILD_JOBS_MAX = 1 << 20, BUILD_OUTPUTS_MAX = 1 << 22 };

/*
 * All of a build: read the border, its history and sources, then build_run(). False, with a word
 * on stderr, where there is nothing to sum up.
 */
bool build_border(struct build *b, const char *config);

/*
 * What the sources lost since the last good build. 0, WEIR_ENOMEM, or the history's error. Then, within a
 * transaction of the history: what the next build is measured by, or with nothing lost the new measure.
 */
int build_sources_compare(struct build *b, struct err *e);
int build_sources_record(struct build *b, struct err *e);

/* What a source lost, or NULL. */
const struct gate_loss *build_loss(const struct build *b, const struct snapshot_source *f);

/*
 * Decide, judge and render all outputs, then deliver; what fails is in b->errors and in its output.
 * The history is open. 0, WEIR_ENOMEM or WEIR_ELIMIT, both before anything is written.
 */
int build_run(struct build *b);

/*
 * Ask the routers' own programs, where they are installed, about all that would change; what they
 * refuse is held. 0, or why they could not be asked.
 */
int build_check(struct build *b, struct err *e);

/*
 * Between the two: what is in force against the history, holds and what they freeze, and records of
 * all that, on disk before it returns; with -n nothing is recorded. Then, after the files, how it ended.
 */
int build_settle(struct build *b, struct err *e);
int build_settled(struct build *b, struct err *e);

/*
 * Put the files of the outputs in force, or beside the last good ones, as their states say, and what is
 * said of invalid routes. What fails is in b->errors and in its output; WEIR_ENOMEM before anything is written.
 */
int build_deliver(struct build *b, struct err *e);

/* An open hold of before, by its number. */
const struct history_record *build_hold(const struct build *b, int64_t id);

/* Whether a hold freezes a scope, and whose: "edge1/as64501-in". */
bool build_frozen(const struct build *b, const struct gate_scope *scope, char *by, size_t size);

/* The exit status of the run. */
int build_status(const struct build *b);

void build_text(struct out *o, const struct build *b, bool color);
void build_json(struct out *o, const struct build *b);

/* "written", "held", … */
const char *output_state_text(enum output_state state);

void build_release(struct build *b);

#endif
