#ifndef WEIR_STORE_HISTORY_H
#define WEIR_STORE_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/out.h"
#include "base/sha256.h"
#include "base/vec.h"

/*
 * What happened to the outputs of a border: each delivery, hold, approval, dismissal and rollback,
 * with when, who and why, and the files' contents, so that an earlier state can be put back. One
 * SQLite file; what is committed has reached the disk (synchronous=EXTRA, a rollback journal).
 * Of each output the newest HISTORY_KEPT records stay, beside what is open and what is in
 * force; contents that no record names go with the last that did.
 *
 *	rc = history_open(&h, "weir.yaml.history", HISTORY_WRITE, &err);
 *	rc = history_begin(h, &err);
 *	rc = history_add(h, &record, &err);     record.id is set
 *	rc = history_commit(h, &err);           or history_undo(h)
 *	history_close(h);
 */
struct history;

enum { HISTORY_KEPT = 32 };

enum history_kind {
	HISTORY_DELIVERY,
	HISTORY_HOLD,      /* by the gate, or of what a rollback replaced */
	HISTORY_APPROVAL,  /* `of` a hold: its candidate was delivered */
	HISTORY_DISMISSAL, /* `of` a hold: its candidate was dropped */
	HISTORY_ROLLBACK,  /* `of` an earlier record: its contents were delivered again */
	HISTORY_FOUND,     /* files in force that no record has: made elsewhere, or edited by hand */
	HISTORY_KINDS
};

enum history_state {
	HISTORY_DONE,
	HISTORY_BEGUN,     /* it is about to be delivered */
	HISTORY_CUT,       /* it was begun, and not all of it came into force */
	HISTORY_OPEN,      /* a hold that nobody has looked at */
	HISTORY_APPROVED,  /* a hold */
	HISTORY_DISMISSED, /* a hold */
	HISTORY_STATES
};

/* One file of a record. In records that were read, strings live as long as the list of records. */
struct history_file {
	const char *name;        /* "as64501-in.bird" */
	char hash[SHA256_TEXT];  /* of the content */
	char was[SHA256_TEXT];   /* of what was in force before; "" where nothing was */
	const void *bytes;       /* history_add() only: the content */
	size_t n;
	const struct out *packed; /* history_add() only: what history_pack() made of it; NULL: nobody did yet */
};

enum { HISTORY_FILES = 4 };

struct history_record {
	int64_t id;
	int64_t at; /* seconds of Unix time */
	enum history_kind kind;
	enum history_state state;
	const char *router, *output; /* "edge1", "as64501-in" */
	uint32_t asn;                /* whom the output is about */
	const char *who;
	const char *why; /* NULL where nobody said */
	int64_t of;      /* 0: none */
	struct history_file files[HISTORY_FILES]; /* in the order in which they are delivered */
	size_t nfiles;
};

struct history_records {
	VEC(struct history_record) items;
	struct arena memory;
};

enum history_mode { HISTORY_READ, HISTORY_WRITE };

/*
 * Open; to write, it is made where it is missing, and is the caller's alone until it is
 * closed. To read, a missing one is empty, and nothing is written. A file that is no history,
 * is damaged, or is of a later version is refused and left as it is: WEIR_ESYNTAX. Another
 * writer, and what the system refuses: WEIR_EIO. WEIR_ENOMEM.
 */
int history_open(struct history **h, const char *path, enum history_mode mode, struct err *e);
void history_close(struct history *h);

/* All or nothing, on disk at commit, which also lets go of what is too old. */
int history_begin(struct history *h, struct err *e);
int history_commit(struct history *h, struct err *e);
void history_undo(struct history *h);

/*
 * Compress a content for history_add(), which is most of its work: of many contents, several
 * threads each may pack some. Appended to `to`, whose status tells where memory is short. O(n).
 */
void history_pack(struct out *to, const void *bytes, size_t n);

/*
 * Add a record with the contents of its files; sets r->id. One that is begun ends what was begun of
 * its output before: that was cut. O(bytes).
 */
int history_add(struct history *h, struct history_record *r, struct err *e);

/* Give a record another state. A hold that is approved makes its figures of sources the measure (below). */
int history_settle(struct history *h, int64_t id, enum history_state state, struct err *e);

/* Which records; zeroed members ask nothing. */
struct history_query {
	int64_t id;
	unsigned kinds, states;      /* bits 1 << enum; 0: any */
	const char *router, *output;
	size_t most;                 /* 0: all */
};

/* Read records, the newest first, into a zeroed list; release it in either case. */
int history_find(struct history *h, const struct history_query *q, struct history_records *to,
		 struct err *e);
void history_records_release(struct history_records *r);

/* The content of a file by its hash, appended to `to`; one that is not what its hash says is WEIR_ESYNTAX. */
int history_content(struct history *h, const char *hash, struct out *to, struct err *e);

/*
 * How many records each source of the border had in the last good build: what the next one is
 * measured by. A hold that they were the reason for has figures of its own.
 */
struct history_source {
	const char *kind;  /* "irr dump" */
	const char *entry; /* the path or pattern in the border file */
	const char *path;  /* the file */
	uint64_t records;
};

struct history_sources {
	VEC(struct history_source) items;
	struct arena memory;
};

/* Read the measure into a zeroed list, by kind and path; release it in either case. O(sources). */
int history_sources_find(struct history *h, struct history_sources *to, struct err *e);

/* Make these figures those of an open hold, or (0) the measure. O(sources). */
int history_sources_set(struct history *h, int64_t hold, const struct history_sources *s, struct err *e);

void history_sources_release(struct history_sources *s);

const char *history_kind_text(enum history_kind k);
const char *history_state_text(enum history_state s);

/* What a record may have put in force: deliveries, approvals, rollbacks, and what was found. */
enum {
	HISTORY_IN_FORCE = 1 << HISTORY_DELIVERY | 1 << HISTORY_APPROVAL | 1 << HISTORY_ROLLBACK |
			   1 << HISTORY_FOUND
};

#endif
