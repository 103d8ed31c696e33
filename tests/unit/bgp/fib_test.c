#include "../check.h"

#include <stdio.h>
#include <string.h>

#include "bgp/fib.h"

/* "PREFIX HOPS@LINE | …; damage", or the error. */
static const char *fib_of(const char *text)
{
	static char all[2048];
	struct fib f = {0};
	struct report r = {0};
	struct err e = {0};
	struct input *in;
	size_t n = 0;

	all[0] = '\0';
	assert_int_equal(input_open_mem(&in, "fib.txt", text, strlen(text), &e), 0);
	if (fib_read(&f, in, &r, &e)) {
		err_text(&e, all, sizeof all);
		assert_int_equal(f.routes.n + f.hops.n + f.sources.n, 0);
	} else {
		assert_int_equal(fib_finish(&f), 0);
		for (size_t i = 0; i < f.routes.n; i++) {
			char prefix[PREFIX_TEXT];

			n += (size_t)snprintf(all + n, sizeof all - n, "%s%s", i ? " | " : "",
					      prefix_text(&f.routes.v[i].prefix, prefix));
			for (uint32_t h = 0; h < f.routes.v[i].nhops; h++)
				n += (size_t)snprintf(all + n, sizeof all - n, " %u",
						      f.hops.v[f.routes.v[i].hops + h]);
			n += (size_t)snprintf(all + n, sizeof all - n, "@%u", f.routes.v[i].line);
		}
		for (size_t i = 0; i < r.notes.n; i++)
			n += (size_t)snprintf(all + n, sizeof all - n, "; %zu:%zu %s",
					      r.notes.v[i].line, r.notes.v[i].col, r.notes.v[i].msg);
	}
	input_close(in);
	fib_release(&f);
	report_release(&r);
	return all;
}

static void routes_and_damage(void **state)
{
	static const struct {
		const char *text, *fib;
	} rows[] = {
		{"", ""},
		{"# nothing\n\n", ""},
		{"10.1.0.0/16 64502 64501\n0.0.0.0/0\tAS64510 # provider\r\n2001:db8::/32 64500\n",
		 "0.0.0.0/0 64510@2 | 10.1.0.0/16 64501 64502@1 | 2001:db8::/32 64500@3"},
		/* A prefix on several lines has the next hops of all, each once. */
		{"10.0.0.0/8 2\n11.0.0.0/8 5\n10.0.0.0/8 1 2\n", "10.0.0.0/8 1 2@1 | 11.0.0.0/8 5@2"},
		{"10.0.0.0/8 1\n10.0.0.1/8 1\n10.0.0.0/8\n10.0.0.0/9 x\n10.0.0.0/10 0\n",
		 "10.0.0.0/8 1@1; 2:1 expected no bits set beyond the length, found '10.0.0.1/8'; "
		 "3:11 expected the AS number of a next hop, found ''; "
		 "4:12 expected the AS number of a next hop, found 'x'; "
		 "5:13 expected the AS number of a next hop, found '0'"},
		{"<html>\n", "fib.txt:1: expected routes such as 192.0.2.0/24 64501, found none"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(fib_of(rows[i].text), rows[i].fib);
}

static void a_line_has_a_hard_maximum_of_next_hops(void **state)
{
	char text[4096] = "10.0.0.0/8";
	size_t n = strlen(text);

	(void)state;
	for (int i = 0; i < FIB_LINE_HOPS; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, " %d", i + 1);
	assert_null(strstr(fib_of(text), "expected"));
	snprintf(text + n, sizeof text - n, " 999\n");
	assert_non_null(strstr(fib_of(text), "found none"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(routes_and_damage),
		cmocka_unit_test(a_line_has_a_hard_maximum_of_next_hops),
	};

	return check_main(tests);
}
