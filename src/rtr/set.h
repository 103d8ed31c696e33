#ifndef WEIR_RTR_SET_H
#define WEIR_RTR_SET_H

#include "base/out.h"
#include "rtr/buf.h"
#include "rtr/record.h"

/*
 * A set of records (record.h): one block of bytes in the order of announcements, each thing
 * once. So the set is at the same time what a version 2 router is sent after a Reset Query. It
 * never changes, and is counted by its holders as a buffer is.
 */
enum rtr_part { RTR_PART_IPV4, RTR_PART_IPV6, RTR_PART_KEY, RTR_PART_ASPA, RTR_PARTS };

enum { RTR_SET_MAX = 1 << 30 }; /* bytes of one set */

struct rtr_set {
	struct rtr_buf *image;
	size_t part[RTR_PARTS + 1]; /* where each begins; the last is where all ends */
	size_t count[RTR_PARTS];
	unsigned refs;
};

/*
 * What a finished set of facts is for routers, as bytes for who checks them: rtr_set_take(). A customer
 * with more providers than one PDU holds is left out, for a part of them would be a lie: *left_out
 * counts those. 0, with the buffer held by the caller, WEIR_ENOMEM or WEIR_ELIMIT. O(n), but for router keys.
 */
int rtr_image_make(struct rtr_buf **to, const struct rpki *r, size_t *left_out);

/* The same as a set; WEIR_ESYNTAX too, where the facts are none (a maxLength below the length). */
int rtr_set_make(struct rtr_set **to, const struct rpki *r, size_t *left_out);

/*
 * The set whose bytes these are, as another process or a file hands them on: every record is
 * checked, and the order. 0, WEIR_ENOMEM, WEIR_ELIMIT or WEIR_ESYNTAX. O(n).
 */
int rtr_set_read(struct rtr_set **to, const uint8_t *bytes, size_t n);

/* The same of a buffer, which is the set's from now on, also on errors; NULL is WEIR_ENOMEM. */
int rtr_set_take(struct rtr_set **to, struct rtr_buf *image);

/* Both halves of a difference, from collected bytes, which are released: both sets, or neither. Codes as above. */
int rtr_set_collect(struct out *gone, struct rtr_set **gone_set, struct out *come, struct rtr_set **come_set);

/* All bytes of the set. */
static inline const uint8_t *rtr_set_bytes(const struct rtr_set *s)
{
	return s->image->bytes;
}

static inline size_t rtr_set_size(const struct rtr_set *s)
{
	return s->part[RTR_PARTS];
}

/* The next record from `*at` on, NULL at the end of part `last`; *at moves behind it. */
const uint8_t *rtr_set_next(const struct rtr_set *s, unsigned last, size_t *at);

bool rtr_set_equal(const struct rtr_set *a, const struct rtr_set *b);

/* What is in `a` and not in `b`, and the other way round. 0 or WEIR_ENOMEM. O(n). */
int rtr_set_diff(const struct rtr_set *a, const struct rtr_set *b, struct rtr_set **gone,
		 struct rtr_set **come);

struct rtr_set *rtr_set_ref(struct rtr_set *s);
void rtr_set_unref(struct rtr_set *s); /* NULL allowed */

#endif
