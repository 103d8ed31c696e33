#ifndef WEIR_DELIVER_ROUTE_MAPS_H
#define WEIR_DELIVER_ROUTE_MAPS_H

#include "deliver/import_text.h"

/*
 * The policy of a neighbor as IOS and FRR read it, which differ in few words:
 *
 *	AS64501-IN-V4, -V6    route map: what is accepted; the prefix list of the same name
 *	                      and a list of AS paths
 *	AS64501-OUT-V4, -V6   route map: what is announced
 *	AS64501-V4, -V6       peer group
 *	AS64500-OUT-V4, -V6   prefix list: what the network announces, a file of its own
 *
 * A list that does not exist permits everything in IOS, and the only way to replace one is
 * to remove it first. Therefore the route maps of a neighbor deny everything, by a clause 1, until
 * all of its lists are whole again; and to the announcements of peers and providers the
 * list AS64500-CLOSED-V4 is asked first: it permits, and so denies, everything while the list of the
 * network is replaced. Each clause is removed and made anew, whatever it said before.
 *
 * Loaded again, a file resets no session. FRR resets those of a group that is told its role, even the
 * one that it has; therefore the role is a line in the comment at the head, to be entered once.
 *
 * Routes with BLACKHOLE get a next hop that the router discards: 192.0.2.1, and 100::1 (RFC 6666).
 */
struct route_map_words {
	const char *lists; /* before `as-path access-list` and the like: "ip", "bgp" */
	unsigned origins;  /* AS numbers a line of a list of AS paths */
	bool roles;        /* knows RFC 9234 */
	const char *load;  /* a line of comment: how the file is loaded */
	/*
	 * The names of a neighbor's lists of AS paths, of what is taken and of those rejected ("": there is
	 * none left), and of that of the empty path.
	 */
	void (*paths)(const struct import_file *f, char taken[IMPORT_LIST_NAME],
		      char rejected[IMPORT_LIST_NAME]);
	const char *own;
};

void route_maps_put(struct out *o, const struct import_file *f, const struct route_map_words *w);

#endif
