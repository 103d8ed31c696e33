#include "bgp/read.h"

#include <string.h>

int bgp_read_is_text(struct input *in, bool *is_text, struct err *e)
{
	static const char *const starts[] = {"TABLE_DUMP", "BGP4MP", "BGP|"};
	const uint8_t *p;
	int64_t have = input_peek(in, 10, &p, e);

	*is_text = false;
	for (size_t i = 0; have > 0 && i < sizeof starts / sizeof *starts; i++) {
		size_t n = strlen(starts[i]);

		if ((size_t)have >= n && !memcmp(p, starts[i], n))
			*is_text = true;
	}
	return have < 0 ? (int)have : 0;
}

int bgp_read(struct input *in, route_handler *handle, void *context, struct report *report,
	     struct err *e)
{
	bool is_text;
	int rc = bgp_read_is_text(in, &is_text, e);

	if (rc)
		return rc;
	return is_text ? route_text_read(in, handle, context, report, e)
		       : mrt_read(in, handle, context, report, e);
}
