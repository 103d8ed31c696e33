#include "serve/guard.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "fetch/shrink.h"

/* Names that differ in what cannot be printed are one name here. */
static uint64_t vrps_of(const struct handover *h, const char *name)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < h->anchors; i++)
		if (!strcmp(h->anchor[i].name, name))
			n += h->anchor[i].vrps;
	return n;
}

bool guard_holds(const struct handover *last, const struct handover *now, uint32_t percent, char why[GUARD_WHY])
{
	for (uint32_t i = 0; i < last->anchors; i++) {
		const char *name = last->anchor[i].name;
		const uint64_t was = vrps_of(last, name), is = vrps_of(now, name);

		if (!shrink_is_too_much(was, is, SHRINK_VRPS, percent))
			continue;
		snprintf(why, GUARD_WHY, "%" PRIu64 " of %" PRIu64 " VRPs of trust anchor '%s' are gone",
			 was - is, was, name);
		return true;
	}
	if (!shrink_is_too_much(last->aspas, now->aspas, SHRINK_ASPAS, percent))
		return false;
	snprintf(why, GUARD_WHY, "%" PRIu32 " of %" PRIu32 " ASPAs are gone", last->aspas - now->aspas, last->aspas);
	return true;
}
