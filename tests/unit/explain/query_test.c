#include "../check.h"

#include <stdio.h>
#include <string.h>

#include "explain/query.h"

static const char *shown(const char *text)
{
	static char to[160];
	struct query q;
	const char *expected = query_parse(text, strlen(text), &q);
	char prefix[PREFIX_TEXT];
	size_t n = 0;

	if (expected)
		return expected;
	if (q.has_neighbor)
		n = (size_t)sprintf(to, "%s AS%u: ", q.announced ? "out" : "in", q.neighbor);
	if (q.kind == QUERY_ASN) {
		sprintf(to + n, "AS%u", q.asn);
	} else {
		struct prefix p = range_prefix(&q.range);

		sprintf(to + n, "%s %u-%u", prefix_text(&p, prefix), q.range.ge, q.range.le);
	}
	return to;
}

static void questions_and_lines_of_every_language(void **state)
{
	static const char *const rows[][2] = {
		{"192.0.2.0/24", "192.0.2.0/24 24-24"},
		{"192.0.2.1", "192.0.2.1/32 32-32"},
		{"2001:db8::/32", "2001:db8::/32 32-32"},
		{"::/0", "::/0 0-0"},
		{"AS64501", "AS64501"},
		{"as64501", "AS64501"},
		{"64501", "AS64501"},
		{"1.10", "AS65546"},
		{"192.0.2.0/24^25-26", "192.0.2.0/24 25-26"},
		{"192.0.2.0/24^+", "192.0.2.0/24 24-32"},
		{"192.0.2.0/24^-", "192.0.2.0/24 25-32"},
		{"192.0.2.0/24 le 26", "192.0.2.0/24 24-26"},
		{"192.0.2.0/24 ge 25", "192.0.2.0/24 25-32"},
		{"192.0.2.0/24 eq 25", "192.0.2.0/24 25-25"},
		{"AS64501 192.0.2.0/24", "in AS64501: 192.0.2.0/24 24-24"},
		/* outputs */
		{"    192.0.2.0/24{25,26},", "192.0.2.0/24 25-26"},
		{"    2001:db8::/32{48,48}", "2001:db8::/32 48-48"},
		{"ip prefix-list AS64501-IN-V4 permit 192.0.2.0/24 ge 25 le 26",
		 "in AS64501: 192.0.2.0/24 25-26"},
		{"ipv6 prefix-list AS64500-OUT-V6 permit 2001:db8::/32", "out AS64500: 2001:db8::/32 32-32"},
		{"ip prefix-list NN seq 5 permit 192.0.2.0/24", "192.0.2.0/24 24-24"},
		{"  192.0.2.0/24 ge 25 le 26,", "192.0.2.0/24 25-26"},
		{"  192.0.2.0/24 eq 25,", "192.0.2.0/24 25-25"},
		{"\t192.0.2.0/24 prefixlen 25 - 26", "192.0.2.0/24 25-26"},
		{"\t192.0.2.0/24 prefixlen = 25", "192.0.2.0/24 25-25"},
		{"\t192.0.2.0/24 prefixlen <= 26", "192.0.2.0/24 24-26"},
		{"\t192.0.2.0/24 or-longer", "192.0.2.0/24 24-32"},
		{"    route-filter 192.0.2.0/24 exact;", "192.0.2.0/24 24-24"},
		{"    route-filter 192.0.2.0/24 upto /26;", "192.0.2.0/24 24-26"},
		{"    route-filter 192.0.2.0/24 orlonger;", "192.0.2.0/24 24-32"},
		{"    route-filter 192.0.2.0/24 longer;", "192.0.2.0/24 25-32"},
		{"    route-filter 192.0.2.0/24 prefix-length-range /25-/26;", "192.0.2.0/24 25-26"},
		{"{\"prefix\":\"192.0.2.0/24\",\"ge\":25,\"le\":26},", "192.0.2.0/24 25-26"},
		{"{\"prefix\": \"192.0.2.0/24\"}, {\"prefix\": \"198.51.100.0/24\", \"le\": 26}",
		 "192.0.2.0/24 24-24"},
		{"define AS64501_IN_V4 = [ 192.0.2.0/24 ];", "in AS64501: 192.0.2.0/24 24-24"},
		{"\troute 80.11.0.0/22 max 24 as 6939;", "80.11.0.0/22 22-24"},
		{"allow from AS 7018 prefix-set AS7018-IN-V4", "in AS7018: AS7018"},
		/* nothing to explain */
		{"ip as-path access-list 5 permit ^7018(_[0-9]+)*_(1299|7018)$", "expected a prefix or one AS number"},
		{"", "expected a prefix or an AS number"},
		{"end-set", "expected a prefix or an AS number"},
		{"192.0.2.0/33", "expected a prefix or an AS number"},
		{"192.0.2.0/24^33", "expected a range operator such as ^24-26"},
		{"192.0.2.0/24 ge 20", "expected lengths from the prefix's own to that of an address"},
		{"192.0.2.0/24 le 33", "expected lengths from the prefix's own to that of an address"},
		{"192.0.2.0/24{26,25}", "expected lengths from the prefix's own to that of an address"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(shown(rows[i][0]), rows[i][1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_and_lines_of_every_language),
	};

	return check_main(tests);
}
