#ifndef WEIR_SERVE_GUARD_H
#define WEIR_SERVE_GUARD_H

#include <stdbool.h>

#include "serve/handover.h"

enum { GUARD_WHY = 160 };

/*
 * Whether new data lose too much to be believed (fetch/shrink.h): more than `percent` of the VRPs of one trust
 * anchor, or of all ASPAs, which come without their anchors. `why` says which. A relying party that fails for one
 * anchor ends well and leaves its records out.
 */
bool guard_holds(const struct handover *last, const struct handover *now, uint32_t percent, char why[GUARD_WHY]);

#endif
