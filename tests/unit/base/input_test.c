#include "../check.h"

#include <bzlib.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/input.h"

/* The window of input.c is 256 KiB: a text of some windows, with lines that straddle their edges. */
enum { WINDOW = 256 * 1024, TEXT_SIZE = 3 * WINDOW + 777, PACKED_MAX = 2 * TEXT_SIZE };

struct bytes {
	uint8_t *p;
	size_t n;
};

static struct bytes text;

/* Lines of 0 to 90 bytes, of a generator that no compressor sees through. */
static int make_text(void **state)
{
	uint64_t x = 88172645463325252u;

	(void)state;
	text = (struct bytes){malloc(TEXT_SIZE), TEXT_SIZE};
	for (size_t i = 0, left = 0; i < text.n; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		if (!left) {
			text.p[i] = '\n';
			left = x % 91;
		} else {
			text.p[i] = (uint8_t)("0123456789abcdef"[x >> 60]);
			left--;
		}
	}
	return text.p ? 0 : -1;
}

static int drop_text(void **state)
{
	(void)state;
	free(text.p);
	return 0;
}

static void add_plain(struct bytes *to, const uint8_t *p, size_t n)
{
	memcpy(to->p + to->n, p, n);
	to->n += n;
}

static void add_gzip(struct bytes *to, const uint8_t *p, size_t n)
{
	z_stream z = {.next_in = (uint8_t *)(uintptr_t)p, .avail_in = (uInt)n,
		      .next_out = to->p + to->n, .avail_out = (uInt)(PACKED_MAX - to->n)};

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	to->n = PACKED_MAX - z.avail_out;
	deflateEnd(&z);
}

static void add_bzip2(struct bytes *to, const uint8_t *p, size_t n)
{
	unsigned room = (unsigned)(PACKED_MAX - to->n);

	assert_int_equal(BZ2_bzBuffToBuffCompress((char *)to->p + to->n, &room, (char *)(uintptr_t)p,
						  (unsigned)n, 9, 0, 0), BZ_OK);
	to->n += room;
}

static void add_zstd(struct bytes *to, const uint8_t *p, size_t n)
{
	size_t made = ZSTD_compress(to->p + to->n, PACKED_MAX - to->n, p, n, 3);

	assert_false(ZSTD_isError(made));
	to->n += made;
}

typedef void (*add_fn)(struct bytes *to, const uint8_t *p, size_t n);

static const add_fn formats[] = {add_plain, add_gzip, add_bzip2, add_zstd};
enum { FORMATS = 4 };

/* The text in one format, as `members` streams in a row. */
static struct bytes packed(add_fn add, size_t members)
{
	struct bytes b = {malloc(PACKED_MAX), 0};
	size_t each = text.n / members;

	assert_non_null(b.p);
	for (size_t i = 0; i < members; i++)
		add(&b, text.p + i * each, i + 1 < members ? each : text.n - i * each);
	return b;
}

static struct input *open_bytes(const struct bytes *b)
{
	struct input *in;
	struct err e;

	assert_int_equal(input_open_mem(&in, "test", b->p, b->n, &e), 0);
	return in;
}

/* Read by pieces of many sizes; what was read before the end or an error. */
static int64_t read_all(struct input *in, struct bytes *got, struct err *e)
{
	for (size_t want = 1;; want = want * 5 % 70001) {
		const uint8_t *p;
		int64_t have = input_peek(in, want, &p, e);

		if (have <= 0)
			return have;
		if ((size_t)have > want)
			have = (int64_t)want;
		add_plain(got, p, (size_t)have);
		input_skip(in, (size_t)have);
		assert_int_equal(input_offset(in), got->n);
	}
}

static void every_format_gives_the_bytes(void **state)
{
	(void)state;
	for (int f = 0; f < FORMATS; f++) {
		for (size_t members = 1; members <= 3; members += 2) {
			struct bytes b = packed(formats[f], members), got = {malloc(PACKED_MAX), 0};
			struct input *in = open_bytes(&b);

			assert_int_equal(read_all(in, &got, NULL), 0);
			assert_int_equal(got.n, text.n);
			assert_memory_equal(got.p, text.p, text.n);
			input_close(in);
			free(got.p);
			free(b.p);
		}
	}
}

/* Against the lines that memchr() finds in the whole text. */
static void every_format_gives_the_lines(void **state)
{
	(void)state;
	for (int f = 0; f < FORMATS; f++) {
		struct bytes b = packed(formats[f], 2);
		struct input *in = open_bytes(&b);
		const uint8_t *at = text.p, *end = text.p + text.n;
		const char *s;
		size_t n, lines = 0;

		while (input_line(in, 1000, &s, &n, NULL) == 1) {
			const uint8_t *nl = memchr(at, '\n', (size_t)(end - at));

			if (!nl)
				nl = end;
			assert_int_equal(n, nl - at);
			assert_memory_equal(s, at, n);
			assert_int_equal(input_line_number(in), ++lines);
			at = nl < end ? nl + 1 : end;
		}
		assert_ptr_equal(at, end);
		assert_int_equal(input_line(in, 1000, &s, &n, NULL), 0);
		input_close(in);
		free(b.p);
	}
}

/* Wherever a compressed file is cut, it is an error and never a short file. */
static void a_cut_stream_is_an_error(void **state)
{
	(void)state;
	for (int f = 1; f < FORMATS; f++) {
		struct bytes whole = {malloc(PACKED_MAX), 0}, got = {malloc(PACKED_MAX), 0};
		const uint8_t *sample = text.p + 100;

		formats[f](&whole, sample, 5000);
		for (size_t n = 4; n < whole.n; n += n < 100 || n + 100 > whole.n ? 1 : 37) {
			struct bytes cut = {malloc(n), n};
			struct err e = {0};
			struct input *in;

			memcpy(cut.p, whole.p, n); /* a heap of its own: reading past it is seen */
			in = open_bytes(&cut);
			got.n = 0;
			assert_int_equal(read_all(in, &got, &e), WEIR_ESYNTAX);
			assert_non_null(strstr(e.msg, "found the end of the file"));
			assert_memory_equal(got.p, sample, got.n);
			input_close(in);
			free(cut.p);
		}
		free(whole.p);
		free(got.p);
	}
}

static void a_second_member_that_is_cut_or_rubbish_is_an_error(void **state)
{
	(void)state;
	for (int f = 1; f < FORMATS; f++) {
		struct bytes b = {malloc(PACKED_MAX), 0}, got = {malloc(PACKED_MAX), 0};
		size_t first;
		struct input *in;

		formats[f](&b, text.p, 1000);
		first = b.n;
		formats[f](&b, text.p, 1000);
		b.n -= 3;
		in = open_bytes(&b);
		assert_int_equal(read_all(in, &got, NULL), WEIR_ESYNTAX);
		input_close(in);
		b.n = first;
		add_plain(&b, (const uint8_t *)"rubbish after the stream", 24);
		got.n = 0;
		in = open_bytes(&b);
		assert_int_equal(read_all(in, &got, NULL), WEIR_ESYNTAX);
		input_close(in);
		free(b.p);
		free(got.p);
	}
}

/* Checksums: a bit that flips in the middle of the data is seen. */
static void a_damaged_stream_is_an_error(void **state)
{
	(void)state;
	for (int f = 1; f < 3; f++) {
		struct bytes b = {malloc(PACKED_MAX), 0}, got = {malloc(PACKED_MAX), 0};

		formats[f](&b, text.p, 3000);
		for (size_t at = 20; at + 4 < b.n; at += 97) {
			struct input *in;

			b.p[at] ^= 0x10;
			in = open_bytes(&b);
			got.n = 0;
			assert_int_equal(read_all(in, &got, NULL), WEIR_ESYNTAX);
			input_close(in);
			b.p[at] ^= 0x10;
		}
		free(b.p);
		free(got.p);
	}
}

/* Who asks again after an error gets the error again, not what a confused decoder makes of the rest. */
static void a_failed_input_stays_failed(void **state)
{
	(void)state;
	for (int f = 1; f < FORMATS; f++) {
		struct bytes b = packed(formats[f], 1);

		for (size_t at = 30; at < b.n; at += b.n / 23) {
			struct input *in;
			const uint8_t *p;
			int64_t n;

			b.p[at] ^= 0x55;
			in = open_bytes(&b);
			while ((n = input_peek(in, 1, &p, NULL)) > 0)
				input_skip(in, (size_t)n);
			for (int i = 0; i < 50 && n; i++)
				assert_true(input_peek(in, 1, &p, NULL) == n);
			input_close(in);
			b.p[at] ^= 0x55;
		}
		free(b.p);
	}
}

static void nothing_is_nothing(void **state)
{
	struct input *in = open_bytes(&(struct bytes){NULL, 0});
	const uint8_t *p;
	const char *s;
	size_t n;

	(void)state;
	assert_int_equal(input_peek(in, 1, &p, NULL), 0);
	assert_int_equal(input_line(in, 10, &s, &n, NULL), 0);
	input_close(in);
	input_close(NULL);
}

/* Files shorter than a magic, and plain ones that begin like one. */
static void short_files_are_plain(void **state)
{
	static const char *const files[] = {"\x1f", "B", "BZ", "\x28\xb5\x2f", "abc"};

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct bytes b = {(uint8_t *)(uintptr_t)files[i], strlen(files[i])};
		struct input *in = open_bytes(&b);
		const uint8_t *p;

		assert_int_equal(input_peek(in, 10, &p, NULL), b.n);
		assert_memory_equal(p, files[i], b.n);
		input_close(in);
	}
}

static void line_ends_of_all_kinds(void **state)
{
	static char bytes[] = "lf\ncrlf\r\n\n\r\na\rb\nlast\r";
	static const char *const lines[] = {"lf", "crlf", "", "", "a\rb", "last"};
	struct input *in = open_bytes(&(struct bytes){(uint8_t *)bytes, sizeof bytes - 1});
	const char *s;
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		assert_int_equal(input_line(in, 10, &s, &n, NULL), 1);
		assert_int_equal(n, strlen(lines[i]));
		assert_memory_equal(s, lines[i], n);
		assert_int_equal(input_line_number(in), i + 1);
	}
	assert_int_equal(input_line(in, 10, &s, &n, NULL), 0);
	input_close(in);
}

/* A line of several windows, and one byte more than is allowed. */
static void a_long_line_is_a_line_up_to_its_maximum(void **state)
{
	enum { LONG = 5 * WINDOW + 3 };
	struct bytes b = {malloc(LONG + 6), LONG + 6};
	struct input *in;
	struct err e;
	const char *s;
	size_t n;

	(void)state;
	memcpy(b.p, "a\n", 2);
	memset(b.p + 2, 'x', LONG);
	memcpy(b.p + 2 + LONG, "\nend", 4);
	for (int more = 0; more < 2; more++) {
		size_t max = (size_t)LONG - (size_t)more;

		in = open_bytes(&b);
		assert_int_equal(input_line(in, max, &s, &n, &e), 1);
		if (more) {
			assert_int_equal(input_line(in, max, &s, &n, &e), WEIR_ELIMIT);
			assert_int_equal(e.line, 2);
		} else {
			assert_int_equal(input_line(in, max, &s, &n, &e), 1);
			assert_int_equal(n, LONG);
			assert_int_equal(input_line(in, max, &s, &n, &e), 1);
			assert_memory_equal(s, "end", n);
		}
		input_close(in);
	}
	free(b.p);
}

static void a_carriage_return_is_not_of_the_line(void **state)
{
	static char bytes[] = "0123456789\r\nnext";
	struct input *in = open_bytes(&(struct bytes){(uint8_t *)bytes, sizeof bytes - 1});
	const char *s;
	size_t n;

	(void)state;
	assert_int_equal(input_line(in, 10, &s, &n, NULL), 1);
	assert_int_equal(n, 10);
	input_close(in);
}

static void too_large_a_piece_is_refused(void **state)
{
	struct input *in = open_bytes(&text);
	const uint8_t *p;
	struct err e;

	(void)state;
	assert_int_equal(input_peek(in, 64 * 1024 * 1024 + 1, &p, &e), WEIR_ELIMIT);
	assert_int_equal(input_peek(in, 64 * 1024 * 1024, &p, &e), text.n);
	assert_memory_equal(p, text.p, text.n);
	input_close(in);
}

/* A bomb: 64 MiB of zeros in 64 kB stay one window of memory. */
static void memory_is_one_window(void **state)
{
	enum { MEGABYTES = 64 };
	struct bytes zeros = {calloc(1, 1 << 20), 1 << 20}, b = {malloc(PACKED_MAX), 0};
	struct input *in;
	const uint8_t *p;
	int64_t have;

	(void)state;
	for (int i = 0; i < MEGABYTES; i++)
		add_gzip(&b, zeros.p, zeros.n);
	in = open_bytes(&b);
	while ((have = input_peek(in, 1, &p, NULL)) > 0) {
		assert_in_range(have, 1, WINDOW);
		input_skip(in, (size_t)have);
	}
	assert_int_equal(have, 0);
	assert_int_equal(input_offset(in), (uint64_t)MEGABYTES << 20);
	input_close(in);
	free(b.p);
	free(zeros.p);
}

static void files_and_pipes(void **state)
{
	char path[] = "input.XXXXXX";
	int fd = mkstemp(path);
	struct bytes b = packed(add_gzip, 1), got = {malloc(PACKED_MAX), 0};
	struct input *in;
	struct err e;

	(void)state;
	assert_int_equal(write(fd, b.p, b.n), b.n);
	assert_int_equal(input_open(&in, path, &e), 0);
	assert_string_equal(input_name(in), path);
	assert_int_equal(read_all(in, &got, &e), 0);
	assert_memory_equal(got.p, text.p, text.n);
	input_close(in);
	lseek(fd, 0, SEEK_SET);
	assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	assert_int_equal(input_open(&in, "-", &e), 0);
	assert_string_equal(input_name(in), "<stdin>");
	got.n = 0;
	assert_int_equal(read_all(in, &got, &e), 0);
	assert_int_equal(got.n, text.n);
	input_close(in);
	close(fd);
	unlink(path);
	free(b.p);
	free(got.p);
}

static void what_cannot_be_read_is_said(void **state)
{
	struct input *in;
	struct err e;

	(void)state;
	assert_int_equal(input_open(&in, "no/such/file", &e), WEIR_EIO);
	assert_string_equal(e.file, "no/such/file");
	assert_non_null(strstr(e.msg, "cannot open: No such file"));
	assert_int_equal(input_open_some(&in, "no/such/file", &e), 0);
	assert_null(in);
	assert_int_equal(input_open_some(&in, ".", &e), WEIR_EIO);
	assert_int_equal(input_open(&in, ".", &e), WEIR_EIO);
	assert_non_null(strstr(e.msg, "cannot read: Is a directory"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_format_gives_the_bytes),
		cmocka_unit_test(every_format_gives_the_lines),
		cmocka_unit_test(a_cut_stream_is_an_error),
		cmocka_unit_test(a_second_member_that_is_cut_or_rubbish_is_an_error),
		cmocka_unit_test(a_damaged_stream_is_an_error),
		cmocka_unit_test(a_failed_input_stays_failed),
		cmocka_unit_test(nothing_is_nothing),
		cmocka_unit_test(short_files_are_plain),
		cmocka_unit_test(line_ends_of_all_kinds),
		cmocka_unit_test(a_long_line_is_a_line_up_to_its_maximum),
		cmocka_unit_test(a_carriage_return_is_not_of_the_line),
		cmocka_unit_test(too_large_a_piece_is_refused),
		cmocka_unit_test(memory_is_one_window),
		cmocka_unit_test(files_and_pipes),
		cmocka_unit_test(what_cannot_be_read_is_said),
	};

	return cmocka_set_message_output(CM_OUTPUT_TAP),
	       cmocka_run_group_tests(tests, make_text, drop_text);
}
