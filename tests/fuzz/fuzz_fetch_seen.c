#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/seen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int take(struct seen *s, const void *bytes, size_t n)
{
	struct input *in;
	struct err e;
	int rc = input_open_mem(&in, "seen", bytes, n, &e);

	if (rc)
		return rc;
	rc = seen_read(s, in, &e);
	input_close(in);
	return rc;
}

/* What was taken is written, and taken again as the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen s = {.anchors = {.n = 0}}, again = {.anchors = {.n = 0}};
	struct out o, o2;

	out_mem(&o, SIZE_MAX);
	out_mem(&o2, SIZE_MAX);
	if (!take(&s, data, size)) {
		seen_write(&s, 0, &o);
		if (out_finish(&o) || take(&again, o.s, o.n))
			abort();
		seen_write(&again, 0, &o2);
		if (out_finish(&o2) || o.n != o2.n || (o.n && memcmp(o.s, o2.s, o.n)))
			abort();
	}
	out_release(&o);
	out_release(&o2);
	seen_release(&s);
	seen_release(&again);
	return 0;
}
