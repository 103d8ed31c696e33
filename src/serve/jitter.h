#ifndef WEIR_SERVE_JITTER_H
#define WEIR_SERVE_JITTER_H

#include <stdint.h>

/*
 * When to ask again: after `ms`, below 2^32, and by chance up to half of it later, so that not all of the world
 * come together, nor all sources of one border, however they began. O(1).
 */
uint64_t jitter_ms(uint64_t ms);

/* The same where chance says so much, of UINT32_MAX. */
uint64_t jitter_by(uint64_t ms, uint32_t chance);

#endif
