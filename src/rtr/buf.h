#ifndef WEIR_RTR_BUF_H
#define WEIR_RTR_BUF_H

#include <stddef.h>
#include <stdint.h>

/*
 * Bytes that several routers are sent: counted by who holds them, unchanged once
 * they are shared. Counts are plain: what shares buffers stays in one thread.
 */
struct rtr_buf {
	uint8_t *bytes;
	size_t n;
	unsigned refs;
	void *mapped; /* where the bytes are a file's: its first, … */
	size_t length; /* … and how many from there on are mapped */
};

/* A part of one: what is still to be sent of it. */
struct rtr_span {
	struct rtr_buf *buf;
	size_t from, to;
};

/* `n` bytes to be filled, held once by the caller; NULL without memory. */
struct rtr_buf *rtr_buf_new(size_t n);

/* A copy; NULL without memory. */
struct rtr_buf *rtr_buf_copy(const void *bytes, size_t n);

/*
 * `n` bytes of a file from `at` on, as they are there: nothing is copied, and nothing can be written. The caller
 * sees to it that nobody changes or shortens the file (a sealed memfd_create(2)), which may be closed. NULL
 * with errno.
 */
struct rtr_buf *rtr_buf_map(int fd, size_t at, size_t n);

/* One holder more, NULL allowed; returns it. */
struct rtr_buf *rtr_buf_ref(struct rtr_buf *b);

/* One holder less, the last of whom frees it; NULL allowed. */
void rtr_buf_unref(struct rtr_buf *b);

#endif
