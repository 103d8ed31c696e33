#ifndef WEIR_NET_AS_PATH_H
#define WEIR_NET_AS_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/out.h"
#include "base/vec.h"

/* Kinds of path segment, by their numbers on the wire (RFC 4271 4.3, RFC 5065 3). */
enum as_segment_kind {
	AS_SEGMENT_SET = 1,
	AS_SEGMENT_SEQUENCE = 2,
	AS_SEGMENT_CONFED_SEQUENCE = 3,
	AS_SEGMENT_CONFED_SET = 4
};

struct as_segment {
	uint32_t kind, n; /* n ASNs of the path */
};

/*
 * A view of an AS path, neighbor first: all its ASNs in a row, and the segments
 * that divide them. Neighboring segments may be of one kind. A zeroed one is the
 * empty path. Whoever made it owns the arrays.
 */
struct as_path {
	const uint32_t *asns;
	const struct as_segment *segments;
	uint32_t n, nsegments;
};

enum { AS_PATH_MAX = 1 << 16 }; /* ASNs in one path */

/* What a path is built in, again and again; a zeroed one is the empty path. */
struct as_path_buf {
	VEC(uint32_t) asns;
	VEC(struct as_segment) segments;
};

void as_path_buf_clear(struct as_path_buf *b);

/* Begin a segment; the ASNs added next belong to it. 0, WEIR_ENOMEM or WEIR_ELIMIT. */
int as_path_buf_segment(struct as_path_buf *b, enum as_segment_kind kind);
int as_path_buf_add(struct as_path_buf *b, uint32_t asn);

/* The path built so far, valid until `b` changes. */
struct as_path as_path_buf_view(const struct as_path_buf *b);

void as_path_buf_release(struct as_path_buf *b);

/*
 * The path without its first `skip` ASNs (at most all), in *rest: with `b` (made anew) where a
 * segment is cut, a view of `p` otherwise. 0, WEIR_ENOMEM or WEIR_ELIMIT. O(n).
 */
int as_path_skip(const struct as_path *p, uint32_t skip, struct as_path_buf *b, struct as_path *rest);

/*
 * Read the text form into `b` (cleared first): ASNs separated by blanks, `{1,2}` a set,
 * `(1 2)` a confederation's sequence, `[1,2]` its set. Nothing but blanks is the empty
 * path. 0, or WEIR_ESYNTAX with the column (from 1) of what is wrong in *col, or
 * WEIR_ENOMEM or WEIR_ELIMIT. O(n).
 */
int as_path_parse(const char *s, size_t n, struct as_path_buf *b, size_t *col);

/* Write the text form: `1 2 {3,4}`. */
void as_path_put(const struct as_path *p, struct out *o);

/* Whether a set (confederations' sets too) stands anywhere in the path. */
bool as_path_has_set(const struct as_path *p);

/*
 * The origin AS (RFC 6811 section 2): the last ASN where the path ends in a
 * sequence; AS_ORIGIN_SET where it ends in a set, which is no ASN and can match no
 * VRP; AS_ORIGIN_OWN where it is empty or ends inside a confederation.
 */
enum as_origin_kind { AS_ORIGIN_ASN, AS_ORIGIN_SET, AS_ORIGIN_OWN };

enum as_origin_kind as_path_origin(const struct as_path *p, uint32_t *asn);

/* The neighbor that sent it: the first ASN where the path begins with a sequence. */
bool as_path_neighbor(const struct as_path *p, uint32_t *asn);

#endif
