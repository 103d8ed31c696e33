#include "../../check.h"

#include <stdio.h>

#include "bytes.h"
#include "rpki/object/tal.h"
#include "rpki/object/uri.h"

/* RFC 5781, and safe below a folder. */
static void uris(void **state)
{
	static const struct {
		const char *uri;
		bool good;
	} cases[] = {
		{"rsync://rpki.example.net/repo/ca/x.asa", true},
		{"rsync://rpki.example.net:8873/repo/ca/", true},
		{"rsync://h/m", true},
		{"rsync://h/m/-x_~1.roa", true},
		{"rsync://h", false},
		{"rsync:///m/x", false},
		{"rsync://", false},
		{"", false},
		{"https://h/m/x", false},
		{"RSYNC://h/m/x", false},
		{"rsync://h/../x", false},
		{"rsync://../m/x", false},
		{"rsync://h/m/..", false},
		{"rsync://h/m/./x", false},
		{"rsync://h/.rsync/x", false},
		{"rsync://h//x", false},
		{"rsync://h/m//x", false},
		{"rsync://h/m/a b", false},
		{"rsync://h/m/\x7f", false},
		{"rsync://h/m/\n", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (uri_is_rsync(span_of(cases[i].uri)) != cases[i].good)
			fail_msg("%s", cases[i].uri);
	assert_false(uri_is_rsync(BYTES("rsync://h/m/a\0b")));
	assert_true(span_equal(uri_file(span_of("rsync://h/m/x.cer")), span_of("x.cer")));
	assert_true(span_equal(uri_folder(span_of("rsync://h/m/x.cer")), span_of("rsync://h/m/")));
	assert_true(span_equal(uri_path(span_of("rsync://h/m/x.cer")), span_of("h/m/x.cer")));
	assert_int_equal(uri_file(span_of("rsync://h/m/")).n, 0);
}

/* RFC 8630 2.2. */
static void tals(void **state)
{
	static const struct {
		const char *text;
		size_t key, uris;
		const char *says;
	} cases[] = {
		{"rsync://h/m/x.cer\n\nAAEC\n", 3, 1, NULL},
		{"# a comment\n# and one more\nhttps://h/x.cer\r\nrsync://h/m/x.cer\r\n\r\nAA\r\nEC", 3, 2, NULL},
		{"rsync://h/m/x.cer\nAAEC\n", 0, 0, "t:2: expected an rsync or HTTPS URI (RFC 8630 2.2)"},
		{"\nAAEC\n", 0, 0, "t:1: expected URIs, an empty line and a key (RFC 8630 2.2)"},
		{"rsync://h/m/x.cer\n", 0, 0, "t:1: expected URIs, an empty line and a key (RFC 8630 2.2)"},
		{"rsync://h/m/x.cer\n\n", 0, 0, "t:2: expected a key in base64 (RFC 8630 2.2)"},
		{"rsync://h/m/x.cer\n\n?\n", 0, 0, "t:3: expected a key in base64 (RFC 8630 2.2)"},
		{"", 0, 0, "t: expected URIs, an empty line and a key (RFC 8630 2.2)"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct input *in;
		struct tal t;
		struct err e;
		char text[600];
		int rc;

		assert_int_equal(input_open_mem(&in, "t", cases[i].text, strlen(cases[i].text), &e), 0);
		rc = tal_read(&t, in, &e);
		input_close(in);
		assert_int_equal(rc, cases[i].says ? WEIR_ESYNTAX : 0);
		if (rc) {
			assert_string_equal(err_text(&e, text, sizeof text), cases[i].says);
			continue;
		}
		assert_int_equal(t.n, cases[i].key);
		assert_int_equal(t.uris, cases[i].uris);
		assert_string_equal(t.name, "t");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(uris), cmocka_unit_test(tals)};

	return check_main(tests);
}
