#ifndef WEIR_SERVE_WATCH_H
#define WEIR_SERVE_WATCH_H

#include "border/border.h"

/*
 * A number that says which RPKI files a border has now, by name, inode, size and times: it changes where one of
 * them does, and where the server of a fetched one was asked again. No file is opened. O(files).
 */
uint64_t watch_rpki(const struct border *b);

/* The same of all files that `weir build` reads; that a server was asked is no news here. */
uint64_t watch_all(const struct border *b);

/*
 * The URL of a source that was never fetched, or the path of what the relying party has not found yet, so that
 * nothing can be read; NULL: there is none.
 */
const char *watch_missing(const struct border *b);

#endif
