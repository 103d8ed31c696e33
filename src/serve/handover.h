#ifndef WEIR_SERVE_HANDOVER_H
#define WEIR_SERVE_HANDOVER_H

#include <stdint.h>

#include "base/err.h"
#include "rtr/set.h"

/*
 * What the parser hands to the server: a file in memory (memfd_create(2)) that the parser writes and
 * that nobody can change once it is sealed. At its head stands what was found, behind it the records
 * as they go to routers (rtr/set.h). The parser may have been taken over by what it read: the
 * server checks every byte, so the worst it can do is to name wrong routes, and to name none.
 */
enum { HANDOVER_ANCHORS = 32, HANDOVER_NAME = 48, HANDOVER_SAID = 400 };

/* How many VRPs a trust anchor has, or of the last row all others; what names none is in the row "". */
struct handover_anchor {
	char name[HANDOVER_NAME];
	uint64_t vrps;
};

struct handover {
	uint64_t magic;
	uint64_t size;     /* bytes of records; 0: the run failed, `said` tells why */
	uint64_t as_of;    /* of the oldest file, seconds since 1970 */
	uint64_t made;     /* when the oldest says of itself that it was, seconds since 1970; 0: none does */
	uint64_t damaged;  /* records that were passed over */
	uint64_t left_out; /* customers with too many providers for a router */
	uint32_t anchors;
	uint32_t aspas;    /* customers; counted by who reads the records */
	struct handover_anchor anchor[HANDOVER_ANCHORS];
	char said[HANDOVER_SAID]; /* of a run that failed, or the first damage */
};

/* An empty one, open for reading and writing; -1 with errno. */
int handover_open(void);

/*
 * Write it: what rtr_image_make() made, unchecked, for who reads it checks it anyway; NULL where the run
 * failed. 0 or WEIR_EIO.
 */
int handover_write(int fd, struct handover *h, const struct rtr_buf *records, struct err *e);

/* No more changes, also by who holds it open. 0 or WEIR_EIO. */
int handover_seal(int fd, struct err *e);

/* The head alone, its texts ended and printable. 0, WEIR_EIO or WEIR_ESYNTAX. */
int handover_read_head(int fd, struct handover *h, struct err *e);

/*
 * The records of a sealed one too; *set is NULL where the run failed. Also WEIR_ENOMEM, and WEIR_ESYNTAX where a
 * record is none. O(n).
 */
int handover_read(int fd, struct handover *h, struct rtr_set **set, struct err *e);

#endif
