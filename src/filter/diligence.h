#ifndef WEIR_FILTER_DILIGENCE_H
#define WEIR_FILTER_DILIGENCE_H

#include <stddef.h>

#include "base/report.h"
#include "border/border.h"
#include "filter/import.h"
#include "snapshot/snapshot.h"

/*
 * Due diligence: whether numbers and space belong to who announces them.
 *
 *  - An AS number agrees where a delegation file says that it is held, and disagrees where it says that
 *    nobody holds it.
 *  - A prefix with its origin agrees where a ROA authorizes it, or the delegation files give both to the same
 *    holder (the same opaque id of the same registry). It disagrees where it is RPKI-invalid, where
 *    the files say that nobody holds all of it, or give it to another holder. A route object alone is
 *    anybody's word: unknown. So is space of two registries, whose ids cannot be compared.
 *
 * A prefix that is bound to no origin is asked for the neighbor's own number.
 */
enum diligence { DILIGENCE_AGREE, DILIGENCE_DISAGREE, DILIGENCE_UNKNOWN, DILIGENCES };

/* "agree", "disagree", "unknown". */
const char *diligence_text(enum diligence d);

struct diligence_row {
	const struct border_neighbor *neighbor;
	enum diligence asn;           /* its own number */
	size_t prefixes[DILIGENCES];  /* of its list, each with its origin */
	struct report reasons;        /* which prefixes disagree, with places; of the number doubts_find() tells */
};

/* Whether such a neighbor is asked about: a customer, full or partial, with a list. */
bool diligence_is_due(const struct import_list *l);

/* Judge a neighbor's list; release the zeroed or made row after use. O(list * log facts). */
void diligence_judge(struct diligence_row *row, const struct snapshot *s, const struct border *b,
		     const struct import_list *l);

void diligence_row_release(struct diligence_row *row);

#endif
