#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/input.h"

/*
 * Compressed files are read by a thread of their own: the bytes must be those of the
 * file whatever the reader does, errors must come where they are, and closing must
 * not wait for the rest.
 */
enum { PLAIN = 3 * 1000 * 1000 };

static uint8_t *plain, *packed;
static size_t npacked;
static char path[] = "pump.XXXXXX";

static int make(void **state)
{
	z_stream z = {0};
	uint32_t x = 1;
	int fd = mkstemp(path);

	(void)state;
	plain = malloc(PLAIN);
	packed = malloc(PLAIN * 2);
	for (size_t i = 0; i < PLAIN; i++) {
		x = x * 1664525 + 1013904223;
		plain[i] = (uint8_t)(x >> 28);
	}
	deflateInit2(&z, 1, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
	z.next_in = plain;
	z.avail_in = PLAIN;
	z.next_out = packed;
	z.avail_out = PLAIN * 2;
	deflate(&z, Z_FINISH);
	npacked = z.total_out;
	deflateEnd(&z);
	close(fd);
	return 0;
}

static int drop(void **state)
{
	(void)state;
	unlink(path);
	free(plain);
	free(packed);
	return 0;
}

static struct input *open_packed(size_t n)
{
	FILE *f = fopen(path, "wb");
	struct input *in;
	struct err e;

	assert_int_equal(fwrite(packed, 1, n, f), n);
	fclose(f);
	assert_int_equal(input_open(&in, path, &e), 0);
	return in;
}

/* Read to the end in pieces of a size that changes; how many bytes there were. */
static size_t read_all(struct input *in, int *rc, struct err *e)
{
	const uint8_t *p;
	size_t at = 0, want = 1;
	int64_t have;

	while ((have = input_peek(in, want, &p, e)) > 0) {
		size_t n = (size_t)have < want ? (size_t)have : want;

		assert_memory_equal(p, plain + at, n);
		input_skip(in, n);
		at += n;
		want = want * 7 % 300007 + 1;
	}
	*rc = (int)have;
	return at;
}

static void bytes_come_in_order(void **state)
{
	struct input *in = open_packed(npacked);
	struct err e;
	int rc;

	(void)state;
	assert_int_equal(read_all(in, &rc, &e), PLAIN);
	assert_int_equal(rc, 0);
	input_close(in);
}

static void an_error_comes_in_its_place_and_stays(void **state)
{
	struct input *in = open_packed(npacked / 2);
	const uint8_t *p;
	struct err e;
	size_t n;
	int rc;

	(void)state;
	n = read_all(in, &rc, &e);
	assert_in_range(n, PLAIN / 4, PLAIN - 1);
	assert_int_equal(rc, WEIR_ESYNTAX);
	assert_non_null(strstr(e.msg, "end of the file"));
	assert_string_equal(e.file, path);
	memset(&e, 0, sizeof e);
	assert_int_equal(input_peek(in, 1 << 20, &p, &e), WEIR_ESYNTAX);
	assert_non_null(strstr(e.msg, "end of the file"));
	input_close(in);
}

static void closing_does_not_wait_for_the_rest(void **state)
{
	(void)state;
	for (size_t n = 0; n < 20; n++) {
		struct input *in = open_packed(npacked);
		const uint8_t *p;

		for (size_t i = 0; i < n; i++) {
			int64_t have = input_peek(in, 1, &p, NULL);

			assert_true(have > 0);
			input_skip(in, (size_t)have);
			if (input_offset(in) == PLAIN)
				break;
		}
		input_close(in);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_come_in_order),
		cmocka_unit_test(an_error_comes_in_its_place_and_stays),
		cmocka_unit_test(closing_does_not_wait_for_the_rest),
	};

	return cmocka_set_message_output(CM_OUTPUT_TAP), cmocka_run_group_tests(tests, make, drop);
}
