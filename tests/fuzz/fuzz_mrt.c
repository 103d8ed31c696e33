#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "bgp/read.h"
#include "bgp/route_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int print(void *context, const struct route *r)
{
	struct out *line = context;

	line->n = 0;
	route_json_put(line, r);
	return line->status;
}

/* MRT, or text where it begins like that: every route is formatted. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct report report = {0};
	struct input *in;
	struct out line;
	struct err e;

	if (input_open_mem(&in, "fuzz", data, size, &e))
		return 0;
	out_mem(&line, 1 << 24);
	if (bgp_read(in, print, &line, &report, &e) > 0)
		abort(); /* the handler never stops the reader with a number of its own */
	out_release(&line);
	report_release(&report);
	input_close(in);
	return 0;
}
