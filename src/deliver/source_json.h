#ifndef WEIR_DELIVER_SOURCE_JSON_H
#define WEIR_DELIVER_SOURCE_JSON_H

#include "deliver/source_file.h"

/*
 * A router's source addresses as JSON, which the next run's gate reads: all prefixes that may be a
 * source on any interface as a list (gate/last.h), and for each interface how many it has.
 */
struct source_counts {
	const struct source_file *file;
	const struct range_list *entries; /* of all interfaces, normalized */
	uint64_t damage, empty;           /* damaged records, sources without any */
};

void source_json_write(struct out *o, const struct source_counts *s);

/* How many prefixes an interface had. */
struct source_interface_last {
	char name[64];
	uint64_t prefixes;
};

struct source_last {
	VEC(struct source_interface_last) interfaces;
};

/*
 * Read them back. A file that is not there has none. 0, WEIR_ESYNTAX, WEIR_EIO, WEIR_ENOMEM,
 * WEIR_ELIMIT; release in either case.
 */
int source_last_read(struct source_last *last, const char *path, struct err *e);

/* What an interface had; 0 where it was not there. O(interfaces). */
uint64_t source_last_find(const struct source_last *last, const char *name);

void source_last_release(struct source_last *last);

#endif
