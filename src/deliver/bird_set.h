#ifndef WEIR_DELIVER_BIRD_SET_H
#define WEIR_DELIVER_BIRD_SET_H

#include "base/out.h"
#include "filter/import.h"

/* BIRD: the sets of a list, each a constant: `define AS64501_IN_V4 = […];`. `[]` matches nothing. */

/* The ranges of one family. */
void bird_set_put(struct out *o, const struct import_list *l, const char *what, unsigned family,
		  const struct range_list *ranges);

/* The same of each family that has any. */
void bird_some_sets_put(struct out *o, const struct import_list *l, const char *what,
			const struct range_list *ranges);

/* A condition: whether a route's prefix is in one of those; `ranges` are some. */
void bird_in_sets_put(struct out *o, const struct import_list *l, const char *what,
		      const struct range_list *ranges);

/* AS numbers; nothing where there are none. */
void bird_asns_put(struct out *o, const struct import_list *l, const char *what,
		   const struct asn_set *asns);

#endif
