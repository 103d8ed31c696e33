#ifndef WEIR_TESTS_UNIT_BGP_VECTORS_H
#define WEIR_TESTS_UNIT_BGP_VECTORS_H

#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bgp/read.h"
#include "bgp/route_text.h"

/* Bytes made by hand, and what a reader makes of them. */
struct bytes {
	uint8_t p[1 << 17];
	size_t n;
};

static inline void add_u8(struct bytes *b, unsigned v)
{
	assert_true(b->n < sizeof b->p);
	b->p[b->n++] = (uint8_t)v;
}

static inline void add_u16(struct bytes *b, unsigned v)
{
	add_u8(b, v >> 8);
	add_u8(b, v & 255);
}

static inline void add_u32(struct bytes *b, uint32_t v)
{
	add_u16(b, v >> 16);
	add_u16(b, v & 0xffff);
}

/* Hex digits; blanks between them are for the reader of the test. */
static inline void add_hex(struct bytes *b, const char *hex)
{
	for (; *hex; hex++) {
		char pair[3] = {hex[0], 0, 0};

		if (*hex == ' ')
			continue;
		pair[1] = *++hex;
		add_u8(b, (unsigned)strtoul(pair, NULL, 16));
	}
}

/* A record of MRT at time 1000 around a body in hex. */
static inline void add_record(struct bytes *b, unsigned type, unsigned subtype, const char *body)
{
	size_t header = b->n, n;

	add_u32(b, 1000);
	add_u16(b, type);
	add_u16(b, subtype);
	add_u32(b, 0);
	add_hex(b, body);
	n = b->n - header - 12;
	b->p[header + 10] = (uint8_t)(n >> 8);
	b->p[header + 11] = (uint8_t)n;
}

struct lines {
	struct route_text *text;
	struct out o;
	struct report report;
	struct err e;
	int rc;
};

static inline int add_line(void *context, const struct route *r)
{
	struct lines *l = context;

	route_text_put(l->text, r);
	return l->o.status;
}

/* Read bytes to lines: l->o.s is NUL-terminated. */
static inline void read_lines(struct lines *l, const void *p, size_t n)
{
	struct input *in;

	memset(l, 0, sizeof *l);
	out_mem(&l->o, 1 << 24);
	l->text = route_text_new(&l->o, true);
	assert_non_null(l->text);
	assert_int_equal(input_open_mem(&in, "test", p, n, &l->e), 0);
	l->rc = bgp_read(in, add_line, l, &l->report, &l->e);
	input_close(in);
	out_ch(&l->o, '\0');
	assert_int_equal(l->o.status, 0);
}

static inline void drop_lines(struct lines *l)
{
	route_text_free(l->text);
	out_release(&l->o);
	report_release(&l->report);
}

#endif
