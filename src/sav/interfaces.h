#ifndef WEIR_SAV_INTERFACES_H
#define WEIR_SAV_INTERFACES_H

#include "sav/sets.h"

/*
 * The interfaces of one router, and what packets that come in there may have as source.
 * Where several neighbors are behind one interface (an exchange point's LAN), a packet may
 * be from any of them: it is the union of what each may send.
 */
struct sav_interface {
	const char *name;
	VEC(uint32_t) neighbors;        /* numbers in the border */
	struct range_list cover;        /* the sources: the fewest prefixes, each with all in it */
	VEC(struct prefix) sessions;    /* the neighbors' own addresses, where the table tells them */
};

struct sav_interfaces {
	VEC(struct sav_interface) items; /* in order of the border file */
};

/*
 * For all neighbors of a router, by `schemes` as bits, or 0 for those in force. 0, or what a
 * scheme returned, with `e`. Release in either case.
 */
int sav_interfaces_make(struct sav_interfaces *l, struct sav_sets *sets, uint32_t router,
			unsigned schemes, struct err *e);
void sav_interfaces_release(struct sav_interfaces *l);

#endif
