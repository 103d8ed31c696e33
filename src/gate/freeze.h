#ifndef WEIR_GATE_FREEZE_H
#define WEIR_GATE_FREEZE_H

#include <stdbool.h>
#include <stdint.h>

#include "border/border.h"

/* Of which router and about whom an output is: what a freeze can be narrowed to. */
struct gate_scope {
	const char *router;
	uint32_t asn;
};

/* Whether a hold on one output freezes another. */
bool gate_freezes(enum border_freeze freeze, const struct gate_scope *held, const struct gate_scope *other);

#endif
