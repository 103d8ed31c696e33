#ifndef WEIR_DELIVER_IMPORT_TEXT_H
#define WEIR_DELIVER_IMPORT_TEXT_H

#include "deliver/import_file.h"
#include "deliver/language.h"

/* What the files of lists share, whatever their language. */

/*
 * Whose list it is, from which sets and sources, and how large, in lines that
 * begin with `comment` ("# ").
 */
void import_header_put(struct out *o, const struct import_file *f, const char *comment);

/* "IN" and "OUT", as it stands in the names. */
const char *import_way(const struct import_list *l);

/* The entries of one family, which stay the list's, as the writers of language.h want them. */
struct import_family {
	char name[32]; /* "AS64501-IN-V4" */
	struct range_list entries;
	struct list list; /* points into the struct: it is not to be copied */
};

/* `between` stands between the parts of the name. */
void import_family_make(struct import_family *m, const struct import_list *l, unsigned family,
			char between);

static inline bool import_family_is_empty(const struct import_family *m)
{
	return !range_list_count(&m->entries);
}

/*
 * Prefix lists and the route maps that ask them, as IOS and FRR read them. `load`
 * is a line of comment: how the file is loaded.
 */
void import_route_maps_put(struct out *o, const struct import_file *f, const char *load);

#endif
