/*
 * FRR 8.4 and later. A prefix list, list of AS paths or route map that does not exist matches
 * nothing here. Lists of AS paths are expressions that FRR asks one after another: 40 origins a line
 * make 500 lines of a cone of 20,000, which are asked of routes that the prefix list lets pass.
 */
#include <stdio.h>

#include "deliver/route_maps.h"

static void name_paths(const struct import_file *f, char taken[IMPORT_LIST_NAME],
		       char rejected[IMPORT_LIST_NAME])
{
	snprintf(taken, IMPORT_LIST_NAME, "AS%u-IN", f->list->asn);
	snprintf(rejected, IMPORT_LIST_NAME, "AS%u-REJECTED", f->list->asn);
}

static const struct route_map_words words = {.lists = "bgp",
					     .origins = 40,
					     .roles = true,
					     .load = "load: vtysh -f FILE",
					     .paths = name_paths,
					     .own = "WEIR-OWN"};

void import_frr_write(struct out *o, const struct import_file *f)
{
	route_maps_put(o, f, &words);
}
