/*
 * IOS XE 17.4 and later, for the large communities. Lists of AS paths have numbers, 1 to 500: the
 * i-th neighbor of the border has the i-th, the last one is that of paths without any AS. A list that
 * a neighbor takes over from another while the files of both are loaded lets in less, never more: each
 * has its own list of prefixes.
 */
#include <stddef.h>
#include <stdio.h>

#include "deliver/route_maps.h"

enum { PATH_LISTS = 500 };

static void paths_name(const struct import_file *f, char to[IMPORT_LIST_NAME])
{
	ptrdiff_t i = f->list->neighbor - f->border->neighbors.v;

	to[0] = '\0';
	if (i + 1 < PATH_LISTS)
		snprintf(to, IMPORT_LIST_NAME, "%td", i + 1);
}

static const struct route_map_words words = {
	.lists = "ip",
	.origins = 14,
	.load = "load: copy FILE running-config, then clear bgp ipv4|ipv6 unicast ADDRESS soft",
	.paths = paths_name,
	.own = "500"};

void import_ios_write(struct out *o, const struct import_file *f)
{
	route_maps_put(o, f, &words);
}
