#ifndef WEIR_GATE_GATE_H
#define WEIR_GATE_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "net/range.h"

/*
 * What stands between a candidate list and the routers: a candidate that looks
 * like the result of a failure is held, and the last good list stays in force.
 */

/* The last good list of a neighbor, as it was delivered (its JSON file). */
struct gate_last {
	bool exists;
	struct range_list entries;
	uint64_t gaps, damage; /* what was missing when it was made */
};

/*
 * Read it. A file that is not there is no error: nothing was delivered yet. 0,
 * WEIR_ESYNTAX (no such list), WEIR_EIO, WEIR_ENOMEM, WEIR_ELIMIT; release in
 * either case.
 */
int gate_last_read(struct gate_last *last, const char *path, struct err *e);
void gate_last_release(struct gate_last *last);

struct gate_candidate {
	const struct range_list *entries;
	uint64_t gaps;        /* names in its sets that no registry holds */
	uint64_t damage;      /* damaged records of the registries */
	uint32_t min_entries; /* of the border file */
};

struct gate_verdict {
	bool held;
	char reason[200]; /* one sentence for people; "" where it passes */
};

/*
 * Judge a candidate. It is held where
 *  - it has fewer than min_entries entries;
 *  - a family is empty that had entries in the last good list;
 *  - it lost prefixes since the last good list, and more gaps or damage than there were
 *    then may be why.
 * 0, WEIR_ENOMEM or WEIR_ELIMIT. O(n).
 */
int gate_judge(struct gate_verdict *v, const struct gate_candidate *c,
	       const struct gate_last *last);

#endif
