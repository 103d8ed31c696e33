#include "../../check.h"

#include "bytes.h"
#include "rpki/object/resources.h"

/* As RFC 3779 has them: 3.2.3 for AS numbers, 2.2.3 for addresses. "" is a form that is refused. */
static const struct {
	struct span bytes;
	const char *says;
} as_cases[] = {
	{BYTES("\x30\4\xa0\2\5\0"), "inherit"},
	{BYTES("\x30\7\xa0\5\x30\3\2\1\5"), "AS5"},
	{BYTES("\x30\x0f\xa0\x0d\x30\x0b\2\1\5\x30\6\2\1\7\2\1\x09"), "AS5 AS7-AS9"},
	{BYTES("\x30\x0a\xa0\x08\x30\6\2\1\5\2\1\7"), "AS5 AS7"},
	{BYTES("\x30\x0a\xa0\x08\x30\6\2\1\5\2\1\6"), ""},               /* 3.2.3.4: side by side */
	{BYTES("\x30\x0a\xa0\x08\x30\6\2\1\5\2\1\5"), ""},               /* twice */
	{BYTES("\x30\x0a\xa0\x08\x30\6\2\1\5\2\1\4"), ""},               /* out of order */
	{BYTES("\x30\x0c\xa0\x0a\x30\x08\x30\6\2\1\7\2\1\7"), ""},       /* 3.2.3.7: a range of one */
	{BYTES("\x30\x0c\xa0\x0a\x30\x08\x30\6\2\1\x09\2\1\7"), ""},     /* backwards */
	{BYTES("\x30\4\xa0\2\x30\0"), ""},                               /* of none */
	{BYTES("\x30\4\xa1\2\5\0"), ""},                                 /* rdi */
	{BYTES("\x30\x08\xa0\2\5\0\xa1\2\5\0"), ""},                     /* rdi too */
	{BYTES("\x30\0"), ""},
	{BYTES("\x30\x0c\xa0\x0a\x30\x08\2\6\1\0\0\0\0\0"), ""},         /* no AS number */
	{BYTES("\x30\4\xa0\2\5\0\0"), ""},                               /* garbage */
}, ip_cases[] = {
	{BYTES("\x30\x0e\x30\x0c\4\2\0\1\x30\6\3\4\0\xc0\0\2"), "192.0.2.0-192.0.2.255"},
	{BYTES("\x30\x08\x30\6\4\2\0\1\5\0"), "inherit"},
	{BYTES("\x30\x0b\x30\x09\4\2\0\1\x30\3\3\1\0"), "0.0.0.0-255.255.255.255"},
	{BYTES("\x30\x0d\x30\x0b\4\2\0\2\x30\5\3\3\0\x20\1"), "2001::-2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	{BYTES("\x30\x11\x30\x0f\4\2\0\1\x30\x09\x30\7\3\2\0\x0b\3\1\0"), "11.0.0.0-255.255.255.255"},
	{BYTES("\x30\x12\x30\x10\4\2\0\1\x30\x0a\x30\x08\3\2\0\x0b\3\2\1\x0c"), "11.0.0.0-13.255.255.255"},
	{BYTES("\x30\x12\x30\x10\4\2\0\1\x30\x0a\x30\x08\3\2\0\x0a\3\2\0\x0c"), ""},  /* an end that 0 fills: 10.0.0.0 */
	{BYTES("\x30\x12\x30\x10\4\2\0\1\x30\x0a\x30\x08\3\2\0\x0b\3\2\0\x0d"), ""},  /* an end that 1 fills: 13.255.255.255 */
	{BYTES("\x30\x12\x30\x10\4\2\0\1\x30\x0a\x30\x08\3\2\1\x0a\3\2\2\x08"), ""},  /* 2.2.3.7: a prefix says it */
	{BYTES("\x30\x10\x30\x0e\4\2\0\1\x30\x08\3\2\0\x0a\3\2\0\x0b"), ""},          /* 2.2.3.6: 10/8 and 11/8 are 10/7 */
	{BYTES("\x30\x10\x30\x0e\4\2\0\1\x30\x08\3\2\0\x0c\3\2\0\x0a"), ""},          /* out of order */
	{BYTES("\x30\x0f\x30\x0d\4\3\0\1\1\x30\6\3\4\0\xc0\0\2"), ""},                /* SAFI */
	{BYTES("\x30\x0c\x30\x0a\4\2\0\3\x30\4\3\2\0\x0a"), ""},                      /* no such family */
	{BYTES("\x30\x10\x30\x0e\4\2\0\1\x30\x08\3\6\0\1\2\3\4\5"), ""},              /* forty bits of IPv4 */
	{BYTES("\x30\x10\x30\6\4\2\0\2\5\0\x30\6\4\2\0\1\5\0"), ""},                  /* IPv6 before IPv4 */
	{BYTES("\x30\0"), ""},
};

static void say(const struct resource_list *l, enum resource_kind kind, char *to)
{
	char text[RESOURCE_TEXT];

	if (l->inherit)
		strcat(to, "inherit");
	for (size_t i = 0; i < l->ranges.n; i++) {
		strcat(to, i ? " " : "");
		strcat(to, resource_text(kind, l->ranges.v[i], text));
	}
}

static void extensions(void **state)
{
	const size_t n = sizeof as_cases / sizeof *as_cases, m = sizeof ip_cases / sizeof *ip_cases;

	(void)state;
	for (size_t i = 0; i < n + m; i++) {
		struct resources r = {.has_as = false};
		char said[400] = "";
		struct err e;
		int rc = i < n ? resources_read_as(&r, as_cases[i].bytes, &e) : resources_read_ip(&r, ip_cases[i - n].bytes, &e);
		const char *says = i < n ? as_cases[i].says : ip_cases[i - n].says;

		for (unsigned k = 0; !rc && k < RESOURCE_KINDS; k++)
			say(&r.of[k], k, said);
		assert_int_equal(rc, *says ? 0 : WEIR_ESYNTAX);
		assert_string_equal(said, says);
		resources_release(&r);
	}
}

static void add(struct resources *r, enum resource_kind k, unsigned first, unsigned last)
{
	const struct resource_range range = {first, last};

	assert_int_equal(vec_push(&r->of[k].ranges, range, RESOURCE_RANGES), 0);
}

/* RFC 3779 2.3, 3.3: an inner range is within one of the outer. */
static void within(void **state)
{
	static const struct {
		unsigned first, last;
		bool in;
	} cases[] = {{10, 20, true}, {12, 12, true}, {9, 10, false}, {20, 21, false}, {15, 35, false}, {30, 30, true}, {25, 25, false},
		     {31, 40, false}, {1, 100, false}};
	struct resources outer = {.has_as = true};

	(void)state;
	add(&outer, RESOURCE_AS, 10, 20);
	add(&outer, RESOURCE_AS, 30, 30);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct resources inner = {.has_as = true};
		struct resource_range first;
		enum resource_kind kind;

		add(&inner, RESOURCE_AS, cases[i].first, cases[i].last);
		if (resources_within(&inner, &outer, &kind, &first) != cases[i].in)
			fail_msg("%u-%u", cases[i].first, cases[i].last);
		if (!cases[i].in)
			assert_true(kind == RESOURCE_AS && first.first == cases[i].first && first.last == cases[i].last);
		resources_release(&inner);
	}
	resources_release(&outer);
}

static void inherited(void **state)
{
	struct resources issuer = {.has_as = true}, r = {.has_as = true};

	(void)state;
	add(&issuer, RESOURCE_AS, 1, 5);
	add(&issuer, RESOURCE_IPV4, 7, 9);
	r.of[RESOURCE_AS].inherit = true;
	assert_true(resources_inherit(&r));
	assert_int_equal(resources_resolve(&r, &issuer), 0);
	assert_false(resources_inherit(&r));
	assert_int_equal(r.of[RESOURCE_AS].ranges.n, 1);
	assert_int_equal((unsigned)r.of[RESOURCE_AS].ranges.v[0].last, 5);
	assert_int_equal(r.of[RESOURCE_IPV4].ranges.n, 0);
	resources_release(&issuer);
	resources_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(extensions), cmocka_unit_test(within), cmocka_unit_test(inherited)};

	return check_main(tests);
}
