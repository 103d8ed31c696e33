#ifndef WEIR_DELIVER_IMPORT_FILE_H
#define WEIR_DELIVER_IMPORT_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/out.h"
#include "border/border.h"
#include "filter/import.h"
#include "snapshot/snapshot.h"

/*
 * The files in which a border's lists are delivered: one form per router
 * language, told what to write by one struct. Nothing in them depends on the
 * clock or on where the program was started.
 */
struct import_file {
	const struct border *border;
	const struct snapshot *snapshot;
	const struct import_list *list;
	/* For the next run's gate: damaged records of the registries and the RPKI, and sources without records. */
	uint64_t damage, empty;
};

struct import_form {
	const char *suffix; /* ".bird" */
	void (*write)(struct out *o, const struct import_file *f);
};

/* The form of a router's language. */
const struct import_form *import_form(enum border_language language);

/* "as64501-in", for the network itself "as64500-out": the stem of a list's files. */
enum { IMPORT_NAME = 24 };
const char *import_name(const struct import_list *l, char to[IMPORT_NAME]);

/* Whether the border says what the network announces: then there is a list and a file of it. */
static inline bool import_announces(const struct border *b)
{
	return b->network.as_sets.items.n || b->network.prefixes.items.n;
}

#define IMPORT_WRITER(constant, name, stem) \
	void import_##stem##_write(struct out *o, const struct import_file *f);
BORDER_LANGUAGES(IMPORT_WRITER)
#undef IMPORT_WRITER

#endif
