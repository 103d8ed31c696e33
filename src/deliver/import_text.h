#ifndef WEIR_DELIVER_IMPORT_TEXT_H
#define WEIR_DELIVER_IMPORT_TEXT_H

#include "deliver/import_file.h"
#include "deliver/language.h"
#include "deliver/out_list.h"

/* What the files of lists share, whatever their language. */

/*
 * Whose list it is, from which sets and sources, and how large, in lines that
 * begin with `comment` ("# ").
 */
void import_header_put(struct out *o, const struct import_file *f, const char *comment);

/* The ranges of one family alone: a view, which is not to be released. */
static inline struct range_list range_list_of(const struct range_list *all, unsigned family)
{
	struct range_list one = {0};

	if (family == IPV4)
		one.v4 = all->v4;
	else
		one.v6 = all->v6;
	return one;
}

/* "IN" and "OUT", as it stands in the names. */
const char *import_way(const struct import_list *l);

/* The entries of one family, which stay the list's, as the writers of language.h want them. */
enum { IMPORT_LIST_NAME = 32 };

struct import_family {
	char name[IMPORT_LIST_NAME]; /* "AS64501-IN-V4" */
	struct range_list entries;
	struct list list; /* points into the struct: it is not to be copied */
};

/* `between` stands between the parts of the name. */
void import_family_make(struct import_family *m, const struct import_list *l, unsigned family,
			char between);

/* The same of other ranges: "AS64501-REJECTED-V4". */
void import_family_of(struct import_family *m, uint32_t asn, const char *what,
		      const struct range_list *ranges, unsigned family);

static inline bool import_family_is_empty(const struct import_family *m)
{
	return !range_list_count(&m->entries);
}

#endif
