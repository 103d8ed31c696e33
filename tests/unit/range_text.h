#ifndef WEIR_TESTS_UNIT_RANGE_TEXT_H
#define WEIR_TESTS_UNIT_RANGE_TEXT_H

#include <stdio.h>
#include <string.h>

#include "net/range.h"

/* Lists of ranges from and to text, "10.0.0.0/8 10.1.0.0/16^24-32", for tests. */

static inline void list_read(struct range_list *list, const char *text)
{
	*list = (struct range_list){0};
	while (*text) {
		size_t n = strcspn(text, " ");
		const char *op = memchr(text, '^', n);
		size_t plain = op ? (size_t)(op - text) : n;
		struct range_op o = {.kind = RANGE_NONE};
		struct prefix p;
		struct range r;

		assert_int_equal(prefix_parse(text, plain, &p), PREFIX_OK);
		assert_true(range_op_parse(text + plain, n - plain, &o));
		r = range_exact(&p);
		assert_true(range_apply(&r, o, &r));
		assert_int_equal(range_list_add(list, &r), 0);
		text += n + (text[n] == ' ');
	}
	assert_int_equal(range_list_normalize(list), 0);
}

static inline const char *list_text(const struct range_list *list, char *to, size_t size)
{
	char prefix[PREFIX_TEXT];
	size_t n = 0;

	*to = '\0';
	for (size_t i = 0; i < range_list_count(list); i++) {
		struct range r = range_list_get(list, i);
		struct prefix p = range_prefix(&r);

		n += (size_t)snprintf(to + n, size - n, "%s%s", i ? " " : "",
				      prefix_text(&p, prefix));
		assert_true(n < size);
		if (r.le > r.len)
			n += (size_t)snprintf(to + n, size - n, "^%d-%d", r.ge, r.le);
		assert_true(n < size);
	}
	return to;
}

#endif
