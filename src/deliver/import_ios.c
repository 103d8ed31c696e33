/*
 * IOS XE 17.4 and later, for the large communities. Lists of AS paths have numbers, 1 to 500: the
 * neighbors of the border take them in their order, one each and one more where exceptions reject AS
 * numbers; the last is that of paths without any AS. A list that a neighbor takes over from another
 * while the files of both are loaded lets in no prefix more: each has its own list of prefixes.
 */
#include <stdio.h>

#include "deliver/route_maps.h"

enum { PATH_LISTS = 500 };

static bool rejects_asns(const struct border_neighbor *n)
{
	for (size_t i = 0; i < n->exceptions.items.n; i++)
		if (!n->exceptions.items.v[i].accept && !n->exceptions.items.v[i].range.family)
			return true;
	return false;
}

static void put_number(unsigned number, char to[IMPORT_LIST_NAME])
{
	to[0] = '\0';
	if (number < PATH_LISTS)
		snprintf(to, IMPORT_LIST_NAME, "%u", number);
}

static void name_paths(const struct import_file *f, char taken[IMPORT_LIST_NAME],
		       char rejected[IMPORT_LIST_NAME])
{
	const struct border_neighbor *n = f->border->neighbors.v;
	unsigned number = 1;

	for (; n != f->list->neighbor; n++)
		number += 1 + rejects_asns(n);
	put_number(number, taken);
	put_number(number + 1, rejected);
}

static const struct route_map_words words = {
	.lists = "ip",
	.origins = 14,
	.load = "load: copy FILE running-config, then clear bgp ipv4|ipv6 unicast ADDRESS soft",
	.paths = name_paths,
	.own = "500"};

void import_ios_write(struct out *o, const struct import_file *f)
{
	route_maps_put(o, f, &words);
}
