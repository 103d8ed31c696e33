#include "serve/guard.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "border/border.h"

static uint64_t vrps_of(const struct handover *h, const char *name)
{
	for (uint32_t i = 0; i < h->anchors; i++)
		if (!strcmp(h->anchor[i].name, name))
			return h->anchor[i].vrps;
	return 0;
}

bool guard_holds(const struct handover *last, const struct handover *now, uint32_t percent, char why[GUARD_WHY])
{
	for (uint32_t i = 0; percent != GATE_ANY_CHANGE && i < last->anchors; i++) {
		const struct handover_anchor *was = &last->anchor[i];
		const uint64_t is = vrps_of(now, was->name);

		if (is >= was->vrps || (was->vrps - is) * 100 <= was->vrps * percent)
			continue;
		snprintf(why, GUARD_WHY, "%" PRIu64 " of %" PRIu64 " VRPs of trust anchor '%s' are gone",
			 was->vrps - is, was->vrps, was->name);
		return true;
	}
	return false;
}
