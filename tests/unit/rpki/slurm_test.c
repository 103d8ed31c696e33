#include "../check.h"

#include <stdio.h>
#include <stdlib.h>

#include "facts.h"
#include "rpki/slurm.h"

static int read_slurm(struct slurm *s, const char *name, const char *text, struct report *report,
		      struct err *e)
{
	struct input *in;
	int rc = input_open_mem(&in, name, text, strlen(text), e);

	if (rc)
		return rc;
	rc = slurm_read(s, in, report, e);
	input_close(in);
	return rc;
}

static bool has(const struct rpki *r, uint32_t asn, const char *prefix, unsigned max_len)
{
	struct prefix p = prefix_of(prefix);

	for (size_t i = 0; i < rpki_vrp_count(r); i++) {
		struct vrp v = rpki_vrp(r, i);

		if (v.asn == asn && prefix_equal(&v.prefix, &p) && v.max_len == max_len)
			return true;
	}
	return false;
}

static const char vrps[] = "AS64496,192.0.2.0/24,24\nAS64497,192.0.2.0/25,25\nAS64496,198.51.100.0/24,24\n"
			   "AS64498,198.51.100.0/24,26\nAS0,203.0.113.0/24,32\nAS64496,2001:db8::/32,48\n"
			   "AS64499,2001:db8:1::/48,48\nAS64499,10.0.0.0/8,8\n";

/* RFC 8416 section 3.5's example in spirit: by prefix, by ASN, by both, then an assertion. */
static void filters_and_assertions(void **state)
{
	static const char text[] =
		"{\"slurmVersion\": 1, \"x\": {}, \"validationOutputFilters\": {\"prefixFilters\": ["
		"{\"prefix\": \"192.0.2.0/24\", \"comment\": \"all inside\"},"
		"{\"asn\": 64499, \"comment\": \"all of an ASN, both families\"},"
		"{\"prefix\": \"198.51.100.0/24\", \"asn\": 64498}, {\"prefix\": \"203.0.113.0/24\", \"asn\": 0},"
		"{\"prefix\": \"2001:db8::/33\"}], \"bgpsecFilters\": [{\"asn\": 1}]},"
		"\"locallyAddedAssertions\": {\"prefixAssertions\": ["
		"{\"asn\": 64500, \"prefix\": \"10.1.0.0/16\", \"maxPrefixLength\": 18, \"mnt-by\": \"x\"},"
		"{\"asn\": 64499, \"prefix\": \"10.2.0.0/16\"}], \"bgpsecAssertions\": []}}";
	struct rpki r = {.v4 = {.n = 0}};
	struct slurm s = {.prefixes = {.n = 0}};
	struct slurm_changes c;
	struct report report = {.total = 0};
	struct err e;

	(void)state;
	assert_int_equal(read_text(&r, "vrps", vrps, NULL, &e), 0);
	assert_int_equal(rpki_finish(&r), 0);
	assert_int_equal(read_slurm(&s, "slurm", text, &report, &e), 0);
	assert_int_equal(report.total, 0);
	assert_int_equal(slurm_check(&s, &e), 0);
	assert_int_equal(rpki_apply_slurm(&r, &s, &c), 0);
	assert_int_equal(c.vrps_removed, 6);
	assert_int_equal(c.vrps_added, 2);
	assert_int_equal(rpki_vrp_count(&r), 4);
	assert_true(has(&r, 64496, "198.51.100.0/24", 24));
	assert_true(has(&r, 64496, "2001:db8::/32", 48)); /* the filter is longer than it */
	assert_true(has(&r, 64500, "10.1.0.0/16", 18));
	assert_true(has(&r, 64499, "10.2.0.0/16", 16)); /* asserted after the filter of its ASN */
	assert_string_equal(r.sources.v[r.sources.n - 1].name, "slurm");
	slurm_release(&s);
	rpki_release(&r);
}

#define SKI_1 "AQIDBAUGBwgJCgsMDQ4PEBESExQ"
#define SKI_2 "AgIDBAUGBwgJCgsMDQ4PEBESExQ"

static void router_keys(void **state)
{
	static const char keys[] =
		"{\"router-keys\":[{\"asn\":1,\"ski\":\"" SKI_1 "\",\"spki\":\"AAEC\"},"
		"{\"asn\":1,\"ski\":\"" SKI_2 "\",\"spki\":\"AAEC\"},{\"asn\":2,\"ski\":\"" SKI_1 "\",\"spki\":\"AAEC\"},"
		"{\"asn\":3,\"ski\":\"" SKI_2 "\",\"spki\":\"AAEC\"},{\"asn\":4,\"ski\":\"" SKI_1 "\",\"spki\":\"AAEC\"}]}";
	static const struct {
		const char *filter;
		size_t left;
	} cases[] = {
		{"{\"asn\":1}", 4},
		{"{\"SKI\":\"" SKI_1 "\"}", 3},
		{"{\"asn\":1,\"SKI\":\"" SKI_2 "\"}", 5},
		{"{\"asn\":2,\"SKI\":\"" SKI_2 "\"}", 6},
		{"{\"asn\":3},{\"asn\":4},{\"asn\":1,\"SKI\":\"" SKI_1 "\"}", 3},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rpki r = {.v4 = {.n = 0}};
		struct slurm s = {.prefixes = {.n = 0}};
		struct slurm_changes c;
		struct err e;
		char text[1024];

		snprintf(text, sizeof text,
			 "{\"slurmVersion\":1,\"validationOutputFilters\":{\"bgpsecFilters\":[%s]},"
			 "\"locallyAddedAssertions\":{\"bgpsecAssertions\":[{\"asn\":9,\"SKI\":\"" SKI_1
			 "\",\"routerPublicKey\":\"AAEC\"}]}}", cases[i].filter);
		assert_int_equal(read_text(&r, "keys", keys, NULL, &e), 0);
		assert_int_equal(rpki_finish(&r), 0);
		assert_int_equal(read_slurm(&s, "slurm", text, NULL, &e), 0);
		assert_int_equal(rpki_apply_slurm(&r, &s, &c), 0);
		assert_int_equal(r.keys.n, cases[i].left);
		assert_int_equal(c.keys_removed, 6 - cases[i].left);
		assert_int_equal(c.keys_added, 1);
		slurm_release(&s);
		rpki_release(&r);
	}
}

/* The providers of a customer of a finished set, in one line. */
static const char *providers(const struct rpki *r, uint32_t customer, char *to, size_t n)
{
	size_t at = 0;

	*to = '\0';
	for (size_t i = 0; i < r->pairs.n; i++)
		if (r->pairs.v[i].customer == customer)
			at += (size_t)snprintf(to + at, n - at, "%u ", r->pairs.v[i].provider);
	return to;
}

/* Section 4 of draft-ietf-sidrops-aspa-slurm, by the names of its prose, its examples and its first implementation. */
static void aspas(void **state)
{
	static const char before[] =
		"{\"aspas\":[{\"customer_asid\":1,\"providers\":[10,11]},{\"customer_asid\":2,\"providers\":[20]},"
		"{\"customer_asid\":3,\"providers\":[0]},{\"customer_asid\":4,\"providers\":[40]}]}";
	static const struct {
		const char *filters, *assertions, *left[4]; /* of the customers 1, 2, 3 and 5 */
		size_t removed, added;
	} cases[] = {
		{"", "", {"10 11 ", "20 ", "0 ", ""}, 0, 0},
		{"{\"customerAsn\":1,\"comment\":\"x\"}", "", {"", "20 ", "0 ", ""}, 1, 0},
		{"{\"customerAsid\":2},{\"customerAsn\":\"AS3\"},{\"customerAsn\":9}", "", {"10 11 ", "", "", ""}, 2, 0},
		/* an assertion is no filter: it joins what is there; behind a filter it stands alone */
		{"", "{\"customerAsn\":1,\"providerAsns\":[11,12]}", {"10 11 12 ", "20 ", "0 ", ""}, 0, 0},
		{"{\"customerAsn\":1}", "{\"customerAsn\":1,\"providerSet\":[12]}", {"12 ", "20 ", "0 ", ""}, 1, 1},
		{"", "{\"customerAsid\":5,\"providerAsns\":[7,6]}", {"10 11 ", "20 ", "0 ", "6 7 "}, 0, 1},
		{"", "{\"customerAsn\":3,\"providerAsns\":[30]}", {"10 11 ", "20 ", "30 ", ""}, 0, 0},
		{"", "{\"customerAsn\":5,\"providerAsns\":[0]}", {"10 11 ", "20 ", "0 ", "0 "}, 0, 1},
	};
	static const uint32_t asked[] = {1, 2, 3, 5};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rpki r = {.v4 = {.n = 0}};
		struct slurm s = {.prefixes = {.n = 0}};
		struct slurm_changes c;
		struct err e;
		char text[1024], shown[64];

		snprintf(text, sizeof text,
			 "{\"validationOutputFilters\":{\"aspaFilters\":[%s]},\"locallyAddedAssertions\":"
			 "{\"aspaAssertions\":[%s]},\"slurmVersion\":2}", cases[i].filters, cases[i].assertions);
		assert_int_equal(read_text(&r, "aspas", before, NULL, &e), 0);
		assert_int_equal(rpki_finish(&r), 0);
		assert_int_equal(read_slurm(&s, "slurm", text, NULL, &e), 0);
		assert_int_equal(slurm_check(&s, &e), 0);
		assert_int_equal(rpki_apply_slurm(&r, &s, &c), 0);
		for (size_t k = 0; k < sizeof asked / sizeof *asked; k++)
			assert_string_equal(providers(&r, asked[k], shown, sizeof shown), cases[i].left[k]);
		assert_int_equal(c.aspas_removed, cases[i].removed);
		assert_int_equal(c.aspas_added, cases[i].added);
		assert_int_equal(c.vrps_removed + c.vrps_added + c.keys_removed + c.keys_added, 0);
		slurm_release(&s);
		rpki_release(&r);
	}
}

static void counts(void **state)
{
	static const char text[] =
		"{\"slurmVersion\":2,\"validationOutputFilters\":{\"prefixFilters\":[{\"asn\":1}],"
		"\"bgpsecFilters\":[{\"asn\":1}],\"aspaFilters\":[{\"customerAsn\":1},{\"customerAsn\":2}]},"
		"\"locallyAddedAssertions\":{\"prefixAssertions\":[{\"asn\":1,\"prefix\":\"10.0.0.0/8\"}],"
		"\"bgpsecAssertions\":[],\"aspaAssertions\":[{\"customerAsn\":1,\"providerAsns\":[2,3,4]}]}}";
	struct slurm s = {.prefixes = {.n = 0}};
	struct err e;

	(void)state;
	assert_int_equal(slurm_count(&s), 0);
	assert_int_equal(read_slurm(&s, "all kinds", text, NULL, &e), 0);
	assert_int_equal(slurm_count(&s), 6);
	slurm_release(&s);
}

static void bad_entries_and_files(void **state)
{
	static const char odd[] =
		"{\"slurmVersion\":1,\"validationOutputFilters\":{\"prefixFilters\":[{},{\"prefix\":\"10.0.0.1/8\"},"
		"{\"asn\":\"x\"}],\"bgpsecFilters\":[{},{\"SKI\":\"AAAA\"}]},\"locallyAddedAssertions\":"
		"{\"prefixAssertions\":[{\"asn\":\"\",\"prefix\":\"10.0.0.0/8\"},{\"asn\":1,\"prefix\":null}],"
		"\"bgpsecAssertions\":[{\"asn\":1}]}}";
	static const char odd_aspas[] =
		"{\"slurmVersion\":2,\"validationOutputFilters\":{\"aspaFilters\":[{},{\"customerAsn\":-1},7]},"
		"\"locallyAddedAssertions\":{\"aspaAssertions\":[{\"customerAsn\":1},{\"customerAsn\":0,\"providerAsns\":[1]},"
		"{\"customerAsn\":1,\"providerAsns\":[]},{\"customerAsn\":1,\"providerAsns\":[2,1]},"
		"{\"customerAsn\":1,\"providerAsns\":[{\"providerAsn\":2}]},{\"providerAsns\":[2]}]}}";
	static const char *const bad[] = {
		"{\"slurmVersion\":3,\"locallyAddedAssertions\":{\"prefixAssertions\":[]}}",
		"{\"slurmVersion\":\"2\"}",
		"{\"slurmVersion\":1,\"validationOutputFilters\":{\"aspaFilters\":[{\"customerAsn\":1}]}}",
		"{\"locallyAddedAssertions\":{\"aspaAssertions\":[{\"customerAsn\":1,\"providerAsns\":[2]}]},\"slurmVersion\":1}",
		"{\"slurmVersion\":2,\"validationOutputFilters\":{\"aspaFilters\":[{\"customerAsn\":1}]}",
		"{\"validationOutputFilters\":{\"prefixFilters\":[{\"asn\":1}]}}",
		"{\"slurmVersion\":1,\"validationOutputFilters\":{\"prefixFilters\":[{\"asn\":1}",
		"",
	};
	struct slurm s = {.prefixes = {.n = 0}};
	struct report report = {.total = 0};
	struct err e;

	(void)state;
	assert_int_equal(read_slurm(&s, "odd", odd, &report, &e), 0);
	assert_int_equal(report.total, 8);
	assert_int_equal(s.assertions.sources.v[0].bad, 8);
	assert_int_equal(read_slurm(&s, "odd ASPAs", odd_aspas, &report, &e), 0);
	assert_int_equal(report.total, 8 + 9);
	assert_int_equal(s.assertions.sources.v[1].bad, 9);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(read_slurm(&s, "bad", bad[i], NULL, &e), WEIR_ESYNTAX);
	assert_int_equal(slurm_count(&s), 0);
	assert_int_equal(s.assertions.sources.n, 2);
	report_release(&report);
	slurm_release(&s);
}

/* RFC 8416 section 4.2: two files that speak of one address are refused, one that repeats itself is not. */
static void overlaps(void **state)
{
	static const struct {
		const char *a, *b;
		bool bad;
	} cases[] = {
		{"{\"prefix\":\"10.0.0.0/8\"},{\"prefix\":\"10.1.0.0/16\"}", "{\"prefix\":\"11.0.0.0/8\"}", false},
		{"{\"prefix\":\"10.0.0.0/8\"}", "{\"prefix\":\"10.1.0.0/16\"}", true},
		{"{\"prefix\":\"10.1.0.0/16\"}", "{\"prefix\":\"10.0.0.0/8\"}", true},
		{"{\"prefix\":\"10.0.0.0/8\"},{\"prefix\":\"10.1.0.0/16\"}", "{\"prefix\":\"10.2.0.0/16\"}", true},
		{"{\"prefix\":\"10.0.0.0/8\"}", "{\"prefix\":\"10.0.0.0/8\"}", true},
		{"{\"asn\":1}", "{\"asn\":1}", false},
	};
	const char *const shape = "{\"slurmVersion\":1,\"validationOutputFilters\":{\"prefixFilters\":[%s]}}";

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct slurm s = {.prefixes = {.n = 0}};
		struct err e;
		char text[512];

		snprintf(text, sizeof text, shape, cases[i].a);
		assert_int_equal(read_slurm(&s, "a", text, NULL, &e), 0);
		assert_int_equal(slurm_check(&s, &e), 0);
		snprintf(text, sizeof text, shape, cases[i].b);
		assert_int_equal(read_slurm(&s, "b", text, NULL, &e), 0);
		assert_int_equal(slurm_check(&s, &e), cases[i].bad ? WEIR_ESYNTAX : 0);
		slurm_release(&s);
	}
}

static void customers_of_two_files(void **state)
{
	static const struct {
		const char *a, *b;
		bool bad;
	} cases[] = {
		{"\"aspaFilters\":[{\"customerAsn\":1}]", "\"aspaFilters\":[{\"customerAsn\":2}]", false},
		{"\"aspaFilters\":[{\"customerAsn\":1}]", "\"aspaFilters\":[{\"customerAsn\":1}]", true},
		{"\"aspaFilters\":[{\"customerAsn\":1}]", "\"bgpsecFilters\":[{\"asn\":1}]", false},
	};
	const char *const shape = "{\"slurmVersion\":2,\"validationOutputFilters\":{%s}}";

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct slurm s = {.prefixes = {.n = 0}};
		struct err e;
		char text[512];

		snprintf(text, sizeof text, shape, cases[i].a);
		assert_int_equal(read_slurm(&s, "a", text, NULL, &e), 0);
		snprintf(text, sizeof text, shape, cases[i].b);
		assert_int_equal(read_slurm(&s, "b", text, NULL, &e), 0);
		assert_int_equal(slurm_check(&s, &e), cases[i].bad ? WEIR_ESYNTAX : 0);
		slurm_release(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(filters_and_assertions),
		cmocka_unit_test(router_keys),
		cmocka_unit_test(bad_entries_and_files),
		cmocka_unit_test(overlaps),
		cmocka_unit_test(customers_of_two_files),
		cmocka_unit_test(aspas),
		cmocka_unit_test(counts),
	};

	return check_main(tests);
}
