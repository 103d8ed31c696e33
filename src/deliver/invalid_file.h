#ifndef WEIR_DELIVER_INVALID_FILE_H
#define WEIR_DELIVER_INVALID_FILE_H

#include "base/out.h"
#include "filter/invalid.h"
#include "snapshot/snapshot.h"

/*
 * The RPKI-invalid routes as text: a route a line, its fields separated by a tab:
 * prefix, origin (`{}` where the path ends in a set), state, in how many routes of
 * the table, and the VRPs that made it so, `PREFIX AS64500 maxLength 24 (FILE:LINE)`,
 * separated by "; ".
 */
#define INVALID_FILE "rpki-invalid.txt"

void invalid_file_write(struct out *o, const struct invalid_routes *routes,
			const struct snapshot *s);

/* The VRPs that cover one route, as above, with `between` between them. */
void invalid_causes_put(struct out *o, const struct invalid_route *route, const struct snapshot *s,
			const char *between);

/* "AS64500" or "{}". */
void invalid_origin_put(struct out *o, const struct invalid_route *route);

#endif
