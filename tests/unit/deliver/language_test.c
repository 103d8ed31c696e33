#include "../check.h"

#include "../range_text.h"
#include "deliver/language.h"

static const char *write_list(const char *language, struct list *l, const char *prefixes,
			      struct out *o)
{
	struct range_list list;
	struct asn_set none = {0};
	struct err e;

	list_read(&list, prefixes);
	l->prefixes = &list;
	if (!l->asns)
		l->asns = &none;
	out_mem(o, 1 << 16);
	if (language_check(language_find(language), l, &e) ||
	    language_write(language_find(language), o, l, &e)) {
		assert_int_equal(o->n, 0);
		out_str(o, e.msg);
	}
	out_ch(o, '\0');
	assert_int_equal(out_finish(o), 0);
	range_list_release(&list);
	return o->s;
}

static const struct {
	const char *language;
	struct list list;
	const char *prefixes, *text;
} cases[] = {
	{"bird", {.name = "define N", .family = IPV4}, "", "define N = [\n];\n"},
	{"bird", {.name = "N", .family = IPV4}, "10.0.0.0/8^9-10",
	 "N = [\n    10.0.0.0/8{9,10}\n];\n"},
	{"bird", {.name = "N", .kind = LIST_ASNS, .family = IPV4}, "", "N = [];\n"},
	{"bird", {.name = "N", .kind = LIST_EXTENDED, .family = IPV4}, "",
	 "BIRD has no extended list (-E)"},
	{"ios", {.name = "N", .family = IPV6, .sequence = true}, "2001:db8::/32^+",
	 "no ipv6 prefix-list N\nipv6 prefix-list N seq 1 permit 2001:db8::/32 le 128\n"},
	{"ios", {.name = "N", .family = IPV6, .sequence = true}, "",
	 "no ipv6 prefix-list N\n! generated prefix-list N is empty\n"
	 "ipv6 prefix-list N seq 1 deny ::/0\n"},
	/* bgpq4 writes the masks of /0 and /32 the wrong way round */
	{"ios", {.name = "N", .kind = LIST_EXTENDED, .family = IPV4}, "0.0.0.0/0 192.0.2.1/32",
	 "no ip access-list extended N\nip access-list extended N\n"
	 " permit ip host 0.0.0.0 host 0.0.0.0\n"
	 " permit ip host 192.0.2.1 host 255.255.255.255\n"},
	{"ios", {.name = "N", .kind = LIST_EXTENDED, .family = IPV6}, "",
	 "IOS has no extended list (-E) for IPv6"},
	{"junos", {.name = "P/T", .kind = LIST_EXTENDED, .family = IPV4, .match = "protocol bgp"},
	 "10.0.0.0/8^+",
	 "policy-options {\n policy-statement P {\n  term T {\nreplace:\n   from {\n"
	 "    protocol bgp;\n    route-filter 10.0.0.0/8 upto /32;\n   }\n  }\n }\n}\n"},
	{"junos", {.name = "N", .family = IPV4}, "10.0.0.0/8^+",
	 "JunOS has no prefix list with ranges of lengths; -E or -z writes one"},
	{"openbgpd", {.name = "N", .family = IPV4, .asn = 64500}, "",
	 "# generated prefix-list N (AS 64500) is empty\ndeny from AS 64500\n"},
	{"openbgpd", {.name = "NN", .family = IPV4}, "10.0.0.0/8", "prefix { \n\t10.0.0.0/8\n\t}\n"},
	{"openbgpd", {.name = "N", .kind = LIST_EXTENDED, .family = IPV6}, "2001:db8::/32^48-48",
	 "prefix-set N {\n\t2001:db8::/32 prefixlen = 48\n}\n"},
	{"json", {.name = "a\"b", .family = IPV4}, "10.0.0.0/8",
	 "{ \"a\\\"b\": [\n    { \"prefix\": \"10.0.0.0\\/8\", \"exact\": true }\n] }\n"},
	{"format", {.name = "N", .family = IPV4, .format = "%n/%l %a-%A %m %i %N %%\\n"},
	 "10.0.0.0/8^9-10", "10.0.0.0/8 9-10 255.0.0.0 0.255.255.255 N %\n"},
	{"format", {.name = "N", .family = IPV4, .format = "%r"}, "10.0.0.0/8 11.0.0.0/8",
	 "10.0.0.011.0.0.0\n"},
};

static void each_language(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct list l = cases[i].list;
		struct out o;

		assert_string_equal(write_list(cases[i].language, &l, cases[i].prefixes, &o),
				    cases[i].text);
		out_release(&o);
	}
}

static void as_numbers_by_the_line(void **state)
{
	uint32_t numbers[] = {10, 20, 30, 4200000000u};
	struct asn_set asns = {.asns = {.v = numbers, .n = 4}};
	struct list l = {.name = "N", .kind = LIST_PATHS_OUT, .asn = 20, .width = 2, .asns = &asns};
	struct out o;

	(void)state;
	assert_string_equal(write_list("junos", &l, "", &o),
			    "policy-options {\nreplace:\n as-path-group N {\n"
			    "  as-path a0 \"^20(20)*$\";\n  as-path a1 \"^(.)*(10|30)$\";\n"
			    "  as-path a2 \"^(.)*(4200000000)$\";\n }\n}\n");
	out_release(&o);
	l.width = 0;
	l.kind = LIST_PATHS_IN;
	assert_string_equal(write_list("ios", &l, "", &o),
			    "no ip as-path access-list N\n"
			    "ip as-path access-list N permit ^20(_20)*$\n"
			    "ip as-path access-list N permit ^20(_[0-9]+)*_(10|30|4200000000)$\n");
	out_release(&o);
}

static void formats_are_checked(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(format_check("%n/%l\\n", &e), 0);
	assert_int_equal(format_check("%q", &e), WEIR_ESYNTAX);
	assert_int_equal(format_check("100%", &e), WEIR_ESYNTAX);
	assert_int_equal(format_check("a\\", &e), WEIR_ESYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_language),
		cmocka_unit_test(as_numbers_by_the_line),
		cmocka_unit_test(formats_are_checked),
	};

	return check_main(tests);
}
