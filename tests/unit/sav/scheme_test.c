#include "../check.h"

#include <stdio.h>
#include <string.h>

#include "sav/addresses.h"
#include "sav/sets.h"

/* A border with its sources, written as files of the folder where tests run. */
struct world {
	struct border border;
	struct snapshot snapshot;
	struct sav sav;
};

static void put_file(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* Routes as "PREFIX PATH" lines; the session is that of the path's first AS, or of `session`. */
static void put_routes(const char *name, const char *routes)
{
	char text[4096] = "", prefix[64], path[64];
	int used, session;
	size_t n = 0;

	for (; sscanf(routes, "%d %63s %63[^\n]\n%n", &session, prefix, path, &used) == 3; routes += used)
		n += (size_t)snprintf(text + n, sizeof text - n,
				      "TABLE_DUMP2|1|B|10.0.0.%d|%d|%s|%s|IGP|10.0.0.1|0|0||NAG||\n",
				      session, session, prefix, strcmp(path, "-") ? path : "");
	put_file(name, text);
}

static void make_world(struct world *w, const char *neighbors, const char *routes,
		       const char *more_sources)
{
	const struct snapshot_options options = {.leave_no_files = true};
	char text[2048];
	struct report errors = {0};
	struct err e = {0};

	*w = (struct world){0};
	put_routes("scheme_test.rib", routes);
	snprintf(text, sizeof text,
		 "network: {asn: 100, prefixes: [81.0.0.0/16]}\nneighbors: [%s]\n"
		 "sources: {routes: [{text: scheme_test.rib}]%s}\n",
		 neighbors, more_sources);
	assert_int_equal(border_read_mem(&w->border, "weir.yaml", text, strlen(text), &errors), 0);
	if (snapshot_read(&w->snapshot, &w->border, &options, &e))
		fail_msg("%s: %s", e.file, e.msg);
	assert_int_equal(sav_make(&w->sav, &w->snapshot, &w->border), 0);
}

static void release_world(struct world *w)
{
	sav_release(&w->sav);
	snapshot_release(&w->snapshot);
	border_release(&w->border);
}

/* What schemes permit a neighbor, as a line of prefixes, or the error. */
static const char *permitted(const struct world *w, unsigned schemes, uint32_t neighbor)
{
	static char text[1024];
	struct sav_sets sets = {.sav = &w->sav};
	struct prefix_set set = {0};
	struct range_list cover = {0};
	struct err e = {0};
	char one[PREFIX_TEXT];

	text[0] = '\0';
	if (sav_sets_get(&sets, schemes, neighbor, &set, &e)) {
		err_text(&e, text, sizeof text);
	} else {
		assert_int_equal(addresses_cover(&set, &cover), 0);
		for (size_t i = 0; i < range_list_count(&cover); i++) {
			struct range r = range_list_get(&cover, i);
			struct prefix p = range_prefix(&r);

			strcat(strcat(text, i ? " " : ""), prefix_text(&p, one));
		}
	}
	sav_sets_release(&sets);
	prefix_set_release(&set);
	range_list_release(&cover);
	return text;
}

static const char neighbors[] = "{asn: 1, relationship: customer, prefixes: [80.1.0.0/16, 10.0.0.0/8]}, "
				"{asn: 2, relationship: customer}, {asn: 3, relationship: peer}, "
				"{asn: 4, relationship: provider}";

/* AS5 is behind the customers AS1 and AS2; AS6 has a prefix at the peer alone, and shares 82.0.0.0/16 with AS2. */
static const char routes[] = "1 80.1.0.0/16 1\n"
			     "1 80.5.0.0/17 1 5\n"
			     "2 80.5.128.0/17 2 5\n"
			     "2 82.0.0.0/16 2\n"
			     "3 80.5.0.0/17 3 5\n"
			     "3 83.5.0.0/16 3 5\n"
			     "3 82.0.0.0/16 3 6\n"
			     "3 84.0.0.0/16 3 6\n"
			     "4 0.0.0.0/0 4\n"
			     "4 80.1.128.0/17 4 9\n"
			     "99 99.0.0.0/8 99 1\n"
			     "4 98.0.0.0/8 4 100 1\n"
			     "100 85.0.0.0/16 3 7\n"
			     "100 86.0.0.0/16 -\n";

static void each_scheme_by_hand(void **state)
{
	static const struct {
		enum sav_scheme scheme;
		uint32_t neighbor;
		const char *permitted;
	} rows[] = {
		/* 10/8 is a bogon. */
		{SAV_ACL, 0, "80.1.0.0/16"},
		{SAV_ACL, 1, "weir.yaml:2:84: 'AS2' cannot be looked up: the border has no irr source"},
		/* The more specific 80.1.128.0/17 is the provider's. */
		{SAV_STRICT, 0, "80.1.0.0/17 80.5.0.0/17"},
		{SAV_STRICT, 1, "80.5.128.0/17 82.0.0.0/16"},
		/* 85/16 was learned from AS3 by another router of ours; 80.5.0.0/17 is best by the customer. */
		{SAV_STRICT, 2, "83.5.0.0/16 84.0.0.0/16 85.0.0.0/16"},
		{SAV_FEASIBLE, 0, "80.1.0.0/16 80.5.0.0/17"},
		{SAV_FEASIBLE, 2, "80.5.0.0/17 82.0.0.0/16 83.5.0.0/16 84.0.0.0/16 85.0.0.0/16"},
		{SAV_FEASIBLE, 3, "0.0.0.0/0"},
		/* X(1) and X(5). */
		{SAV_EFP_A, 0, "80.1.0.0/16 80.5.0.0/16 83.5.0.0/16"},
		{SAV_EFP_A, 1, "80.5.0.0/16 82.0.0.0/16 83.5.0.0/16"},
		/* ROAs of AS2 and AS5; AS1 announces a route of AS5, not of AS2. */
		{SAV_EFP_A_ROA, 0, "80.1.0.0/16 80.5.0.0/16 83.5.0.0/16 87.5.0.0/16"},
		{SAV_EFP_A_ROA, 1, "80.5.0.0/16 82.0.0.0/16 83.5.0.0/16 87.2.0.0/16 87.5.0.0/16"},
		{SAV_EFP_B, 0, "80.1.0.0/16 80.5.0.0/16 82.0.0.0/16 83.5.0.0/16"},
		{SAV_EFP_B_ROA, 1, "80.1.0.0/16 80.5.0.0/16 82.0.0.0/16 83.5.0.0/16 87.2.0.0/16 87.5.0.0/16"},
		{SAV_LOOSE, 2, "0.0.0.0/0"},
		{SAV_LOOSE_NO_DEFAULT, 2,
		 "80.1.0.0/16 80.5.0.0/16 82.0.0.0/16 83.5.0.0/16 84.0.0.0/16 85.0.0.0/16 86.0.0.0/16"},
	};
	struct world w;

	(void)state;
	put_file("scheme_test.csv", "ASN,IP Prefix,Max Length\nAS2,87.2.0.0/16,16\nAS5,87.5.0.0/16,16\n"
				    "AS6,87.6.0.0/16,16\n");
	make_world(&w, neighbors, routes, ", rpki: [{csv: scheme_test.csv}]");
	assert_int_equal(w.sav.strangers, 1);
	assert_int_equal(w.sav.loops, 1);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(permitted(&w, 1u << rows[i].scheme, rows[i].neighbor),
				    rows[i].permitted);
	/* A packet must pass each. */
	assert_string_equal(permitted(&w, 1 << SAV_STRICT | 1 << SAV_ACL, 0), "80.1.0.0/17");
	release_world(&w);
}

static void the_default_follows_rfc_8704_section_3_7(void **state)
{
	static const struct {
		const char *neighbor, *routes, *relationships;
		enum sav_scheme scheme;
	} rows[] = {
		{"{asn: 1, relationship: customer}", "1 80.0.0.0/16 1 1\n", NULL, SAV_STRICT},
		{"{asn: 1, relationship: customer}", "1 80.0.0.0/16 1 2\n", NULL, SAV_EFP_B},
		{"{asn: 1, relationship: customer}", "1 80.0.0.0/16 1\n8 81.0.0.0/16 8 1\n", NULL, SAV_EFP_B},
		{"{asn: 1, relationship: customer}", "1 80.0.0.0/16 1\n", "100|1|-1\n", SAV_STRICT},
		{"{asn: 1, relationship: customer}", "1 80.0.0.0/16 1\n", "100|1|-1\n55|1|-1\n", SAV_EFP_B},
		{"{asn: 1, relationship: customer}", "1 80.0.0.0/16 1\n", "100|1|-1\n1|5|0\n", SAV_EFP_B},
		{"{asn: 1, relationship: customer}", "1 80.0.0.0/16 1\n", "1|5|-1\n", SAV_EFP_B},
		{"{asn: 1, relationship: customer}", "8 80.0.0.0/16 8\n", NULL, SAV_EFP_B},
		{"{asn: 1, relationship: customer, prefixes: [80.0.0.0/16]}", "8 80.0.0.0/16 8\n", NULL, SAV_ACL},
		{"{asn: 1, relationship: peer}", "1 80.0.0.0/16 1\n", NULL, SAV_LOOSE},
		{"{asn: 1, relationship: provider}", "1 80.0.0.0/16 1\n", NULL, SAV_LOOSE},
		{"{asn: 1, relationship: [peer, customer]}", "1 80.0.0.0/16 1 2\n", NULL, SAV_EFP_B},
		{"{asn: 1, relationship: customer, sav: loose}", "1 80.0.0.0/16 1\n", NULL, SAV_LOOSE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[256];
		struct world w;

		put_file("scheme_test.rel", rows[i].relationships ? rows[i].relationships : "");
		snprintf(text, sizeof text, "%s, {asn: 8, relationship: peer}", rows[i].neighbor);
		make_world(&w, text, rows[i].routes,
			   rows[i].relationships ? ", relationships: [{caida: scheme_test.rel}]" : "");
		assert_int_equal(scheme_in_force(&w.sav, 0), 1u << rows[i].scheme);
		release_world(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_scheme_by_hand),
		cmocka_unit_test(the_default_follows_rfc_8704_section_3_7),
	};

	return check_main(tests);
}
