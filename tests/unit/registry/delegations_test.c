#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registry/delegations.h"

struct fixture {
	struct delegations d;
	struct report report;
	struct err err;
	int rc;
};

static void read_text(struct fixture *f, const char *name, const char *text)
{
	struct input *in;

	assert_int_equal(input_open_mem(&in, name, text, strlen(text), &f->err), 0);
	f->rc = delegations_read(&f->d, in, &f->report, &f->err);
	input_close(in);
	if (!f->rc)
		assert_int_equal(delegations_index(&f->d), 0);
}

static void release(struct fixture *f)
{
	delegations_release(&f->d);
	report_release(&f->report);
}

static const struct delegation *at(const struct fixture *f, const char *text, bool *whole)
{
	struct prefix p;

	assert_int_equal(prefix_parse(text, strlen(text), &p), PREFIX_OK);
	return delegations_prefix(&f->d, &p, whole);
}

static void a_file_is_read_and_asked(void **state)
{
	struct fixture f = {0};
	const struct delegation *row;
	bool whole;

	(void)state;
	read_text(&f, "delegated",
		  "# a banner\n"
		  "2.3|lacnic|1368223199|6|19870101|20190910|-0300\n"
		  "lacnic|*|ipv4|*|2|summary\n"
		  "lacnic|*|ipv6|*|2|summary\r\n"
		  "lacnic|*|asn|*|2|summary\n"
		  "lacnic||ipv4|24.152.0.0|32768||reserved|\n"
		  "lacnic|AR|ipv4|24.232.0.0|768|19970602|allocated|20118\n"
		  "\n"
		  "lacnic|BR|asn|1251|4|19991231|allocated|A1\n"
		  "lacnic|BR|asn|2.5|1|00000000|assigned\n"
		  "lacnic|BR|ipv6|2001:12f0::|32|20001212|allocated|A1|more|fields\n"
		  "lacnic||ipv6|2001:12f8::|29||available");
	assert_int_equal(f.rc, 0);
	assert_int_equal(f.report.total, 0);
	assert_int_equal(f.d.rows.n, 6);
	assert_string_equal(f.d.sources.v[0].name, "delegated");
	assert_string_equal(f.d.sources.v[0].version, "2.3");
	assert_int_equal(f.d.sources.v[0].serial, 20130510);

	row = at(&f, "24.232.0.0/23", &whole);
	assert_non_null(row);
	assert_true(whole);
	assert_int_equal(row->line, 7);
	assert_int_equal(row->status, DELEGATION_ALLOCATED);
	assert_int_equal(row->date, 19970602);
	assert_memory_equal(row->country, "AR", 2);
	assert_string_equal(strmap_name(&f.d.names, row->holder), "20118");
	assert_string_equal(strmap_name(&f.d.names, row->registry), "lacnic");
	assert_ptr_equal(at(&f, "24.232.0.0/22", &whole), row);
	assert_false(whole); /* three /24s, not four */
	assert_null(at(&f, "24.232.3.0/24", &whole));
	assert_null(at(&f, "0.0.0.0/0", &whole));
	assert_int_equal(at(&f, "24.152.127.255/32", &whole)->status, DELEGATION_RESERVED);
	assert_int_equal(at(&f, "2001:12f0:ffff::/48", &whole)->status, DELEGATION_ALLOCATED);
	assert_null(at(&f, "2001:12f1::/48", &whole));

	assert_null(delegations_asn(&f.d, 1250));
	assert_int_equal(delegations_asn(&f.d, 1251)->line, 9);
	assert_int_equal(delegations_asn(&f.d, 1254)->line, 9);
	assert_null(delegations_asn(&f.d, 1255));
	assert_int_equal(delegations_asn(&f.d, 131077)->line, 10);
	release(&f);
}

static void a_damaged_line_is_noted_and_left_out(void **state)
{
	static const struct {
		const char *line, *note;
		size_t col;
	} rows[] = {
		{"arin|US|ipv4|010.0.0.0|256|20010101|allocated", "an IPv4 address", 14},
		{"arin|US|ipv4|10.0.0.0|0|20010101|allocated", "a count of addresses", 23},
		{"arin|US|ipv4|255.255.255.0|257|20010101|allocated", "a count of addresses", 28},
		{"arin|US|ipv4|10.0.0.0|4294967297|20010101|allocated", "a count of addresses", 23},
		{"arin|US|ipv4|10.0.0.0|99999999999999999999999|20010101|allocated",
		 "a count of addresses", 23},
		{"arin|US|ipv4|10.0.0.0|-1|20010101|allocated", "a count of addresses", 23},
		{"arin|US|ipv4|2001:db8::|32|20010101|allocated", "an IPv4 address", 14},
		{"arin|US|ipv6|2001:db8::|129|20010101|allocated", "a length of at most 128", 25},
		{"arin|US|ipv6|2001:db8::1|32|20010101|allocated", "no bits set beyond", 14},
		{"arin|US|ipv6|10.0.0.0|8|20010101|allocated", "an IPv6 address", 14},
		{"arin|US|asn|4294967296|1|20010101|allocated", "an AS number", 13},
		{"arin|US|asn|4294967295|2|20010101|allocated", "a count of AS numbers", 24},
		{"arin|US|asn|1|1|20010101|stolen", "allocated, assigned", 26},
		{"arin|US|ipx|1|1|20010101|allocated", "asn, ipv4 or ipv6", 9},
		{"|US|asn|1|1|20010101|allocated", "the name of a registry", 1},
		{"arin|US|asn|1|1", "7 or 8 fields", 15},
		{"<html>", "7 or 8 fields", 1},
		{"arin|*|asn|*|many|summary", "a number of records", 14},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct fixture f = {0};
		char text[300];

		snprintf(text, sizeof text, "%s\n%s\n", "arin|US|asn|7|1|20010101|allocated",
			 rows[i].line);
		read_text(&f, "delegated", text);
		assert_int_equal(f.rc, 0);
		assert_int_equal(f.d.rows.n, 1);
		assert_int_equal(f.report.total, 1);
		assert_int_equal(f.report.notes.v[0].line, 2);
		assert_int_equal(f.report.notes.v[0].col, rows[i].col);
		assert_non_null(strstr(f.report.notes.v[0].msg, rows[i].note));
		release(&f);
	}
}

static void an_odd_country_or_date_costs_itself_only(void **state)
{
	struct fixture f = {0};

	(void)state;
	read_text(&f, "delegated",
		  "arin|USA|asn|7|1|20011301|allocated\narin|U1|asn|8|1|2001|allocated\n");
	assert_int_equal(f.rc, 0);
	assert_int_equal(f.d.rows.n, 2);
	assert_int_equal(f.report.total, 4);
	assert_int_equal(f.d.rows.v[0].date, 0);
	assert_int_equal(f.d.rows.v[0].country[0], 0);
	release(&f);
}

static void a_short_file_shows_in_its_summary(void **state)
{
	struct fixture f = {0};

	(void)state;
	read_text(&f, "delegated", "2|arin|20130510|2|0|20130509|-0400\narin|*|asn|*|2|summary\n"
				   "arin|US|asn|7|1|20010101|allocated\n");
	assert_int_equal(f.rc, 0);
	assert_int_equal(f.report.total, 1);
	assert_string_equal(f.report.notes.v[0].msg,
			    "expected 2 records of asn by the file's own summary, found 1");
	release(&f);
}

static void another_file_is_refused(void **state)
{
	struct fixture f = {0};

	(void)state;
	read_text(&f, "page", "<!DOCTYPE html>\n<html></html>\n");
	assert_int_equal(f.rc, WEIR_ESYNTAX);
	assert_int_equal(f.err.line, 1);
	assert_int_equal(f.d.sources.n, 0);
	f.rc = 0;
	read_text(&f, "empty", "");
	assert_int_equal(f.rc, 0); /* well formed and of no records: the caller warns */
	assert_int_equal(f.d.sources.n, 1);
	release(&f);
}

static void overlapping_files(void **state)
{
	struct fixture f = {0};
	bool whole;

	(void)state;
	read_text(&f, "a", "arin||ipv4|8.0.0.0|16777216||reserved\n"
			   "arin|US|ipv4|9.0.0.0|16777216|19880101|assigned\n");
	read_text(&f, "b", "ripencc|NL|ipv4|8.1.0.0|65536|20240101|allocated\n"
			   "ripencc||ipv4|9.1.0.0|65536||available\n"
			   "ripencc|NL|ipv4|9.2.0.0|65536|20240101|allocated\n");
	assert_int_equal(f.d.rows.v[at(&f, "8.1.2.0/24", &whole) - f.d.rows.v].source, 1);
	assert_int_equal(at(&f, "8.0.0.0/16", &whole)->source, 0);
	assert_int_equal(at(&f, "8.2.0.0/16", &whole)->source, 0);
	assert_int_equal(at(&f, "9.1.0.0/16", &whole)->status, DELEGATION_ASSIGNED);
	assert_int_equal(at(&f, "9.2.0.0/16", &whole)->source, 1);
	assert_int_equal(at(&f, "9.0.0.0/8", &whole)->source, 0);
	assert_false(whole);
	assert_null(at(&f, "10.0.0.0/8", &whole));
	release(&f);
}

static void available_space_joins_neighbors(void **state)
{
	struct fixture f = {0};
	struct prefix_set set;
	struct range_list l;

	(void)state;
	read_text(&f, "a",
		  "arin||ipv4|8.0.0.0|256||available\narin||ipv4|8.0.1.0|512||available\n"
		  "arin||ipv4|8.0.3.0|256||reserved\narin||ipv4|255.255.255.0|256||available\n"
		  "arin||ipv6|ffff::|16||available\n");
	assert_int_equal(delegations_space(&f.d, 1 << DELEGATION_AVAILABLE, &set), 0);
	assert_int_equal(prefix_set_aggregate(&set, &l), 0);
	assert_int_equal(l.v4.n, 3);
	assert_int_equal(l.v4.v[0], range_pack4(0x08000000, 23, 23, 32));
	assert_int_equal(l.v4.v[1], range_pack4(0x08000200, 24, 24, 32));
	assert_int_equal(l.v4.v[2], range_pack4(0xffffff00, 24, 24, 32));
	assert_int_equal(l.v6.n, 1);
	range_list_release(&l);
	prefix_set_release(&set);
	release(&f);
}

static void counts_are_cut_into_prefixes(void **state)
{
	struct fixture f = {0};
	struct range_list l = {0};
	uint64_t next = 0x0a000001;

	(void)state;
	read_text(&f, "a", "arin|US|ipv4|10.0.0.1|1000|20010101|assigned\n");
	assert_int_equal(delegation_prefixes(&f.d.rows.v[0], &l), 0);
	for (size_t i = 0; i < l.v4.n; i++) {
		struct range r = range_unpack4(l.v4.v[i]);

		assert_int_equal(r.hi >> 32, next);
		assert_true(r.ge == r.len && r.le == r.len);
		next += (uint64_t)1 << (32 - r.len);
	}
	assert_int_equal(next, 0x0a000001 + 1000);
	range_list_release(&l);
	release(&f);
}

/* Random overlapping blocks against a scan of all rows. */
static void steps_match_a_scan(void **state)
{
	(void)state;
	srandom(5);
	for (int round = 0; round < 300; round++) {
		struct fixture f = {0};
		char text[20 * 64], *to = text;
		static const char *const status[] = {"available", "allocated", "assigned", "reserved"};

		for (int i = 0; i < 20; i++) {
			unsigned first = (unsigned)random() % 60;

			to += sprintf(to, "arin||asn|%u|%u||%s\n", first,
				      1 + (unsigned)random() % (round % 2 ? 10 : 60),
				      status[random() % 4]);
		}
		read_text(&f, "random", text);
		for (uint32_t asn = 0; asn < 130; asn++) {
			const struct delegation *best = NULL;

			for (size_t i = 0; i < f.d.rows.n; i++) {
				const struct delegation *r = &f.d.rows.v[i];
				bool held = r->status == DELEGATION_ALLOCATED ||
					    r->status == DELEGATION_ASSIGNED;
				bool best_held = best && (best->status == DELEGATION_ALLOCATED ||
							  best->status == DELEGATION_ASSIGNED);

				if (asn < r->lo || asn >= r->lo + r->size)
					continue;
				if (!best || (held && !best_held) ||
				    (held == best_held && r->size < best->size))
					best = r;
			}
			assert_ptr_equal(delegations_asn(&f.d, asn), best);
		}
		release(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_read_and_asked),
		cmocka_unit_test(a_damaged_line_is_noted_and_left_out),
		cmocka_unit_test(an_odd_country_or_date_costs_itself_only),
		cmocka_unit_test(a_short_file_shows_in_its_summary),
		cmocka_unit_test(another_file_is_refused),
		cmocka_unit_test(overlapping_files),
		cmocka_unit_test(available_space_joins_neighbors),
		cmocka_unit_test(counts_are_cut_into_prefixes),
		cmocka_unit_test(steps_match_a_scan),
	};

	return check_main(tests);
}
