#ifndef WEIR_SERVE_GUARD_H
#define WEIR_SERVE_GUARD_H

#include <stdbool.h>

#include "serve/handover.h"

enum { GUARD_WHY = 160 };

/*
 * Whether new data lose too much to be believed: more than `percent` of the VRPs of one trust anchor
 * (GATE_ANY_CHANGE: any). `why` says which. A relying party that fails for one anchor ends well and
 * leaves its VRPs out.
 */
bool guard_holds(const struct handover *last, const struct handover *now, uint32_t percent, char why[GUARD_WHY]);

#endif
