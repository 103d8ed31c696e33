#ifndef WEIR_BASE_OUT_H
#define WEIR_BASE_OUT_H

#include <stddef.h>
#include <stdint.h>

/*
 * A buffered sink with a sticky error: callers write without checking and ask
 * once, at out_finish(). It collects in memory, or drains to a descriptor.
 */
struct out {
	char *s; /* what is buffered; not NUL-terminated */
	size_t n, cap;
	size_t max; /* memory sink: hard maximum of n */
	int fd;     /* -1: memory sink */
	int status; /* 0, WEIR_ENOMEM, WEIR_EIO (errno in `sys`) or WEIR_ELIMIT */
	int sys;
};

/* A sink in memory of at most `max` bytes; the bytes are o->s, o->n. */
void out_mem(struct out *o, size_t max);

/* A sink to `fd`, which stays the caller's. */
void out_fd(struct out *o, int fd);

void out_write(struct out *o, const void *p, size_t n);
void out_str(struct out *o, const char *s);
void out_u64(struct out *o, uint64_t v); /* decimal */
void out_printf(struct out *o, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* out_room() where the buffer has to drain or grow first. */
char *out_more(struct out *o, size_t n);

/* Room for `n` more bytes (NULL on error); what was written is told to out_used(). */
static inline char *out_room(struct out *o, size_t n)
{
	return !o->status && n < o->cap - o->n ? o->s + o->n : out_more(o, n);
}

static inline void out_used(struct out *o, size_t n)
{
	o->n += n;
}

static inline void out_ch(struct out *o, char c)
{
	char *p = o->n < o->cap ? o->s + o->n : out_room(o, 1);

	if (p) {
		*p = c;
		o->n++;
	}
}

/* Drain to the descriptor; returns o->status. */
int out_finish(struct out *o);

void out_release(struct out *o);

#endif
