#ifndef WEIR_BASE_PAGES_H
#define WEIR_BASE_PAGES_H

#include <stddef.h>

/*
 * Huge pages for what is large and not yet filled: a list of millions is filled once and read once or
 * twice, and the faults of its small pages cost as much as its sorting. Small things are left as they are, and
 * where the system refuses nothing happens. O(1).
 */
void pages_wish_huge(void *p, size_t bytes);

#endif
