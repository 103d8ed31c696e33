#ifndef WEIR_NET_WIRE_H
#define WEIR_NET_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A cursor over bytes from the network or a file. Numbers are in network order.
 * The error is sticky: a read beyond the end gives zeros, sets `bad` and
 * consumes what is left, so that a caller reads a whole structure and checks once.
 */
struct wire {
	const uint8_t *p, *end;
	bool bad;
};

static inline struct wire wire_make(const uint8_t *p, size_t n)
{
	return (struct wire){p, p + n, false};
}

static inline size_t wire_left(const struct wire *w)
{
	return (size_t)(w->end - w->p);
}

/* The next `n` bytes, or NULL with `bad` set. */
static inline const uint8_t *wire_bytes(struct wire *w, size_t n)
{
	const uint8_t *p = w->p;

	if (__builtin_expect(wire_left(w) < n, 0)) {
		w->bad = true;
		w->p = w->end;
		return NULL;
	}
	w->p += n;
	return p;
}

static inline uint32_t wire_get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline uint16_t wire_get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

/* Write a number; returns the byte behind it. */
static inline uint8_t *wire_put16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
	return p + 2;
}

static inline uint8_t *wire_put32(uint8_t *p, uint32_t v)
{
	return wire_put16(wire_put16(p, (uint16_t)(v >> 16)), (uint16_t)v);
}

static inline uint8_t wire_u8(struct wire *w)
{
	const uint8_t *p = wire_bytes(w, 1);

	return p ? *p : 0;
}

static inline uint16_t wire_u16(struct wire *w)
{
	const uint8_t *p = wire_bytes(w, 2);

	return p ? wire_get16(p) : 0;
}

static inline uint32_t wire_u32(struct wire *w)
{
	const uint8_t *p = wire_bytes(w, 4);

	return p ? wire_get32(p) : 0;
}

/* A cursor over the next `n` bytes, consumed here; empty and bad where they are missing. */
static inline struct wire wire_sub(struct wire *w, size_t n)
{
	const uint8_t *p = wire_bytes(w, n);

	return p ? wire_make(p, n) : (struct wire){w->end, w->end, true};
}

/* Whether all was there and nothing is left over. */
static inline bool wire_done(const struct wire *w)
{
	return !w->bad && w->p == w->end;
}

#endif
