#ifndef WEIR_GATE_LAST_H
#define WEIR_GATE_LAST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/input.h"
#include "net/asn.h"
#include "net/range.h"

/* The last good list, as it was delivered (its JSON file). */
struct gate_last {
	bool exists;
	struct range_list entries; /* normalized */
	struct asn_set cone;       /* normalized: where paths may end; empty where it was not told */
	struct asn_set never;      /* normalized: nowhere in a path; empty where it was not told */
	uint64_t gaps, damage;     /* what was missing when it was made */
	uint64_t empty;            /* sources that had no records then */
};

/*
 * Read it. A file that is not there is no error: nothing was delivered yet. 0,
 * WEIR_ESYNTAX (no such list), WEIR_EIO, WEIR_ENOMEM, WEIR_ELIMIT; release in
 * either case.
 */
int gate_last_read(struct gate_last *last, const char *path, struct err *e);

/* The same from an open input. */
int gate_list_read(struct gate_last *last, struct input *in, struct err *e);

void gate_last_release(struct gate_last *last);

#endif
