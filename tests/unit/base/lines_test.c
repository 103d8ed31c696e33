#include "../check.h"

#include <string.h>

#include "base/lines.h"

/* Rows are lines that begin with 'r', damage is a '!' in any, empty ones are empty; an 'm' or 'l' ends the file. */
static int take(void *context, const struct line *line)
{
	const char *wrong = memchr(line->s, '!', line->n);
	size_t *bytes = context;

	if (!line->n)
		return LINE_EMPTY;
	if (*line->s == 'm' || *line->s == 'l')
		return *line->s == 'm' ? WEIR_ENOMEM : WEIR_ELIMIT;
	if (wrong)
		return line_damaged(line, "no haste", wrong, line->n - (size_t)(wrong - line->s));
	*bytes += line->n;
	return LINE_ROW;
}

static int read_text(const char *text, size_t *bytes, size_t *rows, struct report *r, struct err *e)
{
	static const struct lines how = {8, take, "too many rows", "rows such as rx"};
	struct input *in;
	int rc;

	*bytes = *rows = 0;
	assert_int_equal(input_open_mem(&in, "file", text, strlen(text), e), 0);
	rc = lines_read(in, &how, bytes, r, rows, e);
	input_close(in);
	return rc;
}

static void rows_are_counted_and_damage_is_noted(void **state)
{
	static const struct {
		const char *name, *text;
		size_t rows, bytes, damaged;
		int rc;
		const char *why;
	} cases[] = {
		{"no line", "", 0, 0, 0, 0, NULL},
		{"empty lines", "\n\r\n\n", 0, 0, 0, 0, NULL},
		{"rows of all line ends", "rx\n\nrxy\r\nr", 3, 6, 0, 0, NULL},
		{"a row between damage", "r!\nrx\n!\n", 1, 2, 2, 0, NULL},
		{"damage alone", "\n\nr!\n!\n", 0, 0, 2, WEIR_ESYNTAX, "file:3: expected rows such as rx, found none"},
		{"out of memory", "rx\nm\nrx\n", 1, 2, 0, WEIR_ENOMEM, "file:2: out of memory"},
		{"a limit", "rx\n!\nl\n!\n", 1, 2, 1, WEIR_ELIMIT, "file:3: too many rows"},
		{"a long line", "rx\nr12345678\n", 1, 2, 0, WEIR_ELIMIT, "file:2: "},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct report r = {.total = 0};
		size_t bytes, rows;
		char text[300] = "";
		struct err e;
		const int rc = read_text(cases[i].text, &bytes, &rows, &r, &e);

		if (rc)
			err_text(&e, text, sizeof text);
		if (rc != cases[i].rc || rows != cases[i].rows || bytes != cases[i].bytes || r.total != cases[i].damaged ||
		    (rc && strncmp(text, cases[i].why, strlen(cases[i].why))))
			fail_msg("%s: %d, %zu rows of %zu bytes, %zu damaged, '%s'", cases[i].name, rc, rows, bytes, r.total, text);
		report_release(&r);
	}
}

static void damage_has_its_place(void **state)
{
	struct report r = {.total = 0};
	size_t bytes, rows;
	struct err e;
	char text[300];

	(void)state;
	assert_int_equal(read_text("rx\nrx!\ty\n", &bytes, &rows, &r, &e), 0);
	assert_int_equal(r.notes.n, 1);
	assert_string_equal(err_text(&r.notes.v[0], text, sizeof text), "file:2:3: expected no haste, found '!?y'");
	report_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_counted_and_damage_is_noted),
		cmocka_unit_test(damage_has_its_place),
	};

	return check_main(tests);
}
