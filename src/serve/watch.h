#ifndef WEIR_SERVE_WATCH_H
#define WEIR_SERVE_WATCH_H

#include "border/border.h"

/*
 * A number that says which RPKI files a border has now, by name, inode, size and times: it changes where one of
 * them does. No file is opened. O(files).
 */
uint64_t watch_sources(const struct border *b);

#endif
