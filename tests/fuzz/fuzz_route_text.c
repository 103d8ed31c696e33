#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bgp/read.h"
#include "bgp/route_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct twice {
	struct route_text *text;
	struct out lines;
};

static int print(void *context, const struct route *r)
{
	struct twice *t = context;

	route_text_put(t->text, r);
	return t->lines.status;
}

static void read_all(struct twice *t, const void *p, size_t n)
{
	struct input *in;
	struct err e;

	out_mem(&t->lines, 1 << 26);
	t->text = route_text_new(&t->lines, true);
	if (t->text && !input_open_mem(&in, "fuzz", p, n, &e)) {
		route_text_read(in, print, t, NULL, &e);
		input_close(in);
	}
	route_text_free(t->text);
}

/* Text lines: what is printed of them reads and prints the same again. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct twice once, again;

	read_all(&once, data, size);
	read_all(&again, once.lines.s ? once.lines.s : "", once.lines.n);
	if (once.lines.n != again.lines.n ||
	    (once.lines.n && memcmp(once.lines.s, again.lines.s, once.lines.n)))
		abort();
	out_release(&once.lines);
	out_release(&again.lines);
	return 0;
}
