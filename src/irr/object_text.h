#ifndef WEIR_IRR_OBJECT_TEXT_H
#define WEIR_IRR_OBJECT_TEXT_H

#include <stdint.h>

#include "base/err.h"
#include "base/input.h"
#include "base/out.h"
#include "irr/irr.h"

/*
 * The text of the object at a place, with the attributes that no index keeps: what stands in
 * the dump from its first line to the blank line behind it. `o` becomes a sink in memory, to be
 * released in either case. 0; WEIR_EIO; WEIR_ENOTFOUND where the dump ends before that line;
 * WEIR_ESYNTAX, WEIR_ELIMIT or WEIR_ENOMEM. O(bytes of the dump).
 */
int irr_object_text(const struct irr_place *place, struct out *o, struct err *e);

/* The same from a dump that is open at its beginning, into an open sink. */
int irr_object_copy(struct input *in, uint32_t line, struct out *o, struct err *e);

#endif
