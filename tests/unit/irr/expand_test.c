#include "dumps.h"

#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Routes that most tests stand on. */
#define ROUTES                                                      \
	"route: 192.0.2.0/24\norigin: AS1\nsource: TEST\n\n"        \
	"route: 198.51.100.0/24\norigin: AS2\nsource: TEST\n\n"     \
	"route6: 2001:db8::/32\norigin: AS1\nsource: TEST\n\n"

struct row {
	const char *text, *objects, *expected;
};

static void check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		assert_string_equal(expand_text(rows[i].text, rows[i].objects), rows[i].expected);
}

#define CHECK_ROWS(rows) check_rows(rows, sizeof rows / sizeof *rows)

static void as_numbers_and_as_sets(void **state)
{
	static const struct row rows[] = {
		{ROUTES, "AS1", "192.0.2.0/24 2001:db8::/32 | AS1"},
		{ROUTES, "as2", "198.51.100.0/24 | AS2"},
		{ROUTES, "AS0.1", "192.0.2.0/24 2001:db8::/32 | AS1"},
		{ROUTES, "AS3", "| AS3"},
		{ROUTES "as-set: AS-A\nmembers: AS1, AS2\nsource: TEST\n", "AS-A",
		 "192.0.2.0/24 198.51.100.0/24 2001:db8::/32 | AS1 AS2"},
		{ROUTES "as-set: AS-A\nsource: TEST\n", "AS-A", "|"},
		{"", "10.0.0.0/8^+ 2001:db8::/32", "10.0.0.0/8^8-32 2001:db8::/32 |"},
	};

	(void)state;
	CHECK_ROWS(rows);
}

static void operators_distribute_over_every_kind_of_object(void **state)
{
	static const char set[] = ROUTES "as-set: AS-A\nmembers: AS1, AS2\nsource: TEST\n\n"
				  "route-set: RS-A\nmembers: 10.0.0.0/16^20-24, AS2^-, AS-A^25\n"
				  "mp-members: 2001:db8:1::/48^+\nsource: TEST\n\n"
				  "route-set: RS-B\nmembers: RS-A^22-26\nsource: TEST\n";
	static const struct row rows[] = {
		{set, "AS1^-", "192.0.2.0/24^25-32 2001:db8::/32^33-128 | AS1"},
		{set, "AS-A^24-25",
		 "192.0.2.0/24^24-25 198.51.100.0/24^24-25 | AS1 AS2"},
		{set, "RS-A",
		 "10.0.0.0/16^20-24 192.0.2.0/24^25 198.51.100.0/24^25 198.51.100.0/24^25-32 "
		 "2001:db8:1::/48^48-128 | AS1 AS2"},
		{set, "RS-B",
		 "10.0.0.0/16^22-26 192.0.2.0/24^25-26 198.51.100.0/24^25-26 | AS1 AS2"},
		{set, "RS-A^+ RS-B", /* RS-A^22-26 by way of RS-B adds nothing */
		 "10.0.0.0/16^20-32 192.0.2.0/24^25-32 198.51.100.0/24^25-32 "
		 "2001:db8:1::/48^48-128 | AS1 AS2"},
	};

	(void)state;
	CHECK_ROWS(rows);
}

/* filters.md: each of these is a denial of service where ranges are listed one by one. */
static void huge_ranges_stay_one_range(void **state)
{
	static const struct row rows[] = {
		{"route-set: RS-A\nmembers: 10.0.0.0/8^+\nmp-members: 2001:db8::/32^+, ::/0^+\nsource: X\n",
		 "RS-A", "10.0.0.0/8^8-32 ::/0^0-128 2001:db8::/32^32-128 |"},
		{"route-set: RS-A\nmembers: 0.0.0.0/0^0-32\nsource: X\n", "RS-A", "0.0.0.0/0^0-32 |"},
		{"route-set: RS-A\nmembers: 10.0.0.0/16^24\nsource: X\n", "RS-A", "10.0.0.0/16^24 |"},
	};

	(void)state;
	CHECK_ROWS(rows);
}

static void names_ignore_case_and_have_parts(void **state)
{
	static const char set[] = ROUTES "as-set: As1:aS-cust:AS2\nmembers: as1\nsource: TEST\n\n"
				  "as-set: as-b\nmembers: AS1:as-CUST:as2\nsource: TEST\n";
	static const struct row rows[] = {
		{set, "AS1:AS-CUST:AS2", "192.0.2.0/24 2001:db8::/32 | AS1"},
		{set, "AS-B", "192.0.2.0/24 2001:db8::/32 | AS1"},
	};

	(void)state;
	CHECK_ROWS(rows);
}

static void cycles_and_a_set_in_itself(void **state)
{
	static const char set[] = ROUTES "as-set: AS-A\nmembers: AS-B, AS1, as-a\nsource: TEST\n\n"
				  "as-set: AS-B\nmembers: AS-A, AS2\nsource: TEST\n\n"
				  "route-set: RS-A\nmembers: RS-A^+, 10.0.0.0/8\nsource: TEST\n";
	static const struct row rows[] = {
		{set, "AS-A", "192.0.2.0/24 198.51.100.0/24 2001:db8::/32 | AS1 AS2"},
		{set, "RS-A", "10.0.0.0/8 10.0.0.0/8^8-32 |"},
	};

	(void)state;
	CHECK_ROWS(rows);
}

static void members_by_reference(void **state)
{
	static const char set[] =
		ROUTES "as-set: AS-A\nmembers: AS1\nmbrs-by-ref: mntr-me\nsource: TEST\n\n"
		       "as-set: AS-ALL\nmbrs-by-ref: ANY\nsource: TEST\n\n"
		       "as-set: AS-NONE\nmembers: AS1\nsource: TEST\n\n"
		       "aut-num: AS2\nmember-of: as-a, AS-NONE\nmnt-by: OTHER, MNTR-ME\nsource: TEST\n\n"
		       "aut-num: AS4\nmember-of: AS-A AS-ALL\nmnt-by: MNTR-OTHER\nsource: TEST\n\n"
		       "aut-num: AS5\nmember-of: AS-A\nmnt-by: MNTR-ME\nsource: ELSEWHERE\n\n"
		       "route-set: RS-FOO\nmbrs-by-ref: MNTR-ME, MNTR-YOU\nsource: TEST\n\n"
		       "route-set: RS-BAR\nmembers: 128.7.0.0/16\nmbrs-by-ref: MNTR-YOU\nsource: TEST\n\n"
		       "route: 128.9.0.0/16\norigin: AS1\nmember-of: rs-foo\nmnt-by: MNTR-ME\nsource: TEST\n\n"
		       "route: 128.8.0.0/16\norigin: AS7\nmember-of: rs-foo, rs-bar\nmnt-by: MNTR-YOU\n"
		       "source: TEST\n";
	static const struct row rows[] = {
		{set, "AS-A",
		 "128.9.0.0/16 192.0.2.0/24 198.51.100.0/24 2001:db8::/32 | AS1 AS2"},
		{set, "AS-ALL", "| AS4"},
		{set, "AS-NONE", "128.9.0.0/16 192.0.2.0/24 2001:db8::/32 | AS1"},
		{set, "RS-FOO", "128.8.0.0/16 128.9.0.0/16 |"},
		{set, "RS-BAR", "128.7.0.0/16 128.8.0.0/16 |"},
		{set, "RS-BAR^+", "128.7.0.0/16^16-32 128.8.0.0/16^16-32 |"},
	};

	(void)state;
	CHECK_ROWS(rows);
}

static void split_dumps_refer_to_each_other(void **state)
{
	static const char *const texts[] = {
		"as-set: AS-A\nmbrs-by-ref: M\nsource: TEST\n",
		"aut-num: AS2\nmember-of: AS-A\nmnt-by: M\nsource: TEST\n", ROUTES, NULL};
	struct dumps d;

	(void)state;
	dumps_write(&d, texts);
	dumps_open(&d);
	assert_string_equal(dumps_expand(&d, "AS-A", NULL), "198.51.100.0/24 | AS2");
	dumps_close(&d);
}

static void the_first_source_wins_entirely(void **state)
{
	static const char *const texts[] = {
		"as-set: AS-A\nmembers: AS1\nsource: RIPE\n\nroute: 10.0.0.0/8\norigin: AS1\nsource: RIPE\n",
		"as-set: AS-A\nmembers: AS2\nsource: RADB\n\nroute: 11.0.0.0/8\norigin: AS1\nsource: RADB\n\n"
		"route: 12.0.0.0/8\norigin: AS2\nsource: RADB\n\n"
		"as-set: AS-B\nmembers: AS-A\nsource: RADB\n\n"
		"as-set: AS-C\nmembers: RADB::AS-A, RIPE::AS1, NONE::AS-A\nsource: RADB\n",
		NULL};
	const char *const radb_first[] = {"radb", "RIPE"}, *const ripe[] = {"RIPE"}, *const none[] = {"X"};
	struct irr_expand_options o = {.sources = radb_first, .nsources = 2};
	struct dumps d;

	(void)state;
	dumps_write(&d, texts);
	dumps_open(&d);
	assert_string_equal(dumps_expand(&d, "AS-A", NULL), "10.0.0.0/8 11.0.0.0/8 | AS1");
	assert_string_equal(dumps_expand(&d, "AS-B", NULL), "10.0.0.0/8 11.0.0.0/8 | AS1");
	assert_string_equal(dumps_expand(&d, "RADB::AS-A", NULL), "12.0.0.0/8 | AS2");
	assert_string_equal(dumps_expand(&d, "as-a@radb", NULL), "12.0.0.0/8 | AS2");
	assert_string_equal(dumps_expand(&d, "RIPE::AS1", NULL), "10.0.0.0/8 | AS1");
	assert_string_equal(dumps_expand(&d, "RADB::AS-B", NULL), "10.0.0.0/8 11.0.0.0/8 | AS1");
	assert_string_equal(dumps_expand(&d, "AS-C", NULL), "10.0.0.0/8 12.0.0.0/8 | AS1 AS2 | gaps 1");
	assert_string_equal(dumps_expand(&d, "AS-A", &o), "12.0.0.0/8 | AS2");
	o = (struct irr_expand_options){.sources = ripe, .nsources = 1};
	assert_string_equal(dumps_expand(&d, "AS-A", &o), "10.0.0.0/8 | AS1");
	assert_string_equal(dumps_expand(&d, "AS-B", &o),
			    "error: expected a set that a dump has, found 'AS-B'");
	o = (struct irr_expand_options){.sources = none, .nsources = 1};
	assert_string_equal(dumps_expand(&d, "AS-A", &o),
			    "error: expected a source that a dump has, found 'X'");
	dumps_close(&d);
}

static void what_is_missing_is_told(void **state)
{
	static const struct row rows[] = {
		{ROUTES, "AS-NONE", "error: expected a set that a dump has, found 'AS-NONE'"},
		{ROUTES, "X::AS1", "error: expected a source that a dump has, found 'X::AS1'"},
		{ROUTES, "AS-ANY", "error: expected a set that can be listed, found 'AS-ANY'"},
		{ROUTES, "PeerAS", "error: expected a set that can be listed, found 'PeerAS'"},
		{ROUTES, "10.0.0.0/8^24^+",
		 "error: expected one range operator such as ^+, ^-, ^24 or ^24-28, found '10.0.0.0/8^24^+'"},
		{ROUTES, "AS4294967296",
		 "error: expected one AS number, at most AS4294967295, found 'AS4294967296'"},
		{ROUTES "as-set: AS-A\nmembers: AS1, AS-GONE, AS-ANY, AS1-AS5, 10.0.0.0/8, AS1^+\nsource: TEST\n",
		 "AS-A", "192.0.2.0/24 2001:db8::/32 | AS1 | gaps 5"},
		{"as-set: AS-A\nmembers: RS-A\nsource: X\n\nroute-set: RS-A\nmembers: 10.0.0.0/8\nsource: X\n",
		 "AS-A", "| | gaps 1"},
		{"route: 192.0.2.0/33\norigin: AS1\nsource: X\n\nroute: 192.0.2.0/24\norigin: AS1\nsource: X\n",
		 "AS1", "192.0.2.0/24 | AS1 | gaps 1"},
		{"route-set: RS-A\nmembers: 10.0.0.0/24^16, 10.0.0.0/8^24-33, 010.1.2.0/24, 10.0.0.1/24, "
		 "192.0.2.0/24\nsource: X\n", "RS-A", "192.0.2.0/24 | | gaps 4"},
	};

	(void)state;
	CHECK_ROWS(rows);
}

static void a_gap_says_who_named_it_and_where(void **state)
{
	static const char *const texts[] = {
		"as-set: AS-A\nmembers: AS1,\n AS-GONE\nsource: TEST\n", NULL};
	const char *const objects[] = {"AS-A"};
	struct irr_expansion x;
	struct dumps d;
	struct err e;
	char text[300], want[300];

	(void)state;
	dumps_write(&d, texts);
	dumps_open(&d);
	assert_int_equal(irr_expand(d.irr, objects, 1, NULL, &x, &e), 0);
	assert_int_equal(x.gaps.n, 1);
	assert_string_equal(x.gaps.v[0].name, "AS-GONE");
	assert_string_equal(x.gaps.v[0].by, "AS-A");
	assert_string_equal(x.gaps.v[0].source, "TEST");
	assert_int_equal(x.gaps.v[0].kind, IRR_GAP_NOT_FOUND);
	assert_int_equal(x.routeless, 1);
	snprintf(want, sizeof want, "%s:3: AS-A: expected an as-set that a dump has, found 'AS-GONE'",
		 d.paths[0]);
	assert_string_equal(irr_gap_text(&x.gaps.v[0], text, sizeof text), want);
	irr_expansion_release(&x);
	dumps_close(&d);
}

static void options_narrow(void **state)
{
	static const char *const texts[] = {
		ROUTES "as-set: AS-A\nmembers: AS-B\nsource: TEST\n\nas-set: AS-B\nmembers: AS1, AS2, AS-C\n"
		       "source: TEST\n\nas-set: AS-C\nmembers: AS9\nsource: TEST\n", NULL};
	struct irr_expand_options v4 = {.no_ipv6 = true}, v6 = {.no_ipv4 = true},
				  asns = {.asns_only = true}, deep = {.max_depth = 2},
				  few = {.max_asns = 2};
	struct dumps d;

	(void)state;
	dumps_write(&d, texts);
	dumps_open(&d);
	assert_string_equal(dumps_expand(&d, "AS1", &v4), "192.0.2.0/24 | AS1");
	assert_string_equal(dumps_expand(&d, "AS1", &v6), "2001:db8::/32 | AS1");
	assert_string_equal(dumps_expand(&d, "AS-A", &asns), "| AS1 AS2 AS9");
	assert_string_equal(dumps_expand(&d, "AS-A", &deep),
			    "192.0.2.0/24 198.51.100.0/24 2001:db8::/32 | AS1 AS2 | gaps 1");
	assert_int_equal(strncmp(dumps_expand(&d, "AS-A", &few), "error: expected at most 2 AS", 28), 0);
	dumps_close(&d);
}

static void where_a_route_comes_from(void **state)
{
	static const char *const texts[] = {
		"\nroute: 10.0.0.0/8\norigin: AS1\nmnt-by: A-MNT, b-mnt\nsource: RIPE\n",
		"route: 10.0.0.0/8\norigin: AS1\nmnt-by: C\nsource: RADB\n\n"
		"route: 10.0.0.0/8\norigin: AS2\nmnt-by: C\nsource: RADB\n\n"
		"route6: 2001:db8::/32\norigin: AS1\nmnt-by: D\nsource: RADB\n\n"
		"aut-num: AS1\nimport: from AS2 accept ANY; # all\n  of it\nas-name: X\n"
		"mp-export: to AS2 announce AS1\nmnt-by: D\nsource: RADB\n", NULL};
	struct prefix p = prefix_ipv4(0x0a000000, 8), six = {0x20010db800000000u, 0, IPV6, 32};
	struct irr_place places[2];
	const char *policy;
	struct dumps d;

	(void)state;
	dumps_write(&d, texts);
	dumps_open(&d);
	assert_int_equal(irr_route_at(d.irr, &p, 1, places, 2), 2);
	assert_string_equal(places[0].source, "RIPE");
	assert_string_equal(places[0].file, d.paths[0]);
	assert_int_equal(places[0].line, 2);
	assert_string_equal(places[0].mnt_by, "A-MNT B-MNT");
	assert_string_equal(places[1].source, "RADB");
	assert_int_equal(places[1].line, 1);
	assert_int_equal(irr_route_at(d.irr, &p, 1, places, 1), 2);
	assert_int_equal(irr_route_at(d.irr, &p, 3, places, 1), 0);
	assert_int_equal(irr_route_at(d.irr, &six, 1, places, 1), 1);
	assert_int_equal(places[0].line, 11);
	assert_true(irr_aut_num_at(d.irr, 1, places, &policy));
	assert_string_equal(policy, "import: from AS2 accept ANY; # all\n  of it\n"
				    "mp-export: to AS2 announce AS1\n");
	assert_false(irr_aut_num_at(d.irr, 2, places, NULL));
	dumps_close(&d);
}

/* Text that grows, for the hostile ones. */
struct text {
	char *s;
	size_t n;
	FILE *f;
};

static FILE *text_open(struct text *t)
{
	t->f = open_memstream(&t->s, &t->n);
	assert_non_null(t->f);
	return t->f;
}

static char *text_close(struct text *t)
{
	fclose(t->f);
	return t->s;
}

static void ten_thousand_cycles(void **state)
{
	struct text t;
	FILE *f = text_open(&t);

	(void)state;
	fputs(ROUTES, f);
	for (int i = 0; i < 10000; i++)
		fprintf(f, "as-set: AS-%d\nmembers: AS-%d, AS-%d, AS-0, AS1\nsource: X\n\n", i,
			(i + 1) % 10000, i);
	text_close(&t);
	assert_string_equal(expand_text(t.s, "AS-0"), "192.0.2.0/24 2001:db8::/32 | AS1");
	free(t.s);
}

/* An operator on every link of a cycle: 129 chains a set at the most, not endless. */
static void a_cycle_that_tightens(void **state)
{
	struct text t;
	FILE *f = text_open(&t);

	(void)state;
	for (int i = 0; i < 1000; i++)
		fprintf(f, "route-set: RS-%d\nmembers: RS-%d^-, 10.0.0.0/8\nsource: X\n\n", i,
			(i + 1) % 1000);
	text_close(&t);
	assert_int_equal(strncmp(expand_text(t.s, "RS-0"), "10.0.0.0/8 10.0.0.0/8^9-32 ", 27), 0);
	free(t.s);
}

/* One set of 200,000 members under 129 chains, none of which covers another. */
static void too_much_work_is_an_error_not_a_hang(void **state)
{
	struct text t;
	FILE *f = text_open(&t);

	(void)state;
	fputs("route-set: RS-BIG\nmembers:", f);
	for (int i = 0; i < 200000; i++)
		fputs(i % 1000 ? " AS1" : " AS1\n", f);
	fputs("\nsource: X\n\nroute-set: RS-TOP\nmembers:", f);
	for (int i = 0; i <= 128; i++)
		fprintf(f, " RS-BIG^%d", i);
	fputs("\nsource: X\n", f);
	text_close(&t);
	assert_int_equal(strncmp(expand_text(t.s, "RS-TOP"), "error: expected at most", 23), 0);
	free(t.s);
}

static void a_gap_is_told_once(void **state)
{
	static const struct row rows[] = {
		{"route-set: RS-A\nmembers: AS-GONE, RS-GONE^18\nsource: X\n\n"
		 "route-set: RS-B\nmembers: RS-A^20, RS-A^21, RS-A^22\nsource: X\n",
		 "RS-B", "| | gaps 2"},
	};

	(void)state;
	CHECK_ROWS(rows);
}

static void depth_of_a_thousand(void **state)
{
	const char *const objects[] = {"AS-0"};
	struct irr_expansion x;
	struct dumps d;
	struct text t;
	struct err e;
	FILE *f = text_open(&t);

	(void)state;
	for (int i = 0; i < 1000; i++)
		fprintf(f, "as-set: AS-%d\nmembers: AS-%d\nsource: X\n\n", i, i + 1);
	fputs("as-set: AS-1000\nmembers: AS1\nsource: X\n", f);
	text_close(&t);
	dumps_write(&d, (const char *const[]){t.s, NULL});
	dumps_open(&d);
	assert_int_equal(irr_expand(d.irr, objects, 1, NULL, &x, &e), 0);
	assert_int_equal(x.depth, 1001);
	assert_int_equal(x.sets, 1001);
	assert_int_equal(x.asns.asns.n, 1);
	irr_expansion_release(&x);
	dumps_close(&d);
	free(t.s);
}

static void a_name_of_64_kB_is_damage(void **state)
{
	struct text t;
	FILE *f = text_open(&t);

	(void)state;
	fputs(ROUTES "as-set: AS-A\nmembers: AS1, AS-", f);
	for (int i = 0; i < 65536; i++)
		fputc('X', f);
	fputs(", AS2\nsource: X\n", f);
	text_close(&t);
	assert_string_equal(expand_text(t.s, "AS-A"),
			    "192.0.2.0/24 198.51.100.0/24 2001:db8::/32 | AS1 AS2 | gaps 1");
	free(t.s);
}

static void an_object_of_many_megabytes(void **state)
{
	const char *const objects[] = {"AS-A"};
	struct irr_expansion x;
	struct dumps d;
	struct text t;
	struct err e;
	FILE *f = text_open(&t);

	(void)state;
	fputs("as-set: AS-A\nmembers:", f);
	for (int i = 1; i <= 500000; i++)
		fprintf(f, " AS%d,%s", i, i % 200000 ? "" : "\n+");
	fputs("\nsource: X\n", f);
	text_close(&t);
	dumps_write(&d, (const char *const[]){t.s, NULL});
	dumps_open(&d);
	assert_int_equal(irr_expand(d.irr, objects, 1, NULL, &x, &e), 0);
	assert_int_equal(x.asns.asns.n, 500000);
	assert_int_equal(x.gaps_total, 0);
	irr_expansion_release(&x);
	dumps_close(&d);
	free(t.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_numbers_and_as_sets),
		cmocka_unit_test(operators_distribute_over_every_kind_of_object),
		cmocka_unit_test(huge_ranges_stay_one_range),
		cmocka_unit_test(names_ignore_case_and_have_parts),
		cmocka_unit_test(cycles_and_a_set_in_itself),
		cmocka_unit_test(members_by_reference),
		cmocka_unit_test(split_dumps_refer_to_each_other),
		cmocka_unit_test(the_first_source_wins_entirely),
		cmocka_unit_test(what_is_missing_is_told),
		cmocka_unit_test(a_gap_says_who_named_it_and_where),
		cmocka_unit_test(options_narrow),
		cmocka_unit_test(where_a_route_comes_from),
		cmocka_unit_test(ten_thousand_cycles),
		cmocka_unit_test(a_cycle_that_tightens),
		cmocka_unit_test(too_much_work_is_an_error_not_a_hang),
		cmocka_unit_test(a_gap_is_told_once),
		cmocka_unit_test(depth_of_a_thousand),
		cmocka_unit_test(a_name_of_64_kB_is_damage),
		cmocka_unit_test(an_object_of_many_megabytes),
	};

	return check_main(tests);
}
