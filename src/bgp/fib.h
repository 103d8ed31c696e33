#ifndef WEIR_BGP_FIB_H
#define WEIR_BGP_FIB_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/input.h"
#include "base/report.h"
#include "base/vec.h"
#include "net/prefix.h"

/*
 * The forwarding table as text: a route a line, `PREFIX ASN…`, where the ASNs are
 * the neighbors that are its next hops (several of them: equal-cost paths), or the
 * network's own ASN where the prefix is its own. `#` begins a comment.
 *
 *	struct fib f = {0};
 *	for each file: rc = fib_read(&f, in, &report, &err);
 *	rc = fib_finish(&f);                     in order of prefix_cmp(), each prefix once
 */
enum { FIB_MAX = 1 << 26, FIB_HOPS_MAX = 1 << 27, FIB_LINE_HOPS = 256, FIB_SOURCES_MAX = 4096 };

struct fib_route {
	struct prefix prefix;
	uint32_t hops, nhops; /* of fib.hops; ascending, unique once finished */
	uint32_t line;        /* of the first line that has it */
	uint32_t source;      /* number in fib.sources */
};

struct fib_source {
	char *name;
	size_t routes; /* lines that were routes */
};

struct fib {
	VEC(struct fib_route) routes;
	VEC(uint32_t) hops;
	VEC(struct fib_source) sources;
};

/*
 * Read one file after those already read; a damaged line is noted in `r` and left
 * out. A file with no route and some damage is no such file: WEIR_ESYNTAX. Else 0,
 * WEIR_ENOMEM, WEIR_ELIMIT or what the input said: then nothing of it is in `f`. O(bytes).
 */
int fib_read(struct fib *f, struct input *in, struct report *r, struct err *e);

/*
 * Sort; the next hops of a prefix that stands on several lines are those of all of
 * them. 0 or WEIR_ENOMEM. O(n log n).
 */
int fib_finish(struct fib *f);

void fib_release(struct fib *f);

#endif
