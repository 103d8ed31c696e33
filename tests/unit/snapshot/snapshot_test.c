#include "../check.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "snapshot/snapshot.h"

/* Files of one border, in a folder of their own below the working folder. */
static char folder[] = "snapshot_test.XXXXXX";

static void put(const char *name, const char *text)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
}

/* Read the border whose sources are these; the border is the caller's to release. */
static int read_sources(struct border *b, struct snapshot *s, const char *sources, struct err *e)
{
	const struct snapshot_options options = {.leave_no_files = true};
	char path[64], text[1024];
	struct report errors = {0};

	snprintf(path, sizeof path, "%s/weir.yaml", folder);
	snprintf(text, sizeof text, "network: {asn: 3333}\nneighbors: []\nsources: {%s}\n", sources);
	assert_int_equal(border_read_mem(b, path, text, strlen(text), &errors), 0);
	return snapshot_read(s, b, &options, e);
}

static int make_files(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	put("a.db", "route: 80.1.0.0/16\norigin: AS1\nsource: A\n\n");
	put("b.db", "as-set: AS-X\nmembers: AS1\nsource: B\n\nroute: 80.1.0.0/33\norigin: AS1\nsource: B\n\n");
	put("b.db.weir-index", "what the last run left here");
	put("cut.db", "route: 80.1.0.0/16\norig");
	put("v.json", "{\"roas\":[{\"asn\":1,\"prefix\":\"80.1.0.0/16\",\"maxLength\":16},"
		      "{\"asn\":1,\"prefix\":\"80.1.0.0/99\",\"maxLength\":16}]}");
	put("v.csv", "ASN,IP Prefix,Max Length,Trust Anchor\nAS2,80.2.0.0/16,24,x\n");
	put("none.json", "{\"roas\":[]}");
	put("slurm.json", "{\"slurmVersion\":1,\"validationOutputFilters\":{\"prefixFilters\":[{\"asn\":1}],"
			  "\"bgpsecFilters\":[]},\"locallyAddedAssertions\":{\"prefixAssertions\":"
			  "[{\"asn\":3,\"prefix\":\"80.3.0.0/16\"}],\"bgpsecAssertions\":[]}}");
	put("aspa-slurm.json", "{\"slurmVersion\":2,\"locallyAddedAssertions\":{\"aspaAssertions\":"
			       "[{\"customerAsn\":7,\"providerAsns\":[8,9]}]}}");
	put("rel", "3333|1|-1\n3333|2|0\n");
	put("delegated", "ripencc|NL|asn|3333|1|19930901|allocated\n");
	put("table", "TABLE_DUMP2|1456576395|B|192.0.2.1|1|80.1.0.0/16|1|IGP|192.0.2.1|0|0||NAG||\n");
	return 0;
}

static int remove_files(void **state)
{
	static const char *const names[] = {"a.db", "b.db", "b.db.weir-index", "cut.db", "v.json", "v.csv",
					    "none.json", "slurm.json", "aspa-slurm.json", "rel", "delegated",
					    "table"};
	char path[128];

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		unlink(path);
	}
	return rmdir(folder);
}

static void all_sources_become_one_snapshot(void **state)
{
	static const struct {
		enum source_kind kind;
		const char *shown;
		unsigned records, damaged;
	} expected[] = {
		{SOURCE_IRR_DUMP, "a.db", 1, 0},      {SOURCE_IRR_DUMP, "b.db", 1, 1},
		{SOURCE_RPKI_JSON, "v.json", 1, 1},   {SOURCE_RPKI_CSV, "v.csv", 1, 0},
		{SOURCE_RPKI_SLURM, "slurm.json", 2, 0}, {SOURCE_RELATIONSHIPS, "rel", 2, 0},
		{SOURCE_DELEGATIONS, "delegated", 1, 0}, {SOURCE_ROUTES_TEXT, "table", 1, 0},
	};
	const struct prefix p1 = prefix_ipv4(0x50010000, 16), p3 = prefix_ipv4(0x50030000, 16);
	const struct prefix private = prefix_ipv4(0x0a000000, 24);
	struct border b = {0};
	struct snapshot s = {0};
	struct err e = {0};

	(void)state;
	assert_int_equal(read_sources(&b, &s,
				      "irr: [{dump: '[ab].db*'}], rpki: [{json: v.json}, {csv: v.csv}, "
				      "{slurm: slurm.json}], relationships: [{caida: rel}], "
				      "delegations: [delegated], routes: [{text: table}]",
				      &e),
			 0);
	assert_int_equal(s.sources.n, sizeof expected / sizeof *expected);
	for (size_t i = 0; i < s.sources.n; i++) {
		assert_int_equal(s.sources.v[i].kind, expected[i].kind);
		assert_string_equal(s.sources.v[i].shown, expected[i].shown);
		assert_int_equal(s.sources.v[i].records, expected[i].records);
		assert_int_equal(s.sources.v[i].damaged, expected[i].damaged);
	}
	assert_int_equal(snapshot_damaged(&s), 2);
	assert_int_equal(snapshot_list_damage(&s), 2);
	assert_int_equal(snapshot_empty(&s), 0);
	/* SLURM took AS1's VRP away and added one. */
	assert_int_equal(rov_validate(s.rov, &p1, 1), ROV_NOT_FOUND);
	assert_int_equal(rov_validate(s.rov, &p3, 3), ROV_VALID);
	assert_int_equal(as_graph_relationship(&s.graph, 3333, 1), AS_CUSTOMER);
	assert_non_null(delegations_asn(&s.delegations, 3333));
	assert_int_equal(bgp_table_count(&s.routes), 1);
	assert_true(prefix_set_has(&s.bogons, &private));
	snapshot_release(&s);
	border_release(&b);
}

/* A file of exceptions that speaks of ASPAs alone has its effect too. */
static void exceptions_of_aspas(void **state)
{
	struct border b = {0};
	struct snapshot s = {0};
	struct err e = {0};

	(void)state;
	assert_int_equal(read_sources(&b, &s, "rpki: [{json: none.json}, {slurm: aspa-slurm.json}]", &e), 0);
	assert_int_equal(s.sources.v[1].records, 1);
	assert_int_equal(s.rpki.customers.n, 1);
	assert_int_equal(s.rpki.pairs.n, 2);
	snapshot_release(&s);
	border_release(&b);
}

static void an_empty_source_is_seen(void **state)
{
	struct border b = {0};
	struct snapshot s = {0};
	struct err e = {0};

	(void)state;
	assert_int_equal(read_sources(&b, &s, "rpki: [{json: none.json}, {json: v.json}]", &e), 0);
	assert_true(snapshot_source_is_empty(&s.sources.v[0]));
	assert_false(snapshot_source_is_empty(&s.sources.v[1]));
	snapshot_release(&s);
	border_release(&b);
}

static void a_source_that_fails_ends_it(void **state)
{
	static const struct {
		const char *sources, *file, *message;
		unsigned line, col;
	} rows[] = {
		{"irr: [{dump: no.db}]", "no.db", NULL, 0, 0},
		{"irr: [{dump: 'no*.db'}]", "weir.yaml", "found none", 3, 24},
		{"irr: [{dump: 'no/*.db'}]", "weir.yaml", "found none", 3, 24},
		{"irr: [{dump: '*.weir-index'}]", "weir.yaml", "found none", 3, 24},
		{"irr: [{dump: cut.db}]", "cut.db", "in the middle of an object", 1, 0},
		{"rpki: [{json: table}]", "table", NULL, 0, 0},
		{"relationships: [{caida: v.json}]", "v.json", NULL, 0, 0},
		{"delegations: [v.json]", "v.json", NULL, 0, 0},
		{"routes: [{mrt: v.json}]", "v.json", NULL, 0, 0},
		{"rpki: [{slurm: v.csv}]", "v.csv", NULL, 0, 0},
		{"rpki: [{json: 'https://a/b'}]", "weir.yaml", "'https://a/b' was never fetched: run 'weir rpki update -c", 3, 25},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct border b = {0};
		struct snapshot s = {0};
		struct err e = {0};

		assert_true(read_sources(&b, &s, rows[i].sources, &e) < 0);
		assert_non_null(strstr(e.file, rows[i].file));
		assert_true(e.msg[0]);
		if (rows[i].message)
			assert_non_null(strstr(e.msg, rows[i].message));
		if (rows[i].line)
			assert_int_equal(e.line, rows[i].line);
		if (rows[i].col)
			assert_int_equal(e.col, rows[i].col);
		snapshot_release(&s);
		border_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_sources_become_one_snapshot),
		cmocka_unit_test(an_empty_source_is_seen),
		cmocka_unit_test(exceptions_of_aspas),
		cmocka_unit_test(a_source_that_fails_ends_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_files, remove_files);
}
