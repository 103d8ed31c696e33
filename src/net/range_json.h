#ifndef WEIR_NET_RANGE_JSON_H
#define WEIR_NET_RANGE_JSON_H

#include "base/json_out.h"
#include "net/range.h"

/* How ranges stand in JSON: {"prefix":"192.0.2.0/24","ge":25,"le":26}. */
enum ranges_json {
	RANGES_IN_LINES = 1 << 0, /* each on its own, for files that people compare */
	RANGES_BRIEF = 1 << 1     /* a prefix alone is {"prefix":"192.0.2.0/24"} */
};

enum { RANGES_V4 = 1 << IPV4, RANGES_V6 = 1 << IPV6 };

/* A member of an object: the ranges of these families, in their order, as an array. O(n). */
void ranges_json(struct json_out *j, const char *key, const struct range_list *l, unsigned families,
		 unsigned how);

#endif
