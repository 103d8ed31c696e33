#include "../check.h"

#include <stdio.h>
#include <stdlib.h>

#include "facts.h"
#include "rpki/by_asn.h"

/* The whole set as text: "asn prefix max anchor source:line;" and so on, one comparison a test. */
static char *dump(const struct rpki *r)
{
	static char text[8192];
	char *to = text, p[PREFIX_TEXT];
	const char *end = text + sizeof text;

	*to = '\0';
	for (size_t i = 0; i < rpki_vrp_count(r); i++) {
		struct vrp v = rpki_vrp(r, i);

		to += snprintf(to, (size_t)(end - to), "%u %s %u %s %u:%u;", v.asn, prefix_text(&v.prefix, p),
			       v.max_len, rpki_anchor_name(r, v.anchor), v.source, v.line);
	}
	for (size_t i = 0; i < r->customers.n; i++) {
		size_t last = i + 1 < r->customers.n ? r->customers.v[i + 1].first : r->pairs.n;

		to += snprintf(to, (size_t)(end - to), "%u:", r->customers.v[i].asn);
		for (size_t k = r->customers.v[i].first; k < last; k++)
			to += snprintf(to, (size_t)(end - to), " %u", r->pairs.v[k].provider);
		to += snprintf(to, (size_t)(end - to), ";");
	}
	for (size_t i = 0; i < r->keys.n; i++)
		to += snprintf(to, (size_t)(end - to), "key %u %02x%02x..%02x %u;", r->keys.v[i].asn,
			       r->keys.v[i].ski[0], r->keys.v[i].ski[1], r->keys.v[i].ski[19],
			       r->keys.v[i].nspki);
	return text;
}

/* Names of one length and first letter in turn, among them those of other lengths, and more than there are numbers. */
static void anchors_keep_their_numbers(void **state)
{
	enum { NAMES = 300, TURNS = 3 };
	struct rpki r = {.v4 = {.n = 0}};
	char name[16];

	(void)state;
	for (unsigned i = 0; i < NAMES * TURNS; i++) {
		const unsigned k = i % NAMES, n = (unsigned)snprintf(name, sizeof name, "%.*s%03u", (int)(k % 3), "aa", k);
		const uint8_t anchor = rpki_anchor(&r, name, n);

		assert_int_equal(anchor, k < RPKI_ANCHORS ? k + 1 : 0);
		assert_int_equal(rpki_anchor(&r, name, n), anchor);
		assert_string_equal(rpki_anchor_name(&r, anchor), k < RPKI_ANCHORS ? name : "");
	}
	assert_int_equal(rpki_anchor(&r, "", 0), 0);
	rpki_release(&r);
}

static void dialects(void **state)
{
	static const struct {
		const char *name, *text, *facts;
		size_t bad;
	} cases[] = {
		{"rpki-client 8.2",
		 "{\"metadata\":{\"vrps\":1},\"roas\":[{\"asn\":64496,\"prefix\":\"192.0.2.0/24\","
		 "\"maxLength\":26,\"ta\":\"ripe\",\"expires\":1}],"
		 "\"bgpsec_keys\":[{\"asn\":64497,\"ski\":\"0102030405060708090A0B0C0D0E0F1011121314\","
		 "\"pubkey\":\"AAEC\",\"ta\":\"ripe\",\"expires\":1}],"
		 "\"provider_authorizations\":{\"ipv4\":[{\"customer_asid\":5,\"expires\":1,"
		 "\"providers\":[7,6]}],\"ipv6\":[{\"customer_asid\":5,\"expires\":1,\"providers\":[8,7]}]}}",
		 "64496 192.0.2.0/24 26 ripe 0:1;5: 6 7 8;key 64497 0102..14 3;", 0},
		{"rpki-client 8.5",
		 "{\"roas\":[],\"aspas\":[{\"customer_asid\":5,\"expires\":1,\"providers\":[0]},"
		 "{\"customer_asid\":5,\"expires\":1,\"providers\":[0,9]},"
		 "{\"customer_asid\":4,\"providers\":[0]}],\"signedprefixlists\":[{\"x\":[[]]}]}",
		 "4: 0;5: 9;", 0},
		{"Routinator",
		 "{\"metadata\":{\"generated\":1},\"roas\":[{\"asn\":\"AS64496\",\"prefix\":\"2001:db8::/32\","
		 "\"maxLength\":48,\"ta\":\"apnic\"}],\"routerKeys\":[{\"asn\":\"AS1\",\"SKI\":"
		 "\"0102030405060708090A0B0C0D0E0F1011121314\",\"routerPublicKey\":\"AAEC\",\"ta\":\"x\"}],"
		 "\"aspas\":[{\"customer\":\"AS5\",\"providers\":[\"AS6\",\"AS7\"],\"ta\":\"x\"}]}",
		 "64496 2001:db8::/32 48 apnic 0:1;5: 6 7;key 1 0102..14 3;", 0},
		{"RIPE 3", "{\"roas\":[{\"asn\":\"64496\",\"prefix\":\"192.0.2.0/24\",\"maxLength\":null}]}",
		 "64496 192.0.2.0/24 24  0:1;", 0},
		{"FORT", "{ \"roas\" : [\n  { \"asn\": \"AS64496\", \"prefix\": \"192.0.2.0/24\", \"maxLength\": 24 }\n]}",
		 "64496 192.0.2.0/24 24  0:2;", 0},
		{"FORT's router keys",
		 "{ \"router-keys\" : [\n{ \"asn\": \"AS9\", \"ski\": \"AQIDBAUGBwgJCgsMDQ4PEBESExQ\","
		 " \"spki\": \"-_8A\" }]}",
		 "key 9 0102..14 3;", 0},
		{"odd values",
		 "{\"roas\":[{\"asn\":\"AS\",\"prefix\":\"10.0.0.0/8\"},{\"asn\":1,\"prefix\":null},"
		 "{\"asn\":1,\"prefix\":\"10.0.0.0/8\",\"maxLength\":\"9\",\"mnt-by\":[{}]},"
		 "{\"asn\":1.10,\"prefix\":\"10.0.0.0/8\"},{\"asn\":4294967296,\"prefix\":\"10.0.0.0/8\"},"
		 "{\"asn\":1,\"prefix\":\"10.0.0.1/8\"},{\"asn\":1,\"prefix\":\"10.0.0.0/8\",\"maxLength\":7},"
		 "{\"asn\":1,\"prefix\":\"10.0.0.0/8\",\"maxLength\":33},{\"asn\":-1,\"prefix\":\"10.0.0.0/8\"},"
		 "{\"asn\":1,\"prefix\":\"010.0.0.0/8\"},{\"asn\":1,\"prefix\":\"10.0.0.0/33\"},7,null,[],{}]}",
		 "1 10.0.0.0/8 9  0:1;", 14},
		{"odd ASPAs",
		 "{\"aspas\":[{\"customer_asid\":5,\"providers\":[]},{\"customer_asid\":0,\"providers\":[1]},"
		 "{\"customer_asid\":5,\"providers\":[5,6]},{\"customer_asid\":5,\"providers\":[\"x\"]},"
		 "{\"customer_asid\":5,\"providers\":[[6]]},{\"customer_asid\":5,\"providers\":6},"
		 "{\"customer_asid\":5},{\"customer_asid\":6,\"providers\":[3,3]}]}",
		 "6: 3;", 7},
		{"CSV of rpki-client", "ASN,IP Prefix,Max Length,Trust Anchor,Expires\n"
		 "AS64496,192.0.2.0/24,26,arin,1700000000\nAS1,2001:db8::/32,32,ripe,1\n",
		 "64496 192.0.2.0/24 26 arin 0:2;1 2001:db8::/32 32 ripe 0:3;", 0},
		{"CSV of RIPE", "URI,ASN,IP Prefix,Max Length,Not Before,Not After\n"
		 "rsync://x/y.roa,AS64496,192.0.2.0/24,,2019-07-18 11:40:32,2029-07-18 11:40:32\n",
		 "64496 192.0.2.0/24 24  0:2;", 0},
		{"CSV with quotes", "\"ASN\",\"IP Prefix\",\"Max Length\",\"Trust Anchor\"\r\n"
		 "\"AS64496\",\"192.0.2.0/24\",\"25\",\"a,b\"\r\n", "64496 192.0.2.0/24 25 a,b 0:2;", 0},
		{"CSV of FORT", "ASN,Prefix,Max prefix length\nAS64496,192.0.2.0/24,25\n",
		 "64496 192.0.2.0/24 25  0:2;", 0},
		{"CSV without a header", "64496,192.0.2.0/24,25\n1,10.0.0.0/8,\n",
		 "1 10.0.0.0/8 8  0:2;64496 192.0.2.0/24 25  0:1;", 0},
		{"CSV traps", "\xef\xbb\xbf" "ASN,IP Prefix,Max Length,Trust Anchor\n\nAS1,10.0.0.0/8,8,x\n"
		 "AS2,10.0.0.0/8,x,x\nAS-6,10.0.0.0/8,8,x\nAS3,10.0.0.0/8\n\"AS4,10.0.0.0/8,8,x\n"
		 "AS5,10.0.0.0/8,8,\"x\"y\nThe end\n\x1a", "1 10.0.0.0/8 8 x 0:3;", 6},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rpki r = {.v4 = {.n = 0}};
		struct report report = {.total = 0};
		struct err e = {.code = 0};
		int rc = read_text(&r, cases[i].name, cases[i].text, &report, &e);

		if (rc)
			fail_msg("%s: %s", cases[i].name, e.msg);
		assert_int_equal(rpki_finish(&r), 0);
		if (strcmp(dump(&r), cases[i].facts))
			fail_msg("%s: %s", cases[i].name, dump(&r));
		assert_int_equal(r.sources.v[0].bad, cases[i].bad);
		assert_int_equal(report.total, cases[i].bad);
		report_release(&report);
		rpki_release(&r);
	}
}

static void damaged_files_give_nothing(void **state)
{
	static const struct {
		const char *text, *msg;
		size_t line, col;
	} cases[] = {
		{"", "found an empty file", 1, 1},
		{" \n\t", "found an empty file", 1, 1},
		{"{\"roas\":[{\"asn\":1,\"prefix\":\"10.0.0.0/8\"},\n", "found the end of the file", 2, 1},
		{"{\"roas\":[{\"asn\":1,\"prefix\":\"10.0.0.0/8\"}}]}", "expected JSON", 1, 41},
		{"{\"metadata\":{}}", "expected a member 'roas'", 1, 1},
		{"{\"slurmVersion\":1}", "found a SLURM file", 1, 17},
		{"[{\"asn\":1}]", "expected an object, found an array", 1, 1},
		{"<html>\n<p>404</p>", "expected VRPs in JSON, or CSV", 1, 1},
		{"name,value\n1,2\n", "found 'name'", 1, 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rpki r = {.v4 = {.n = 0}};
		struct err e = {.code = 0};

		assert_int_equal(read_text(&r, "f", cases[i].text, NULL, &e), WEIR_ESYNTAX);
		if (!strstr(e.msg, cases[i].msg))
			fail_msg("%s", e.msg);
		assert_int_equal(e.line, cases[i].line);
		assert_int_equal(e.col, cases[i].col);
		assert_int_equal(rpki_vrp_count(&r), 0);
		assert_int_equal(r.sources.n, 0);
		rpki_release(&r);
	}
}

/* Wherever a JSON file ends early, it is refused whole. */
static void every_truncation_is_refused(void **state)
{
	static const char text[] =
		"{\"metadata\":{\"vrps\":2},\"roas\":[{\"asn\":64496,\"prefix\":\"192.0.2.0/24\",\"maxLength\":26},"
		"{\"asn\":1,\"prefix\":\"2001:db8::/32\",\"x\":[null,true,-1.5e3,\"\\u00e9\"]}],"
		"\"aspas\":[{\"customer\":\"AS5\",\"providers\":[\"AS6\",7]}]}";

	(void)state;
	for (size_t n = 0; n < sizeof text - 1; n++) {
		struct rpki r = {.v4 = {.n = 0}};
		struct input *in;
		struct err e;

		assert_int_equal(input_open_mem(&in, "cut", text, n, &e), 0);
		assert_int_equal(rpki_read(&r, in, NULL, &e), WEIR_ESYNTAX);
		assert_int_equal(rpki_vrp_count(&r) + r.pairs.n + r.sources.n, 0);
		input_close(in);
		rpki_release(&r);
	}
}

static void repeats_keep_the_first_source(void **state)
{
	struct rpki r = {.v4 = {.n = 0}};
	struct err e;

	(void)state;
	assert_int_equal(read_text(&r, "a", "AS2,10.0.0.0/8,8\nAS1,10.0.0.0/8,8\nAS1,10.0.0.0/8,8\n", NULL, &e), 0);
	assert_int_equal(read_text(&r, "b", "AS1,10.0.0.0/8,8\nAS1,10.0.0.0/8,9\n", NULL, &e), 0);
	assert_int_equal(rpki_finish(&r), 0);
	assert_string_equal(dump(&r), "1 10.0.0.0/8 8  0:2;2 10.0.0.0/8 8  0:1;1 10.0.0.0/8 9  1:2;");
	assert_int_equal(r.sources.v[0].vrps, 3);
	assert_int_equal(r.sources.v[0].repeated, 1);
	assert_int_equal(r.sources.v[1].repeated, 1);
	assert_int_equal(rpki_finish(&r), 0); /* finishing twice changes nothing */
	assert_int_equal(rpki_vrp_count(&r), 3);
	rpki_release(&r);
}

/* Enough VRPs in one /16, and over many, that every way of sorting is taken. */
static void many_are_sorted(void **state)
{
	struct rpki r = {.v4 = {.n = 0}};

	(void)state;
	srandom(7);
	assert_int_equal(rpki_source(&r, "random"), 0);
	for (int i = 0; i < 20000; i++) {
		const uint32_t addr = i % 2 ? (uint32_t)random() << 1 : 0x0a000000u | ((uint32_t)random() & 0xffff);
		struct vrp v = {.prefix = prefix_ipv4(addr, 8 + (unsigned)random() % 25),
				.asn = (uint32_t)random() % 3, .max_len = 32, .line = (uint32_t)i};

		assert_int_equal(rpki_add_vrp(&r, &v), 0);
	}
	assert_int_equal(rpki_finish(&r), 0);
	assert_int_equal(r.sources.v[0].repeated + rpki_vrp_count(&r), 20000);
	for (size_t i = 1; i < rpki_vrp_count(&r); i++) {
		struct vrp a = rpki_vrp(&r, i - 1), b = rpki_vrp(&r, i);
		int d = prefix_cmp(&a.prefix, &b.prefix);

		assert_true(d < 0 || (d == 0 && a.asn < b.asn));
	}
	rpki_release(&r);
}

static int cmp_vrp(const struct vrp *a, const struct vrp *b)
{
	int d = prefix_cmp(&a->prefix, &b->prefix);

	if (!d)
		d = (int)a->max_len - (int)b->max_len;
	return d ? d : (a->asn > b->asn) - (a->asn < b->asn);
}

/*
 * As relying parties write them: the addresses in order, and those of one in any order, with repeats.
 * `back`: one address, the last, comes before all.
 */
static void in_order(unsigned family, unsigned most, bool back)
{
	struct rpki r = {.v4 = {.n = 0}};
	uint32_t line = 0;

	assert_int_equal(rpki_source(&r, "ordered"), 0);
	for (unsigned i = 0; i < 2000; i++) {
		const u128 addr = (u128)(back && i == 1999 ? 1 : i + 2) << 104;
		const unsigned n = 1 + (unsigned)random() % most;

		for (unsigned k = 0; k < n; k++) {
			struct vrp v = {.prefix = prefix_make(family, addr, 24 + (unsigned)random() % 2),
					.asn = (uint32_t)random() % 3, .max_len = (uint8_t)(26 + random() % 2), .line = line++};

			assert_int_equal(rpki_add_vrp(&r, &v), 0);
		}
	}
	assert_int_equal(rpki_finish(&r), 0);
	assert_int_equal(r.sources.v[0].repeated + rpki_vrp_count(&r), line);
	for (size_t i = 1; i < rpki_vrp_count(&r); i++) {
		struct vrp a = rpki_vrp(&r, i - 1), b = rpki_vrp(&r, i);

		assert_true(cmp_vrp(&a, &b) < 0);
	}
	rpki_release(&r);
}

static void those_in_order_are_sorted_by_address(void **state)
{
	(void)state;
	srandom(8);
	for (unsigned most = 1; most < 100; most += 33) {
		in_order(IPV4, most, false);
		in_order(IPV6, most, false);
		in_order(IPV4, most, true);
		in_order(IPV6, most, true);
	}
}

static size_t count_of(const struct rpki_by_asn *b, const uint32_t *asns, size_t n)
{
	struct rpki_numbers found = {0};
	size_t count;

	assert_int_equal(rpki_by_asn_find(b, asns, n, &found), 0);
	count = found.numbers.n;
	vec_free(&found.numbers);
	return count;
}

static void vrps_of_each_as(void **state)
{
	static const struct {
		const char *prefix;
		uint32_t asn;
	} rows[] = {{"10.0.0.0/8", 4200000000}, {"11.0.0.0/8", 1}, {"12.0.0.0/8", 4200000000}, {"13.0.0.0/8", 0},
		    {"2001:db8::/32", 1}, {"14.0.0.0/8", 65537}};
	static const uint32_t asked[] = {4200000000, 1, 65536, 4200000000, UINT32_MAX}, strangers[] = {65536, UINT32_MAX};
	static const char *const expected[] = {"10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8", "2001:db8::/32"};
	struct rpki r = {0};
	struct rpki_by_asn b = {0};
	struct rpki_numbers found = {0};

	(void)state;
	assert_int_equal(rpki_by_asn_make(&b, &r), 0);
	assert_int_equal(count_of(&b, asked, 1), 0);
	rpki_by_asn_release(&b);
	assert_int_equal(rpki_source(&r, "s"), 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct vrp v = {.prefix = prefix_of(rows[i].prefix), .asn = rows[i].asn, .max_len = 32};

		assert_int_equal(rpki_add_vrp(&r, &v), 0);
	}
	assert_int_equal(rpki_finish(&r), 0);
	assert_int_equal(rpki_by_asn_make(&b, &r), 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(count_of(&b, &rows[i].asn, 1), rows[i].asn == 1 || rows[i].asn == 4200000000 ? 2 : 1);
	assert_int_equal(count_of(&b, strangers, 2), 0);
	assert_int_equal(count_of(&b, NULL, 0), 0);
	assert_int_equal(rpki_by_asn_find(&b, asked, sizeof asked / sizeof *asked, &found), 0);
	assert_int_equal(found.numbers.n, sizeof expected / sizeof *expected);
	for (size_t i = 0; i < found.numbers.n; i++) {
		struct vrp v = rpki_vrp(&r, found.numbers.v[i]);
		struct prefix p = prefix_of(expected[i]);

		assert_true(prefix_equal(&v.prefix, &p));
	}
	vec_free(&found.numbers);
	rpki_by_asn_release(&b);
	rpki_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vrps_of_each_as),
		cmocka_unit_test(anchors_keep_their_numbers),
		cmocka_unit_test(dialects),
		cmocka_unit_test(damaged_files_give_nothing),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(repeats_keep_the_first_source),
		cmocka_unit_test(many_are_sorted),
		cmocka_unit_test(those_in_order_are_sorted_by_address),
	};

	return check_main(tests);
}
