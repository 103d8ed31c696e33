#include "../check.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "filter/doubts.h"
#include "filter/import.h"
#include "filter/invalid.h"

/* A border read from text, its snapshot, and a list as one line of text. */
struct world {
	struct border border;
	struct snapshot snapshot;
};

static const char dump[] = "as-set: AS-X\nmembers: AS1, AS2\nsource: T\n\n"
			   "as-set: AS-GAP\nmembers: AS1, AS-NONE\nsource: T\n\n"
			   "route: 80.0.0.0/17\norigin: AS1\nsource: T\n\n"
			   "route: 80.0.128.0/17\norigin: AS1\nsource: T\n\n"
			   "route: 10.0.0.0/8\norigin: AS2\nsource: T\n\n"
			   "route: 81.0.0.0/16\norigin: AS2\nsource: T\n\n"
			   "route6: 2a00::/32\norigin: AS2\nsource: T\n\n"
			   "as-set: AS-ZERO\nmembers: AS1, AS0\nsource: T\n\n"
			   "route: 84.0.0.0/16\norigin: AS0\nsource: T\n\n"
			   "route: 0.0.0.0/0\norigin: AS5\nsource: T\n\n"
			   "route: 83.0.0.0/16\norigin: AS5\nsource: T\n\n"
			   "route6: ::/0\norigin: AS5\nsource: T\n\n";

static void make_world_of(struct world *w, const char *network, const char *neighbors)
{
	const struct snapshot_options options = {.leave_no_files = true};
	char text[1024];
	struct report errors = {0};
	struct err e = {0};

	*w = (struct world){0};
	snprintf(text, sizeof text,
		 "network: {asn: 3333, %s}\n"
		 "neighbors: [%s]\n"
		 "sources: {irr: [{dump: import_test.db}], rpki: [{csv: import_test.csv}],\n"
		 "          routes: [{text: import_test.txt}], relationships: [{caida: import_test.rel}]}\n",
		 network, neighbors);
	assert_int_equal(border_read_mem(&w->border, "weir.yaml", text, strlen(text), &errors), 0);
	if (snapshot_read(&w->snapshot, &w->border, &options, &e))
		fail_msg("%s: %s", e.file, e.msg);
}

static void make_world(struct world *w, const char *neighbors)
{
	make_world_of(w, "as-set: AS-X, prefixes: [81.0.0.0/16]", neighbors);
}

static void release_world(struct world *w)
{
	snapshot_release(&w->snapshot);
	border_release(&w->border);
}

static void put_ranges(char *to, size_t size, const struct range_list *l)
{
	size_t n = strlen(to);

	for (size_t i = 0; i < range_list_count(l); i++) {
		struct range r = range_list_get(l, i);
		struct prefix p = range_prefix(&r);
		char text[PREFIX_TEXT];

		n += (size_t)snprintf(to + n, size - n, "%s%s", i ? " " : "", prefix_text(&p, text));
		if (r.ge != r.len || r.le != r.len)
			n += (size_t)snprintf(to + n, size - n, "^%u-%u", r.ge, r.le);
	}
}

enum { TEXT = 1024 };

/* "entries | bogons | own | gaps", or the error. */
static const char *made_text(const struct import_list *l, int rc, const struct err *e, char text[TEXT])
{
	text[0] = '\0';
	if (rc)
		return err_text(e, text, TEXT);
	put_ranges(text, TEXT, &l->entries);
	strcat(text, " | ");
	put_ranges(text, TEXT, &l->bogons);
	strcat(text, " | ");
	put_ranges(text, TEXT, &l->own);
	snprintf(text + strlen(text), TEXT - strlen(text), " | %zu", l->gaps.total);
	return text;
}

static const char *list_text(const struct world *w, const struct border_neighbor *n)
{
	static char text[TEXT];
	struct import_list l = {0};
	struct err e = {0};
	int rc = import_list_make(&l, &w->snapshot, &w->border, n, &e);

	made_text(&l, rc, &e, text);
	import_list_release(&l);
	return text;
}

/* The network's list from those of its customers, made before. */
static const char *carried_text(const struct world *w)
{
	static char text[TEXT];
	struct import_carried carried[8] = {{.sets = 0}};
	struct import_list l = {0};
	struct err e = {0};
	int rc;

	for (size_t i = 0; i < w->border.neighbors.n; i++) {
		const struct border_neighbor *n = &w->border.neighbors.v[i];
		struct import_list list = {0};

		if (!carried_is(&w->border, n))
			continue;
		rc = import_list_make(&list, &w->snapshot, &w->border, n, &e);
		import_list_carry(&list, rc, &e, &carried[i]);
		import_list_release(&list);
	}
	rc = import_list_make_network(&l, &w->snapshot, &w->border, carried, &e);
	made_text(&l, rc, &e, text);
	import_list_release(&l);
	for (size_t i = 0; i < w->border.neighbors.n; i++)
		import_carried_release(&carried[i]);
	return text;
}

static void what_may_be_accepted(void **state)
{
	static const struct {
		const char *neighbor, *list;
	} rows[] = {
		/* Two halves are not their sum: the announcement of the /16 is not registered. */
		{"{asn: 1, relationship: customer}", "80.0.0.0/16^16-17 |  |  | 0"},
		{"{asn: 9, relationship: customer, as-set: AS-X}",
		 "80.0.0.0/16^16-17 81.0.0.0/16 2a00::/32 | 10.0.0.0/8 |  | 0"},
		{"{asn: 9, relationship: peer, as-set: AS-X}",
		 "80.0.0.0/16^16-17 2a00::/32 | 10.0.0.0/8 | 81.0.0.0/16 | 0"},
		{"{asn: 9, relationship: [peer, sibling], as-set: [AS1, AS2]}",
		 "80.0.0.0/16^16-17 81.0.0.0/16 2a00::/32 | 10.0.0.0/8 |  | 0"},
		{"{asn: 9, relationship: customer, as-set: AS-GAP}", "80.0.0.0/16^16-17 |  |  | 1"},
		{"{asn: 9, relationship: provider, prefixes: [80.0.0.0/16, 192.168.0.0/24]}",
		 "80.0.0.0/16 | 192.168.0.0/24 |  | 0"},
		{"{asn: 9, relationship: peer, prefixes: [81.0.0.0/24], as-set: AS1}",
		 "80.0.0.0/16^16-17 |  | 81.0.0.0/24 | 0"},
		{"{asn: 9, relationship: peer}", " |  |  | 0"},
		{"{asn: 9, relationship: customer, as-set: AS-ZERO}", "80.0.0.0/16^16-17 |  |  | 1"},
		{"{asn: 5, relationship: customer}", "83.0.0.0/16 | 0.0.0.0/0 ::/0 |  | 0"},
		{"{asn: 5, relationship: customer, as-set: AS5, prefixes: [0.0.0.0/0]}",
		 "0.0.0.0/0 83.0.0.0/16 | ::/0 |  | 0"},
		{"{asn: 9, relationship: peer, as-set: AS-NONE}",
		 "weir.yaml:2:50: expected a set that a dump has, found 'AS-NONE'"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w;

		make_world(&w, rows[i].neighbor);
		assert_string_equal(list_text(&w, &w.border.neighbors.v[0]), rows[i].list);
		release_world(&w);
	}
}

static void what_the_network_announces(void **state)
{
	struct world w;

	(void)state;
	make_world(&w, "");
	assert_string_equal(list_text(&w, NULL),
			    "80.0.0.0/16^16-17 81.0.0.0/16 2a00::/32 | 10.0.0.0/8 |  | 0");
	release_world(&w);
}

/* Customers' lists are decided once, whoever asks for the network's. */
static void what_the_network_announces_of_its_customers(void **state)
{
	static const struct {
		const char *network, *neighbors, *list;
	} rows[] = {
		{"prefixes: [82.0.0.0/16]", "{asn: 1, relationship: customer}, {asn: 2, relationship: peer, as-set: AS2}",
		 "80.0.0.0/16^16-17 82.0.0.0/16 |  |  | 0"},
		{"prefixes: [82.0.0.0/16]",
		 "{asn: 9, relationship: customer, as-set: AS-GAP}, {asn: 2, relationship: sibling, as-set: AS2}, "
		 "{asn: 7, relationship: provider}",
		 "80.0.0.0/16^16-17 81.0.0.0/16 82.0.0.0/16 2a00::/32 |  |  | 1"},
		{"prefixes: [82.0.0.0/16]",
		 "{asn: 9, relationship: customer, as-set: AS-GAP, prefixes: [85.0.0.0/16]}, "
		 "{asn: 8, relationship: customer, as-set: AS-NONE}, {asn: 1, relationship: customer}",
		 "weir.yaml:2:129: expected a set that a dump has, found 'AS-NONE'"},
		{"as-set: AS2, prefixes: [82.0.0.0/16]", "{asn: 1, relationship: customer}",
		 "81.0.0.0/16 82.0.0.0/16 2a00::/32 | 10.0.0.0/8 |  | 0"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w;

		make_world_of(&w, rows[i].network, rows[i].neighbors);
		assert_string_equal(list_text(&w, NULL), rows[i].list);
		assert_string_equal(carried_text(&w), rows[i].list);
		release_world(&w);
	}
}

/* A provider's list against its definition, prefix by prefix. */
static void a_provider_may_announce_anything_but(void **state)
{
	static const struct {
		const char *prefix;
		bool accepted;
	} rows[] = {
		{"8.0.0.0/8", true},      {"8.8.8.0/24", true},      {"8.8.8.0/25", false},
		{"8.0.0.0/7", false},     {"0.0.0.0/0", false},      {"10.1.0.0/16", false},
		{"81.0.0.0/16", false},   {"81.0.5.0/24", false},    {"81.0.0.0/15", true},
		{"2a00::/16", true},      {"2a00:1::/48", true},     {"2a00:1::/49", false},
		{"2000::/15", false},     {"2001:db8::/32", false},  {"fc00::/16", false},
		{"4000::/16", false},     {"::/0", false},
	};
	struct import_list l = {0};
	struct prefix_set set = {0};
	struct world w;
	struct err e;

	(void)state;
	make_world(&w, "{asn: 9, relationship: provider}");
	assert_int_equal(import_list_make(&l, &w.snapshot, &w.border, &w.border.neighbors.v[0], &e), 0);
	assert_true(l.anything);
	assert_int_equal(prefix_set_make(&set, &l.entries), 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct prefix p;

		assert_int_equal(prefix_parse(rows[i].prefix, strlen(rows[i].prefix), &p), PREFIX_OK);
		if (prefix_set_has(&set, &p) != rows[i].accepted)
			fail_msg("%s", rows[i].prefix);
	}
	prefix_set_release(&set);
	import_list_release(&l);
	release_world(&w);
}

static void invalid_routes_are_one_row_each(void **state)
{
	struct invalid_routes r = {0};
	struct world w;

	(void)state;
	make_world(&w, "");
	assert_int_equal(invalid_routes_find(&r, &w.snapshot), 0);
	assert_int_equal(r.states[ROV_VALID], 1);
	assert_int_equal(r.states[ROV_INVALID_ASN], 2);
	assert_int_equal(r.states[ROV_INVALID_LENGTH], 1);
	assert_int_equal(r.states[ROV_NOT_FOUND], 1);
	assert_int_equal(r.routes.n, 3);
	assert_int_equal(r.routes.v[0].origin, ROV_NO_ORIGIN); /* the path ends in a set */
	assert_int_equal(r.routes.v[1].origin, 2);
	assert_int_equal(r.routes.v[1].seen, 2);
	assert_int_equal(r.routes.v[2].state, ROV_INVALID_LENGTH);
	invalid_routes_release(&r);
	release_world(&w);
}

static void facts_that_differ_are_doubts(void **state)
{
	struct report doubts = {0};
	struct world w;

	(void)state;
	make_world(&w, "{asn: 1, relationship: customer}, {asn: 2, relationship: peer}, "
		       "{asn: 7, relationship: peer}, {asn: 174, relationship: [customer, provider]}");
	doubts_find(&doubts, &w.snapshot, &w.border);
	assert_int_equal(doubts.total, 1);
	assert_string_equal(doubts.notes.v[0].msg,
			    "AS2 is peer here, and customer by import_test.rel:2");
	assert_int_equal(doubts.notes.v[0].col, 47);
	report_release(&doubts);
	release_world(&w);
}

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
}

#define ROUTE(peer, prefix, path)                                                                  \
	"TABLE_DUMP2|1456576395|B|192.0.2." peer "|1|" prefix "|" path "|IGP|192.0.2.1|0|0||NAG||\n"

static int make_files(void **state)
{
	(void)state;
	put("import_test.db", dump);
	put("import_test.csv", "ASN,IP Prefix,Max Length,Trust Anchor\nAS1,80.0.0.0/16,17,x\n");
	put("import_test.txt", ROUTE("1", "80.0.0.0/16", "1 2") ROUTE("2", "80.0.0.0/16", "3 2")
				       ROUTE("3", "80.0.0.0/16", "3 1") ROUTE("1", "80.0.0.0/18", "1")
					       ROUTE("4", "80.0.0.0/16", "3 {1,2}")
						       ROUTE("1", "81.0.0.0/16", "1 2"));
	put("import_test.rel", "3333|1|-1\n3333|2|-1\n174|3333|-1\n");
	return 0;
}

static int remove_files(void **state)
{
	(void)state;
	return unlink("import_test.db") | unlink("import_test.csv") | unlink("import_test.txt") |
	       unlink("import_test.rel");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_may_be_accepted),
		cmocka_unit_test(what_the_network_announces),
		cmocka_unit_test(what_the_network_announces_of_its_customers),
		cmocka_unit_test(a_provider_may_announce_anything_but),
		cmocka_unit_test(invalid_routes_are_one_row_each),
		cmocka_unit_test(facts_that_differ_are_doubts),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_files, remove_files);
}
