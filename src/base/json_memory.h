#ifndef WEIR_BASE_JSON_MEMORY_H
#define WEIR_BASE_JSON_MEMORY_H

#include <setjmp.h>
#include <stddef.h>
#include <yajl/yajl_common.h>

/*
 * Memory for yajl, which never looks whether it was given any. Where there is none,
 * its caller's frames are left by longjmp():
 *
 *	if (setjmp(m.escape))
 *		… out of memory: json_memory_release(), yajl's handle is gone …
 *	… yajl_alloc(…), yajl_parse(…) …
 *
 * All that yajl holds hangs on one list and is freed at once, whatever state it is in.
 */
struct json_block;

struct json_memory {
	struct json_block *blocks;
	jmp_buf escape;
};

/* The functions for yajl_alloc(); `m` must outlive the handle. */
yajl_alloc_funcs json_memory_functions(struct json_memory *m);

/* Free all; the handle made with it must not be used again, not even by yajl_free(). */
void json_memory_release(struct json_memory *m);

#endif
