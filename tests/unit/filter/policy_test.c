#include "../check.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../range_text.h"
#include "filter/import.h"

/* What ROAs, RPKI-invalid objects, lengths and exceptions make of a list, each row by hand. */
static const char dump[] = "as-set: AS-X\nmembers: AS1, AS2\nsource: T\n\n"
			   "route-set: RS-X\nmembers: 84.0.0.0/16, 84.1.0.0/25\nsource: T\n\n"
			   "as-set: AS-WIDE\nmembers: AS4\nsource: T\n\n"
			   "route-set: RS-WIDE\nmembers: AS4^16-18\nsource: T\n\n"
			   "route: 80.0.0.0/16\norigin: AS1\nsource: T\n\n"
			   "route: 80.1.0.0/25\norigin: AS1\nsource: T\n\n"
			   "route: 82.0.0.0/16\norigin: AS2\nsource: T\n\n"
			   "route: 82.0.1.0/24\norigin: AS1\nsource: T\n\n"
			   "route: 83.0.0.0/16\norigin: AS3\nsource: T\n\n"
			   "route: 85.0.0.0/16\norigin: AS4\nsource: T\n\n"
			   "route: 86.0.0.0/16\norigin: AS5\nsource: T\n\n"
			   "route6: 2a00::/32\norigin: AS2\nsource: T\n\n";

struct row {
	const char *what, *network, *neighbor, *vrps;
	const char *list; /* bound | unbound | invalid | too long */
};

static const struct row rows[] = {
	{"as registered", "", "{asn: 9, relationship: customer, as-set: AS-X}", "",
	 "80.0.0.0/16=1 80.1.0.0/25=1 82.0.0.0/16=2 82.0.1.0/24=1 2a00::/32=2 |  |  | "},

	/* ROAs as route objects */
	{"a ROA needs no route object", "", "{asn: 9, relationship: customer, as-set: AS2}",
	 "AS2,90.0.0.0/20,22\nAS3,91.0.0.0/16,16\nAS2,2a01::/32,40\n",
	 "82.0.0.0/16=2 90.0.0.0/20^20-22=2 2a00::/32=2 2a01::/32^32-40=2 |  |  | "},
	{"up to /24 and /48 and no farther", "", "{asn: 9, relationship: customer, as-set: AS5}",
	 "AS5,90.0.0.0/20,32\nAS5,90.1.0.0/26,28\nAS5,2a01::/32,64\n",
	 "86.0.0.0/16=5 90.0.0.0/20^20-24=5 90.1.0.0/26=5 2a01::/32^32-48=5 |  |  | "},
	{"or up to max-length", "", "{asn: 9, relationship: customer, as-set: AS5, max-length: {ipv4: 21}}",
	 "AS5,90.0.0.0/20,32\nAS5,90.1.0.0/22,28\n", "86.0.0.0/16=5 90.0.0.0/20^20-21=5 |  |  | "},
	{"a ROA that has the object's prefix", "", "{asn: 9, relationship: customer, as-set: AS5}",
	 "AS5,86.0.0.0/15,17\n", "86.0.0.0/15^15-17=5 |  |  | "},
	{"AS0 gives nobody anything", "", "{asn: 9, relationship: customer, as-set: AS5}",
	 "AS0,90.0.0.0/20,32\n", "86.0.0.0/16=5 |  |  | "},
	{"not asked for", "", "{asn: 9, relationship: customer, as-set: AS5, roa-routes: no}",
	 "AS5,90.0.0.0/20,22\n", "86.0.0.0/16=5 |  |  | "},
	{"not asked for by the whole network", ", roa-routes: no",
	 "{asn: 9, relationship: customer, as-set: AS5}", "AS5,90.0.0.0/20,22\n", "86.0.0.0/16=5 |  |  | "},
	{"prefixes of the border file ask no ROA", "", "{asn: 9, relationship: customer, prefixes: [90.0.0.0/20]}",
	 "AS9,90.0.0.0/20,22\n", " | 90.0.0.0/20 |  | "},

	/* RPKI-invalid route objects */
	{"another origin", "", "{asn: 9, relationship: customer, as-set: AS-X}", "AS7,82.0.0.0/16,16\n",
	 "80.0.0.0/16=1 80.1.0.0/25=1 2a00::/32=2 |  | 82.0.0.0/16=2 invalid-asn AS7:2 82.0.1.0/24=1 invalid-asn AS7:2 | "},
	{"too long for its own ROA", "", "{asn: 9, relationship: customer, as-set: AS-X}",
	 "AS7,80.0.0.0/8,32\nAS1,80.1.0.0/16,24\nAS1,80.0.0.0/16,16\n",
	 "80.0.0.0/16=1 80.1.0.0/16^16-24=1 82.0.0.0/16=2 82.0.1.0/24=1 2a00::/32=2 |  | "
	 "80.1.0.0/25=1 invalid-length AS1:3 | "},
	{"AS0", "", "{asn: 9, relationship: customer, as-set: AS-X, roa-routes: no}",
	 "AS0,82.0.0.0/16,32\nAS0,2a00::/16,128\n",
	 "80.0.0.0/16=1 80.1.0.0/25=1 |  | 82.0.0.0/16=2 invalid-asn AS0:2 82.0.1.0/24=1 invalid-asn AS0:2 "
	 "2a00::/32=2 invalid-asn AS0:3 | "},
	{"a range keeps what is not invalid", "",
	 "{asn: 9, relationship: customer, as-set: RS-WIDE, roa-routes: no}", "AS7,85.0.128.0/17,17\n",
	 "85.0.0.0/16=4 85.0.0.0/17^17-18=4 |  | 85.0.0.0/16^16-18=4 invalid-asn AS7:2 | "},
	{"a range and the ROA of its origin", "",
	 "{asn: 9, relationship: customer, as-set: RS-WIDE, roa-routes: no}", "AS4,85.0.0.0/16,17\n",
	 "85.0.0.0/16^16-17=4 |  | 85.0.0.0/16^16-18=4 invalid-length AS4:2 | "},
	{"a range that no ROA touches", "", "{asn: 9, relationship: customer, as-set: RS-WIDE}",
	 "AS7,85.1.0.0/16,17\nAS7,85.0.0.0/24,24\n", "85.0.0.0/16^16-18=4 |  |  | "},

	/* lengths */
	{"longer ones are dropped", "", "{asn: 9, relationship: customer, as-set: [AS-X, RS-X], max-length: {ipv4: 24}}",
	 "", "80.0.0.0/16=1 82.0.0.0/16=2 82.0.1.0/24=1 2a00::/32=2 | 84.0.0.0/16 |  | 80.1.0.0/25 84.1.0.0/25"},
	{"by the network's word, and a neighbor's own", ", max-length: {ipv4: 16, ipv6: 31}",
	 "{asn: 9, relationship: customer, as-set: AS-X, max-length: {ipv4: 24}}", "",
	 "80.0.0.0/16=1 82.0.0.0/16=2 82.0.1.0/24=1 |  |  | 80.1.0.0/25 2a00::/32"},
	{"not those that the border file names", ", max-length: {ipv4: 24}",
	 "{asn: 9, relationship: customer, prefixes: [90.0.0.0/28]}", "", " | 90.0.0.0/28 |  | "},
	{"a range is cut", "", "{asn: 9, relationship: customer, as-set: RS-WIDE, max-length: {ipv4: 17}}", "",
	 "85.0.0.0/16^16-17=4 |  |  | 85.0.0.0/16^18-18"},
	{"more specifics", "", "{asn: 9, relationship: customer, as-set: [AS-X, RS-X], more-specifics: yes}", "",
	 "80.0.0.0/16^16-24=1 80.1.0.0/25=1 82.0.0.0/16^16-24=2 82.0.1.0/24=1 2a00::/32^32-48=2 | "
	 "84.0.0.0/16^16-24 84.1.0.0/25 |  | "},
	{"more specifics up to max-length", "",
	 "{asn: 9, relationship: customer, as-set: AS-X, more-specifics: yes, max-length: {ipv4: 18, ipv6: 33}}", "",
	 "80.0.0.0/16^16-18=1 82.0.0.0/16^16-18=2 2a00::/32^32-33=2 |  |  | 80.1.0.0/25 82.0.1.0/24"},
	{"no more specific that is invalid", "",
	 "{asn: 9, relationship: customer, as-set: AS5, more-specifics: yes, max-length: {ipv4: 18}}",
	 "AS5,86.0.0.0/16,17\n", "86.0.0.0/16^16-17=5 |  |  | "},
	{"nor one that another's ROA covers", "",
	 "{asn: 9, relationship: customer, as-set: AS5, more-specifics: yes, max-length: {ipv4: 18}}",
	 "AS7,86.0.128.0/17,18\n", "86.0.0.0/16=5 86.0.0.0/17^17-18=5 |  |  | "},

	/* exceptions, on the day 2026-11-22 */
	{"accept", "",
	 "{asn: 9, relationship: customer, as-set: AS5, exceptions: [\n"
	 "{accept: 10.0.0.0/8^8-9, reason: lab, expires: 2026-11-22}]}",
	 "", "86.0.0.0/16=5 | 10.0.0.0/8^8-9 |  | "},
	{"expired", "",
	 "{asn: 9, relationship: customer, as-set: AS5, exceptions: [\n"
	 "{accept: 10.0.0.0/8^8-9, reason: lab, expires: 2026-11-21},\n"
	 "{reject: 86.0.0.0/16, reason: lab, expires: 2026-11-21}]}",
	 "", "86.0.0.0/16=5 |  |  | "},
	{"reject", "",
	 "{asn: 9, relationship: customer, as-set: AS-X, exceptions: [\n"
	 "{reject: 82.0.0.0/8^8-32, reason: x, expires: 2027-01-01},\n"
	 "{reject: 2a00::/32, reason: x, expires: 2027-01-01}]}",
	 "", "80.0.0.0/16=1 80.1.0.0/25=1 |  |  | "},
	{"rejecting beats accepting", "",
	 "{asn: 9, relationship: customer, as-set: AS5, exceptions: [\n"
	 "{reject: 86.0.0.0/16, reason: x, expires: 2027-01-01},\n"
	 "{accept: 86.0.0.0/16^16-17, reason: x, expires: 2027-01-01}]}",
	 "", " | 86.0.0.0/16^17-17 |  | "},
	{"an accepted number is in the cone", "",
	 "{asn: 9, relationship: customer, as-set: AS5, exceptions: [\n"
	 "{accept: AS3, reason: x, expires: 2027-01-01}]}",
	 "AS3,91.0.0.0/16,16\n", "83.0.0.0/16=3 86.0.0.0/16=5 91.0.0.0/16=3 |  |  | "},
	{"a rejected number is not", "",
	 "{asn: 9, relationship: customer, as-set: AS-X, exceptions: [\n"
	 "{reject: AS1, reason: x, expires: 2027-01-01},\n"
	 "{accept: AS1, reason: x, expires: 2027-01-01}]}",
	 "AS1,91.0.0.0/16,16\n", "82.0.0.0/16=2 2a00::/32=2 |  |  | "},
	{"an invalid object that is accepted", "",
	 "{asn: 9, relationship: customer, as-set: AS5, exceptions: [\n"
	 "{accept: 86.0.0.0/16, reason: x, expires: 2027-01-01}]}",
	 "AS7,86.0.0.0/16,16\n", " | 86.0.0.0/16 | 86.0.0.0/16=5 invalid-asn AS7:2 | "},
	{"own space from a peer", "",
	 "{asn: 9, relationship: peer, as-set: AS5, exceptions: [\n"
	 "{accept: 79.0.1.0/24, reason: x, expires: 2027-01-01}]}",
	 "", "86.0.0.0/16=5 | 79.0.1.0/24 |  | "},
};

static void put_file(const char *path, const char *head, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fprintf(f, "%s%s", head, text) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void put_bound(char *to, size_t size, const struct origin_list *l)
{
	size_t n = strlen(to);

	for (size_t i = 0; i < origin_list_count(l); i++) {
		struct origin_range o = origin_list_get(l, i);
		struct range_list one = {0};
		char range[80];

		assert_int_equal(range_list_add(&one, &o.range), 0);
		n += (size_t)snprintf(to + n, size - n, "%s%s=%u", i ? " " : "",
				      list_text(&one, range, sizeof range), o.origin);
		range_list_release(&one);
	}
}

static void put_invalid(char *to, size_t size, const struct invalid_objects *all, const struct rpki *rpki)
{
	size_t n = strlen(to);

	for (size_t i = 0; i < all->v.n; i++) {
		const struct invalid_object *o = &all->v.v[i];
		struct range_list one = {0};
		struct vrp cause = invalid_object_cause(rpki, o);
		char range[80];

		assert_int_equal(range_list_add(&one, &o->range), 0);
		n += (size_t)snprintf(to + n, size - n, "%s%s=%u %s AS%u:%u", i ? " " : "",
				      list_text(&one, range, sizeof range), o->origin, rov_state_text(o->state),
				      cause.asn, cause.line);
		range_list_release(&one);
	}
}

static const char *decided(const struct row *row)
{
	static char text[2048];
	const struct snapshot_options options = {.leave_no_files = true};
	char yaml[2048], part[512];
	struct border b = {0};
	struct snapshot s = {0};
	struct import_list l = {0};
	struct report errors = {0};
	struct err e = {0};

	put_file("policy_test.csv", "ASN,IP Prefix,Max Length\n", row->vrps);
	snprintf(yaml, sizeof yaml,
		 "network: {asn: 3333, prefixes: [79.0.0.0/16]%s}\nneighbors: [%s]\n"
		 "sources: {irr: [{dump: policy_test.db}], rpki: [{csv: policy_test.csv}]}\n",
		 row->network, row->neighbor);
	if (border_read_mem(&b, "weir.yaml", yaml, strlen(yaml), &errors))
		fail_msg("%s: %s", row->what, errors.notes.v[0].msg);
	b.date = 20261122;
	if (snapshot_read(&s, &b, &options, &e) || import_list_make(&l, &s, &b, &b.neighbors.v[0], &e))
		fail_msg("%s: %s", row->what, e.msg);
	text[0] = '\0';
	put_bound(text, sizeof text, &l.bound);
	strcat(text, " | ");
	strcat(text, list_text(&l.unbound, part, sizeof part));
	strcat(text, " | ");
	put_invalid(text, sizeof text, &l.invalid, &s.rpki);
	strcat(text, " | ");
	strcat(text, list_text(&l.too_long, part, sizeof part));
	import_list_release(&l);
	snapshot_release(&s);
	border_release(&b);
	return text;
}

static void each_policy_by_hand(void **state)
{
	(void)state;
	put_file("policy_test.db", dump, "");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *got = decided(&rows[i]);

		if (strcmp(got, rows[i].list))
			fail_msg("%s:\n%s\nexpected\n%s", rows[i].what, got, rows[i].list);
	}
	assert_int_equal(unlink("policy_test.db") | unlink("policy_test.csv"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_policy_by_hand),
	};

	return check_main(tests);
}
