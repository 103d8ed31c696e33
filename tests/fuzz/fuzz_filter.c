#include <stdlib.h>

#include "filter/route_filter.h"
#include "net/prefix_set.h"

/* Six bytes a prefix: aggregation must keep the set, whatever it is. */
static int read_list(struct range_list *list, const uint8_t *data, size_t size)
{
	int rc = 0;

	for (; !rc && size >= 6; data += 6, size -= 6) {
		uint32_t word = (uint32_t)data[0] << 24 | data[1] << 16 | data[2] << 8 | data[3];
		bool six = data[4] & 64;
		struct prefix p = prefix_make(six ? IPV6 : IPV4, (u128)word << 96,
					      six ? data[4] % 129 : data[4] % 33);
		struct range r = range_make(&p, p.len, p.len + data[5] % 3);

		if (r.le > family_bits(r.family))
			r.le = r.ge;
		rc = range_list_add(list, &r);
	}
	return rc ? rc : range_list_normalize(list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct filter_rules rules = {.family = size && data[0] & 1 ? IPV6 : IPV4, .aggregate = true};
	struct prefix_set before = {0}, after = {0};
	struct range_list list = {0};

	if (size && !read_list(&list, data + 1, size - 1)) {
		if (rules.family == IPV4)
			vec_free(&list.v6);
		else
			vec_free(&list.v4);
		if (prefix_set_make(&before, &list) || filter_entries(&list, &rules) ||
		    prefix_set_make(&after, &list) || !prefix_set_equal(&before, &after))
			abort();
	}
	prefix_set_release(&before);
	prefix_set_release(&after);
	range_list_release(&list);
	return 0;
}
