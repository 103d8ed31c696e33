#include "../check.h"

#include <string.h>

#include "base/err.h"
#include "net/as_path.h"

static const struct {
	const char *text, *again; /* again: NULL where the text comes back as it was */
} good[] = {
	{"64500", NULL},
	{"64500 64501 4200000000", NULL},
	{"1 2 {3,4}", NULL},
	{"{3}", NULL},
	{"(65001 65002) 1 2", NULL},
	{"[65001,65002] 1 {2,3} 4", NULL},
	{"", NULL},
	{"  1\t2  ", "1 2"},
	{"AS1 2", "1 2"},
	{"1 { 3, 4 }", "1 {3,4}"},
	{"{}", NULL},
};

static void text_comes_back(void **state)
{
	struct as_path_buf b = {0};
	struct as_path p;
	struct out o;
	size_t col;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		const char *want = good[i].again ? good[i].again : good[i].text;

		assert_int_equal(as_path_parse(good[i].text, strlen(good[i].text), &b, &col), 0);
		p = as_path_buf_view(&b);
		out_mem(&o, 1000);
		as_path_put(&p, &o);
		out_ch(&o, '\0');
		assert_string_equal(o.s, want);
		out_release(&o);
	}
	as_path_buf_release(&b);
}

static const struct {
	const char *text;
	size_t col;
} bad[] = {
	{"1 x", 3}, {"1 4294967296", 3}, {"{1", 3},  {"{1,,2}", 4},
	{"1 }", 3}, {"-1", 1},		 {"1,2", 2},
};

static void damage_has_a_column(void **state)
{
	struct as_path_buf b = {0};
	size_t col;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		int rc = as_path_parse(bad[i].text, strlen(bad[i].text), &b, &col);

		assert_int_equal(rc, WEIR_ESYNTAX);
		assert_int_equal(col, bad[i].col);
	}
	as_path_buf_release(&b);
}

static const struct {
	const char *text;
	enum as_origin_kind kind;
	uint32_t asn;
} origins[] = {
	{"1 2 3", AS_ORIGIN_ASN, 3},   {"1 2 {3}", AS_ORIGIN_SET, 0},
	{"{1,2} 3", AS_ORIGIN_ASN, 3}, {"", AS_ORIGIN_OWN, 0},
	{"(1 2)", AS_ORIGIN_OWN, 0},   {"(1 2) 4200000001", AS_ORIGIN_ASN, 4200000001},
};

static void origin_is_that_of_rfc_6811(void **state)
{
	struct as_path_buf b = {0};
	struct as_path p;
	size_t col;

	(void)state;
	for (size_t i = 0; i < sizeof origins / sizeof *origins; i++) {
		uint32_t asn = 0;

		as_path_parse(origins[i].text, strlen(origins[i].text), &b, &col);
		p = as_path_buf_view(&b);
		assert_int_equal(as_path_origin(&p, &asn), origins[i].kind);
		assert_int_equal(asn, origins[i].asn);
	}
	as_path_buf_release(&b);
}

static void neighbor_is_the_first(void **state)
{
	struct as_path_buf b = {0};
	struct as_path p;
	uint32_t asn = 0;
	size_t col;

	(void)state;
	as_path_parse("7 8 {9}", 7, &b, &col);
	p = as_path_buf_view(&b);
	assert_true(as_path_neighbor(&p, &asn));
	assert_int_equal(asn, 7);
	assert_true(as_path_has_set(&p));
	as_path_parse("{7} 8", 5, &b, &col);
	p = as_path_buf_view(&b);
	assert_false(as_path_neighbor(&p, &asn));
	as_path_buf_release(&b);
}

static const char *skip_text(const char *text, uint32_t skip)
{
	static char result[64];
	struct as_path_buf b = {0}, rest = {0};
	struct as_path all, p;
	struct out o;
	size_t col;

	as_path_parse(text, strlen(text), &b, &col);
	all = as_path_buf_view(&b);
	assert_int_equal(as_path_skip(&all, skip, &rest, &p), 0);
	out_mem(&o, sizeof result);
	as_path_put(&p, &o);
	out_ch(&o, '\0');
	memcpy(result, o.s, o.n);
	out_release(&o);
	as_path_buf_release(&rest);
	as_path_buf_release(&b);
	return result;
}

static void the_beginning_can_be_left_out(void **state)
{
	(void)state;
	assert_string_equal(skip_text("1 2 {3,4}", 0), "1 2 {3,4}");
	assert_string_equal(skip_text("1 2 {3,4} 5", 1), "2 {3,4} 5");
	assert_string_equal(skip_text("1 2 {3,4} 5", 2), "{3,4} 5");
	assert_string_equal(skip_text("1 2 {3,4} 5", 3), "{4} 5");
	assert_string_equal(skip_text("(7 8) 1 2", 3), "2");
	assert_string_equal(skip_text("{} 1 2", 1), "2");
	assert_string_equal(skip_text("1 2", 2), "");
	assert_string_equal(skip_text("", 0), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_comes_back),
		cmocka_unit_test(damage_has_a_column),
		cmocka_unit_test(origin_is_that_of_rfc_6811),
		cmocka_unit_test(neighbor_is_the_first),
		cmocka_unit_test(the_beginning_can_be_left_out),
	};

	return check_main(tests);
}
