#ifndef WEIR_RPKI_OBJECT_CACHE_H
#define WEIR_RPKI_OBJECT_CACHE_H

#include "base/err.h"
#include "base/vec.h"
#include "rpki/object/der.h"

/*
 * The folder where rpki-client keeps what it found on manifests: HOST/MODULE/… as the rsync
 * URI has it, and the certificates of trust anchors in ta/. What begins with a dot it has only
 * fetched, and is not looked at.
 */
enum { CACHE_FILE = 16 << 20 /* bytes */, CACHE_FILES = 1 << 24, CACHE_PATH = 4096, CACHE_DEPTH = 32 };

struct cache {
	int dir;
};

/* 0 or WEIR_EIO. */
int cache_open(struct cache *c, const char *path, struct err *e);
void cache_close(struct cache *c);

/*
 * A whole regular file, by its path below the cache, which the caller has found to be safe.
 * *bytes is the caller's to free (bytes.p). 0; WEIR_ENOTFOUND, WEIR_EIO, WEIR_ELIMIT,
 * WEIR_ENOMEM, with the path as place.
 */
int cache_get(const struct cache *c, struct span path, struct span *bytes, struct err *e);

/* Paths below the cache, each the list's own. */
struct cache_list {
	VEC(char *) paths;
};

/*
 * The files below `folder` (of the cache; "" for all of it but ta/) that are `wanted`, sorted. 0;
 * WEIR_EIO, WEIR_ENOMEM, WEIR_ELIMIT. cache_list_release() in any case. O(files).
 */
int cache_list(const struct cache *c, const char *folder, bool (*wanted)(const char *path), struct cache_list *to,
	       struct err *e);
void cache_list_release(struct cache_list *l);

#endif
