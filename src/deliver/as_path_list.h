#ifndef WEIR_DELIVER_AS_PATH_LIST_H
#define WEIR_DELIVER_AS_PATH_LIST_H

#include "base/out.h"
#include "filter/path_rules.h"

/* Lists of AS paths as IOS and FRR read them: expressions, asked one after another. */
struct as_path_list {
	const char *lists; /* before `as-path access-list`: "ip", "bgp" */
	const char *name;
	unsigned width;    /* AS numbers a line */
};

/*
 * The rules for AS paths in one list, the first line that matches decides: bogon numbers and networks
 * that are never behind this neighbor are denied, then what is taken is permitted. O(origins).
 */
void as_path_list_put(struct out *o, const struct as_path_list *l, const struct path_rules *p);

/* A list that permits the paths with one of these numbers. O(n). */
void as_path_list_put_any(struct out *o, const struct as_path_list *l, const struct asn_set *asns);

#endif
