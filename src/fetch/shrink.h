#ifndef WEIR_FETCH_SHRINK_H
#define WEIR_FETCH_SHRINK_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether data lose too much at once to be believed (max-shrink). VRPs are many, so that a share says all. ASPAs
 * still are few: of five, any one is a fifth. Fewer than SHRINK_ASPAS of them may go whatever their share, as many
 * as one operator takes back in a day's work; a validator or a repository that fails loses more.
 */
enum { SHRINK_VRPS = 1, SHRINK_ASPAS = 10 };

/* `least` of what there was, or more, are gone, and more than `percent` of it (GATE_ANY_CHANGE: any may go). */
bool shrink_is_too_much(uint64_t was, uint64_t is, uint64_t least, uint32_t percent);

#endif
