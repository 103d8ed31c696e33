#ifndef WEIR_BASE_POOL_H
#define WEIR_BASE_POOL_H

#include <stddef.h>

/*
 * Call each(context, 0) to each(context, n - 1), once each, on as many threads as this
 * process may use processors, the caller's among them; returns when all have returned. The
 * order is any: what they make is told apart by its number. Where threads cannot be had, fewer
 * do it. n = 0 calls nothing.
 */
void pool_run(size_t n, void (*each)(void *context, size_t i), void *context);

#endif
