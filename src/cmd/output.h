#ifndef WEIR_CMD_OUTPUT_H
#define WEIR_CMD_OUTPUT_H

#include <stdbool.h>

#include "base/out.h"
#include "base/report.h"
#include "base/sha256.h"
#include "border/border.h"
#include "filter/carried.h"
#include "filter/diligence.h"
#include "gate/gate.h"
#include "snapshot/snapshot.h"

/*
 * One output of a border: what one router gets under one name, in one or several files. It
 * is decided, judged and rendered in memory; nothing is written before all outputs of the
 * border are (build_run.c).
 */
enum output_state {
	OUTPUT_WRITTEN,
	OUTPUT_UNCHANGED,
	OUTPUT_HELD,   /* by the gate: the last good one stays, the candidate is beside it */
	OUTPUT_FROZEN, /* it passed, but a hold freezes it: the last good one stays */
	OUTPUT_FAILED, /* not decided, or not delivered: the last good one stays */
	OUTPUT_STATES
};

/* What it holds, and what was taken out of it, for the summary. */
struct output_counts {
	size_t v4, v6, bogons, own, invalid, too_long;
	size_t sets, asns, gaps;
	bool anything; /* no registry was asked */
};

/* What files of a job hold: rendered, hashed and packed once, however many routers get it. */
struct output_text {
	struct out content; /* in memory */
	struct out packed;  /* what the history keeps of it, where it has something to keep */
	char hash[SHA256_TEXT];
};

struct output_file {
	const char *suffix; /* ".bird" */
	struct output_text *text;
	char was[SHA256_TEXT]; /* of the file in force; "" where there is none */
};

/* A hold that the history has: its candidate stays the one that a person shall look at. */
struct output_hold {
	int64_t id; /* 0: none */
	int64_t at;
	bool dismissed; /* a person has looked at this very candidate and dropped it: nothing is frozen */
};

enum { OUTPUT_FILES = 2, OUTPUT_STEM = 64, OUTPUT_NAME = OUTPUT_STEM + 16, OUTPUT_FILE_MAX = 1 << 30 };

struct output {
	const struct output_kind *kind;
	const struct border_neighbor *neighbor; /* NULL: of the network or the router */
	const struct border_router *router;
	uint32_t asn;           /* whom it is about */
	char stem[OUTPUT_STEM]; /* of its files' names */
	struct output_counts counts;
	struct output_file files[OUTPUT_FILES]; /* written in this order: the gate reads the last */
	size_t nfiles;
	bool last; /* a last good one is there */
	enum output_state state;
	struct gate_verdict verdict;
	struct output_hold hold;
	int64_t record; /* of its delivery in the history */
	char reason[640]; /* held or failed */
};

/*
 * What one call of a kind makes: the outputs of one neighbor for each of its routers, those of
 * the network for each router, or those of one router. Several jobs are made at the same
 * time, by several threads; each writes to its own alone.
 */
struct output_job {
	const struct output_kind *kind;
	const struct border *border;
	const struct snapshot *snapshot;
	const struct border_neighbor *neighbor; /* NULL: the network or the router */
	const struct border_router *router;     /* NULL: all of the neighbor, or of the network */
	const struct gate_losses *losses;       /* sources that may have failed */
	/*
	 * Of a neighbor that the network carries: to be filled. Of the network: of each neighbor, filled by
	 * jobs that ended before. Else NULL.
	 */
	struct import_carried *carried;
	VEC(struct output) outputs;
	VEC(struct output_text *) texts; /* of their files */
	struct report gaps;   /* what registries name and do not hold */
	struct diligence_row diligence; /* of a customer's list */
	struct report errors; /* what failed, with places */
	int rc;               /* 0; WEIR_ENOMEM and WEIR_ELIMIT end the run */
};

enum output_scope { OUTPUT_OF_NETWORK, OUTPUT_OF_NEIGHBOR, OUTPUT_OF_ROUTER };

/* A kind of output: one row in the table of output.c, one function that makes them. */
struct output_kind {
	const char *name; /* "import" */
	enum output_scope scope;
	/* Whether there are any (NULL: always); `n` only where the scope is a neighbor. */
	bool (*wanted)(const struct border *b, const struct border_neighbor *n);
	/*
	 * Decide, then for each router output_add(), output_file_add() and output_judge(). A pure
	 * function of snapshot and border but for the last good lists that the gate reads.
	 */
	int (*make)(struct output_job *j);
};

extern const struct output_kind output_announce, output_import, output_sources;

/* The table, in the order of the outputs of one neighbor; NULL ends it. */
extern const struct output_kind *const output_kinds[];

/* The number of routers that a job is for; the i-th of them. */
size_t output_routers(const struct output_job *j);
const struct border_router *output_router(const struct output_job *j, size_t i);

/* A new output of the job for its i-th router; NULL without memory. */
struct output *output_add(struct output_job *j, size_t i, uint32_t asn, const char *stem);

/*
 * A new text of the job for a file of `o`, whose sink is to be written next; NULL without memory. There is
 * room at once for as much as is in force, which mostly is as long.
 */
struct output_text *output_text_add(struct output_job *j, const struct output *o, const char *suffix);

/* The output's next file, with a text that is whole. 0, or WEIR_ENOMEM where `t` is NULL. */
int output_file_add(struct output *o, const char *suffix, struct output_text *t);

/* "as64501-in.bird", of its i-th file; returns `to`. */
const char *output_file_name(const struct output *o, size_t i, char to[OUTPUT_NAME]);

/*
 * Judge a candidate beside the last good one, STEM.json in the router's folder; one whose
 * files are all in force as they are changes nothing and passes. 0, WEIR_ENOMEM or WEIR_ELIMIT.
 */
int output_judge(struct output *o, const struct gate_candidate *c);

/* Pack the files of those outputs of a job that the history will keep. 0 or WEIR_ENOMEM. */
int output_job_pack(struct output_job *j);

/* Say that an output could not be decided: the last good one stays. */
void output_fail(struct output *o, const struct err *why);

/* Let go of the texts where all outputs of the job are in force as they are; their hashes stay. */
void output_job_trim(struct output_job *j);

void output_job_release(struct output_job *j);

#endif
