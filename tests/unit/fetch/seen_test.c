#include "../check.h"

#include <stdio.h>
#include <string.h>

#include "fetch/seen.h"

#define AKI "9da6ed231b1346b7bf6788629fcc879d062313b9"
#define ZEROS "00000000000000000000000000000000000000"
#define PATH "rpki.example.net/repo/ca/ca.mft"

static int take(struct seen *s, const char *text, struct err *e)
{
	struct input *in;
	int rc;

	assert_int_equal(input_open_mem(&in, "seen", text, strlen(text), e), 0);
	rc = seen_read(s, in, e);
	input_close(in);
	return rc;
}

static void what_was_seen_is_written_and_read_again(void **state)
{
	static const char text[] = "anchor 12345 ripe\naspas 678 ripe\nanchor 999999999999999999 lacnic\n"
				   "anchor 0 a name of words\nmanifest 2000 " ZEROS "2f " AKI " " PATH "\n"
				   "manifest 1000 " ZEROS "01 " AKI " rpki.example.net/repo/old/old.mft\n";
	struct seen s = {.anchors = {.n = 0}};
	struct err e;
	struct out o;

	(void)state;
	assert_int_equal(take(&s, text, &e), 0);
	assert_int_equal(s.anchors.n, 3);
	assert_int_equal(s.anchors.v[0].vrps, 12345);
	assert_int_equal(s.anchors.v[1].vrps, 999999999999999999);
	assert_int_equal(s.anchors.v[2].vrps, 0);
	assert_int_equal(seen_aspas(&s, "ripe"), 678);
	assert_int_equal(seen_aspas(&s, "a name of words"), 0);
	assert_int_equal(seen_aspas(&s, "arin"), 0);
	out_mem(&o, SIZE_MAX);
	seen_write(&s, 1000, &o);
	assert_int_equal(out_finish(&o), 0);
	assert_int_equal(o.n, sizeof text - 1);
	assert_memory_equal(o.s, text, o.n);
	out_release(&o);
	/* what could not be valid any more is forgotten */
	out_mem(&o, SIZE_MAX);
	seen_write(&s, 1001, &o);
	assert_int_equal(out_finish(&o), 0);
	assert_null(memmem(o.s, o.n, "old.mft", 7));
	assert_non_null(memmem(o.s, o.n, "ca.mft", 6));
	out_release(&o);
	seen_release(&s);
}

/* Nobody writes that; what is made of it can be written and read. */
static void the_last_line_of_an_anchor_counts(void **state)
{
	static const char text[] = "anchor 999999999999999999 ripe\nanchor 999999999999999998 ripe\naspas 7 ripe\naspas 5 ripe\n";
	struct seen s = {.anchors = {.n = 0}};
	struct err e;

	(void)state;
	assert_int_equal(take(&s, text, &e), 0);
	assert_int_equal(s.anchors.n, 1);
	assert_int_equal(s.anchors.v[0].vrps, 999999999999999998);
	assert_int_equal(seen_aspas(&s, "ripe"), 5);
	seen_release(&s);
}

static struct span span_of(const char *bytes, size_t n)
{
	return (struct span){(const uint8_t *)bytes, n};
}

static void a_lower_number_of_the_same_key_is_older(void **state)
{
	static const char aki[] = "\x9d\xa6\xed\x23\x1b\x13\x46\xb7\xbf\x67\x88\x62\x9f\xcc\x87\x9d\x06\x23\x13\xb9";
	static const char other[] = "\x9e\xa6\xed\x23\x1b\x13\x46\xb7\xbf\x67\x88\x62\x9f\xcc\x87\x9d\x06\x23\x13\xb9";
	static const struct {
		const char *path, *aki, *number;
		size_t n;
		bool lower;
	} cases[] = {
		{PATH, aki, "\x01\x2f", 2, false},
		{PATH, aki, "\x01\x2e", 2, true},
		{PATH, aki, "\xff", 1, true}, /* numbers, not texts */
		{PATH, aki, "", 0, true},
		{PATH, aki, "\x01\x00\x00", 3, false},
		{PATH, other, "\x01", 1, false}, /* a new key begins anew */
		{"rpki.example.net/repo/cb/ca.mft", aki, "\x01", 1, false},
	};
	struct seen s = {.anchors = {.n = 0}};
	struct err e;

	(void)state;
	/* two lines of one: the higher number counts, wherever it stands */
	assert_int_equal(take(&s, "manifest 9 " "000000000000000000000000000000000000012f " AKI " " PATH "\n"
				  "manifest 20 " ZEROS "07 " AKI " " PATH "\n", &e), 0);
	assert_int_equal(s.numbers.of.n, 1);
	assert_int_equal(s.numbers.of.v[0].until, 20);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(manifest_numbers_lower(&s.numbers, span_of(cases[i].path, strlen(cases[i].path)),
							span_of(cases[i].aki, 20), span_of(cases[i].number, cases[i].n)),
				 cases[i].lower);
	seen_release(&s);
}

static void other_lines_are_refused(void **state)
{
	static const char *const lines[] = {
		"anchor", "anchor x ripe", "anchor -1 ripe", "anchor 1234567890123456789 ripe", "anker 1 ripe", "", "anchor 1 ripe\r\r", "anchor 1 r\tipe",
		"aspas", "aspas x ripe", "aspas 1 r\tipe", "aspas 1 0123456789012345678901234567890123456789012345678",
		"anchor 1 0123456789012345678901234567890123456789012345678", "manifest", "manifest 1", "manifest 1 00 x y",
		"manifest 1 " ZEROS "0g " AKI " " PATH, "manifest 1 " ZEROS "01", "manifest 1 " ZEROS "01 ",
		"anchor 0000000000000000001 arin", "anchor 1000000000000000000 arin", "anchor 1x arin",
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct seen s = {.anchors = {.n = 0}};
		char text[300];
		struct err e;

		snprintf(text, sizeof text, "anchor 1 ripe\n%s\n", lines[i]);
		if (take(&s, text, &e) != WEIR_ESYNTAX || e.line != 2)
			fail_msg("'%s' is taken", lines[i]);
		seen_release(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_seen_is_written_and_read_again),
		cmocka_unit_test(the_last_line_of_an_anchor_counts),
		cmocka_unit_test(a_lower_number_of_the_same_key_is_older),
		cmocka_unit_test(other_lines_are_refused),
	};

	return check_main(tests);
}
