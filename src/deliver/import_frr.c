/* FRR: the prefix lists and route maps of IOS. */
#include "deliver/import_text.h"

void import_frr_write(struct out *o, const struct import_file *f)
{
	import_route_maps_put(o, f, "load: vtysh -f FILE");
}
