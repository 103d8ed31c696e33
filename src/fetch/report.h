#ifndef WEIR_FETCH_REPORT_H
#define WEIR_FETCH_REPORT_H

#include <stdint.h>

#include "base/err.h"

/*
 * How a run of the relying party went: a file in memory (memfd_create(2)) that the judge writes for the process
 * that runs it, and that one for who started it. The judge may have been taken over by what it read, so who reads
 * a report checks its bounds and makes its texts printable.
 */
enum { FETCH_ANCHORS = 32, FETCH_NAME = 48, FETCH_TEXT = 300, FETCH_NOTES = 24 };

enum fetch_result {
	FETCH_GOOD,   /* what was found is the last good now */
	FETCH_HELD,   /* it would be, but a person has to look: `why` */
	FETCH_FAILED, /* nothing was found that could be: `why` */
	FETCH_RESULTS
};

/* A trust anchor: its VRPs, those of the last good run, and its ASPA objects that are valid. */
struct fetch_anchor {
	char name[FETCH_NAME];
	uint64_t vrps, was, aspas;
};

struct fetch_report {
	uint64_t magic;
	uint32_t result;
	uint32_t over;                /* what would have been held was accepted by a person */
	int64_t started, done;        /* seconds since 1970 */
	uint64_t vrps, keys;
	uint64_t aspas;               /* objects that are valid */
	uint64_t aspas_invalid, aspas_unsupported;
	uint64_t aspas_told;          /* customers that the relying party told of itself */
	uint64_t manifests, failed_manifests, stale_manifests;
	uint64_t older_manifests;     /* replayed */
	uint64_t repositories, unreached;
	uint64_t missing_anchors;     /* TALs without a sound certificate */
	uint32_t anchors, notes;
	struct fetch_anchor anchor[FETCH_ANCHORS];
	char why[FETCH_TEXT];
	char note[FETCH_NOTES][FETCH_TEXT]; /* refused objects, with the rule; the first of them */
};

/* An empty one, open for reading and writing; -1 with errno. */
int fetch_report_open(void);

/* 0 or WEIR_EIO. */
int fetch_report_write(int fd, struct fetch_report *r, struct err *e);

/* 0, WEIR_EIO, or WEIR_ESYNTAX where it is none. */
int fetch_report_read(int fd, struct fetch_report *r, struct err *e);

/* Add a note while there is room; and say why, as printf(3). */
void fetch_report_note(struct fetch_report *r, const char *text);
void fetch_report_say(struct fetch_report *r, enum fetch_result result, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* "good", "held", "failed" */
const char *fetch_result_text(enum fetch_result r);

#endif
