#include "../check.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "filter/verdict.h"

/* Routes and what becomes of each, by hand: every rule alone, and before those that come after it. */
static const char dump[] = "as-set: AS-X\nmembers: AS9, AS1, AS2\nsource: T\n\n"
			   "route: 80.0.0.0/16\norigin: AS1\nsource: T\n\n"
			   "route: 81.0.0.0/16\norigin: AS2\nsource: T\n\n"
			   "route: 82.0.0.0/16\norigin: AS2\nsource: T\n\n"
			   "route: 87.0.0.0/16\norigin: AS20\nsource: T\n\n"
			   "route: 0.0.0.0/0\norigin: AS20\nsource: T\n\n"
			   "route6: 2a00::/32\norigin: AS2\nsource: T\n\n";

static const char border_text[] =
	"network: {asn: 3333, prefixes: [79.0.0.0/16]}\n"
	"neighbors:\n"
	"  - asn: 9\n"
	"    relationship: customer\n"
	"    as-set: AS-X\n"
	"    prefixes: [84.0.0.0/28]\n"
	"    max-length: {ipv4: 24}\n"
	"    exceptions:\n"
	"      - {accept: 10.1.0.0/24, reason: x, expires: 2027-01-01}\n"
	"      - {reject: 82.0.0.0/16, reason: x, expires: 2027-01-01}\n"
	"      - {reject: AS66, reason: x, expires: 2027-01-01}\n"
	"  - {asn: 20, relationship: peer, as-set: AS20, prefixes: [\"::/0\"]}\n"
	"  - {asn: 30, relationship: provider}\n"
	"  - {asn: 40, relationship: rs}\n"
	"sources: {irr: [{dump: verdict_test.db}]}\n";

enum { CUSTOMER, PEER, PROVIDER, ROUTE_SERVER, NEIGHBORS };

static const struct row {
	unsigned neighbor;
	const char *prefix, *path;
	enum import_rule rule;
} rows[] = {
	{CUSTOMER, "80.0.0.0/16", "9 1", RULE_NONE},
	{CUSTOMER, "80.0.0.0/16", "9 9 2 1", RULE_NONE},
	{CUSTOMER, "2a00::/32", "9 2", RULE_NONE},
	{PEER, "87.0.0.0/16", "20", RULE_NONE},
	{PROVIDER, "91.0.0.0/16", "30 77", RULE_NONE},
	{PROVIDER, "80.0.0.0/16", "30 20 77 {78,79}", RULE_NONE},
	{PROVIDER, "2a00::/48", "30 77", RULE_NONE},
	{ROUTE_SERVER, "91.0.0.0/24", "77 78", RULE_NONE},

	/* exceptions: what is accepted is asked for nothing else, but for what is rejected */
	{CUSTOMER, "10.1.0.0/24", "9 1", RULE_NONE},
	{CUSTOMER, "10.1.0.0/24", "7 64512 20", RULE_NONE},
	{CUSTOMER, "10.1.0.0/24", "9 66", RULE_REJECTED},
	{CUSTOMER, "82.0.0.0/16", "9 2", RULE_REJECTED},
	{CUSTOMER, "82.0.0.0/16", "7", RULE_REJECTED},
	{CUSTOMER, "80.0.0.0/16", "9 {66} 1", RULE_REJECTED},
	{PROVIDER, "82.0.0.0/16", "30 66 2", RULE_NONE},

	{CUSTOMER, "80.0.0.0/16", "1", RULE_FIRST_AS},
	{CUSTOMER, "80.0.0.0/16", "{9} 1", RULE_FIRST_AS},
	{CUSTOMER, "80.0.0.0/16", "", RULE_FIRST_AS},
	{CUSTOMER, "80.0.0.0/16", "1 64512 20", RULE_FIRST_AS},

	{CUSTOMER, "80.0.0.0/16", "9 23456 1", RULE_BOGON_ASN},
	{CUSTOMER, "80.0.0.0/16", "9 1 {2,64512}", RULE_BOGON_ASN},
	{CUSTOMER, "10.0.0.0/8", "9 20 4200000000", RULE_BOGON_ASN},
	{ROUTE_SERVER, "91.0.0.0/24", "77 0", RULE_BOGON_ASN},

	{CUSTOMER, "80.0.0.0/16", "9 20 1", RULE_PEERLOCK},
	{CUSTOMER, "10.0.0.0/8", "9 30 1", RULE_PEERLOCK},

	{CUSTOMER, "10.0.0.0/8", "9 1", RULE_BOGON},
	{CUSTOMER, "192.168.0.0/25", "9 5", RULE_BOGON},
	{PROVIDER, "2001:db8::/32", "30 77", RULE_BOGON},
	{PROVIDER, "4000::/16", "30 77", RULE_BOGON},
	{CUSTOMER, "0.0.0.0/0", "9", RULE_BOGON},
	{PEER, "::/0", "20", RULE_NONE}, /* listed in the border file itself */
	{PEER, "0.0.0.0/0", "20", RULE_BOGON},

	{PEER, "79.0.0.0/16", "20", RULE_OWN},
	{PROVIDER, "79.0.1.0/25", "30 77", RULE_OWN},
	{CUSTOMER, "79.0.0.0/16", "9", RULE_PREFIX}, /* a customer may carry a piece of it */

	{CUSTOMER, "80.0.0.0/25", "9 1", RULE_LENGTH},
	{CUSTOMER, "80.0.0.0/25", "9 5", RULE_LENGTH},
	{CUSTOMER, "84.0.0.16/28", "9", RULE_LENGTH},
	{CUSTOMER, "84.0.0.0/28", "9", RULE_NONE}, /* listed in the border file itself */
	{PROVIDER, "0.0.0.0/0", "30", RULE_LENGTH},
	{PROVIDER, "90.0.0.0/7", "30 77", RULE_LENGTH},
	{PROVIDER, "91.0.0.0/25", "30 77", RULE_LENGTH},
	{PROVIDER, "2a00::/15", "30 77", RULE_LENGTH},
	{PROVIDER, "2a00::/49", "30 77", RULE_LENGTH},

	{CUSTOMER, "80.0.0.0/16", "9 5", RULE_ORIGIN},
	{CUSTOMER, "80.0.0.0/16", "9 1 {1}", RULE_ORIGIN},
	{CUSTOMER, "83.0.0.0/16", "9 5", RULE_ORIGIN},
	{PEER, "87.0.0.0/16", "20 1", RULE_ORIGIN},

	{CUSTOMER, "80.0.0.0/17", "9 1", RULE_PREFIX},
	{CUSTOMER, "80.0.0.0/15", "9 1", RULE_PREFIX},
	{CUSTOMER, "2a00::/64", "9 2", RULE_PREFIX}, /* max-length is of IPv4 */

	{CUSTOMER, "80.0.0.0/16", "9 2", RULE_BINDING},
	{CUSTOMER, "81.0.0.0/16", "9 1", RULE_BINDING},
};

struct world {
	struct border border;
	struct snapshot snapshot;
	struct import_list lists[NEIGHBORS];
	struct verdicts verdicts[NEIGHBORS];
};

static void put_dump(void)
{
	FILE *f = fopen("verdict_test.db", "w");

	assert_non_null(f);
	assert_true(fputs(dump, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void make_world(struct world *w)
{
	const struct snapshot_options options = {.leave_no_files = true};
	struct report errors = {0};
	struct err e = {0};

	*w = (struct world){0};
	put_dump();
	if (border_read_mem(&w->border, "weir.yaml", border_text, strlen(border_text), &errors))
		fail_msg("%s", errors.notes.v[0].msg);
	w->border.date = 20261122;
	if (snapshot_read(&w->snapshot, &w->border, &options, &e))
		fail_msg("%s", e.msg);
	for (size_t i = 0; i < NEIGHBORS; i++) {
		if (import_list_make(&w->lists[i], &w->snapshot, &w->border, &w->border.neighbors.v[i], &e))
			fail_msg("%s", e.msg);
		assert_int_equal(verdicts_make(&w->verdicts[i], &w->lists[i], &w->snapshot, &w->border), 0);
	}
	assert_int_equal(unlink("verdict_test.db"), 0);
}

static void release_world(struct world *w)
{
	for (size_t i = 0; i < NEIGHBORS; i++) {
		verdicts_release(&w->verdicts[i]);
		import_list_release(&w->lists[i]);
	}
	snapshot_release(&w->snapshot);
	border_release(&w->border);
}

static void each_route_by_hand(void **state)
{
	bool met[IMPORT_RULE_COUNT + 1] = {false};
	struct as_path_buf buf = {0};
	struct world w;

	(void)state;
	make_world(&w);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		struct as_path path;
		struct prefix p;
		enum import_rule said;
		size_t col;

		assert_int_equal(prefix_parse(r->prefix, strlen(r->prefix), &p), PREFIX_OK);
		assert_int_equal(as_path_parse(r->path, strlen(r->path), &buf, &col), 0);
		path = as_path_buf_view(&buf);
		said = verdict(&w.verdicts[r->neighbor], &p, &path);
		if (said != r->rule)
			fail_msg("%s by '%s' from neighbor %u: %s, expected %s", r->prefix, r->path, r->neighbor,
				 import_rule_name(said), import_rule_name(r->rule));
		met[said] = true;
	}
	for (size_t i = 0; i <= IMPORT_RULE_COUNT; i++)
		assert_true(met[i]);
	as_path_buf_release(&buf);
	release_world(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_route_by_hand),
	};

	return check_main(tests);
}
