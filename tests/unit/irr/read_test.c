#include "dumps.h"

#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define R "192.0.2.0/24 | AS1"

/* Each way of writing the same facts, named after the trap of the format. */
static void lexing(void **state)
{
	static const struct {
		const char *trap, *text, *objects, *expected;
	} rows[] = {
		{"plain", "route: 192.0.2.0/24\norigin: AS1\nsource: T\n", "AS1", R},
		{"CRLF", "route: 192.0.2.0/24\r\norigin: AS1\r\nsource: T\r\n\r\n", "AS1", R},
		{"no last line end", "route: 192.0.2.0/24\norigin: AS1\nsource: T", "AS1", R},
		{"upper case names", "ROUTE: 192.0.2.0/24\nOrigin: as1\nSOURCE: t\n", "AS1", R},
		{"blank before the colon", "route : 192.0.2.0/24\norigin\t:AS1\nsource: T\n", "AS1", R},
		{"no blank after it", "route:192.0.2.0/24\norigin:AS1\nsource:T\n", "AS1", R},
		{"byte order mark", "\xef\xbb\xbfroute: 10.0.0.0/8\norigin: AS1\n\nroute: 192.0.2.0/24\norigin: AS1\n",
		 "AS1", "10.0.0.0/8 192.0.2.0/24 | AS1"},
		{"banner", "% This is a banner\n\nRIPE database dump\n#\nroute: 192.0.2.0/24\norigin: AS1\n", "AS1", R},
		{"comment lines inside", "route: 192.0.2.0/24\n% c\n# c\norigin: AS1\nsource: T\n", "AS1", R},
		{"comment after a value", "route: 192.0.2.0/24 # c\norigin: AS1# c\nsource: T\n", "AS1", R},
		{"value on the next line", "route:\n 192.0.2.0/24\norigin:\n+AS1\nsource: T\n", "AS1", R},
		{"EOF line", "route: 192.0.2.0/24\norigin: AS1\nsource: T\nEOF\n", "AS1", R},
		{"no blank line between objects",
		 "route: 192.0.2.0/24\norigin: AS1\nsource: T\nroute: 10.0.0.0/8\norigin: AS2\nsource: T\n",
		 "AS1 AS2", "10.0.0.0/8 192.0.2.0/24 | AS1 AS2"},
		{"line of blanks between objects",
		 "person: X\n   \nroute: 192.0.2.0/24\norigin: AS1\nsource: T\n\t\nroute: 10.0.0.0/8\norigin: AS2\nsource: T\n",
		 "AS1 AS2", "10.0.0.0/8 192.0.2.0/24 | AS1 AS2"},
		{"blanks around the slash", "route: 192.0.2.0 / 24\norigin: AS1\nsource: T\n", "AS1", R},
		{"/32 omitted", "route: 192.0.2.1\norigin: AS1\nsource: T\n", "AS1", "192.0.2.1/32 | AS1"},
		{"leading zero that nobody can misread", "route: 192.0.02.0/24\norigin: AS1\nsource: T\n", "AS1", R},
		{"leading zeros of an origin", "route: 192.0.2.0/24\norigin: AS0001\nsource: T\n", "AS1", R},
		{"asdot origin", "route: 192.0.2.0/24\norigin: AS0.1\nsource: T\n", "AS1", R},
		{"IPv6 in capitals with zeros", "route6: 2001:0DB8:0000::/32\norigin: AS1\nsource: T\n", "AS1",
		 "2001:db8::/32 | AS1"},
		{"trailing comma of an origin", "route: 192.0.2.0/24\norigin: AS1,\nsource: T\n", "AS1", R},
		{"legacy artefact", "*xxte: 10.0.0.0/8\norigin: AS1\n\nroute: 192.0.2.0/24\norigin: AS1\n", "AS1", R},
		{"Latin-1", "route: 192.0.2.0/24\ndescr: Z\xfcrich\norigin: AS1\nremarks: \xe9\n", "AS1", R},
		{"UTF-8", "route: 192.0.2.0/24\ndescr: Z\xc3\xbcrich\norigin: AS1\n", "AS1", R},
		{"continuation of what is not kept", "route: 192.0.2.0/24\ndescr: x\n origin: AS2\n+\n\torigin: AS3\norigin: AS1\n",
		 "AS1 AS2 AS3", "192.0.2.0/24 | AS1 AS2 AS3"},
		{"members: commas", "as-set: AS-A\nmembers: AS1,AS2 , AS3\nsource: T\n", "AS-A", "| AS1 AS2 AS3"},
		{"members: blanks", "as-set: AS-A\nmembers: AS1 AS2\tAS3\nsource: T\n", "AS-A", "| AS1 AS2 AS3"},
		{"members: trailing commas", "as-set: AS-A\nmembers: ,AS1,,AS2, AS3,\nsource: T\n", "AS-A", "| AS1 AS2 AS3"},
		{"members: semicolons", "as-set: AS-A\nmembers: AS1; AS2;AS3;\nsource: T\n", "AS-A", "| AS1 AS2 AS3"},
		{"members: several attributes", "as-set: AS-A\nmembers: AS1\nmembers: AS2\nmnt-by: X\nmp-members: AS3\n",
		 "AS-A", "| AS1 AS2 AS3"},
		{"members: continuation by blank, tab, plus",
		 "as-set: AS-A\nmembers: AS1\n AS2\n\tAS3,\n+AS4\n+\n+ AS5\nsource: T\n", "AS-A",
		 "| AS1 AS2 AS3 AS4 AS5"},
		{"members: comments in continuations",
		 "as-set: AS-A\nmembers: AS1, # one AS9\n AS2 # two, AS8\n# AS7\n AS3\nsource: T\n", "AS-A",
		 "| AS1 AS2 AS3"},
		{"members: comment after a semicolon", "as-set: AS-A\nmembers: AS1, AS2; our customers\nsource: T\n",
		 "AS-A", "| AS1 AS2"},
		{"members: neither list nor comment",
		 "as-set: AS-A\nmembers: AS1; see AS3333 for more\nsource: T\n", "AS-A", "| AS1 | gaps 1"},
		{"members: twice", "as-set: AS-A\nmembers: AS1, as1, AS1\nsource: T\n", "AS-A", "| AS1"},
		{"members: blanks around operators",
		 "route-set: RS-A\nmembers: 10.0.0.0 / 8 ^ 16-24, 192.0.2.0/24 ^+\nsource: T\n", "RS-A",
		 "10.0.0.0/8^16-24 192.0.2.0/24^24-32 |"},
		{"members: IPv6 in members", "route-set: RS-A\nmembers: 2001:db8::/32\nsource: T\n", "RS-A",
		 "2001:db8::/32 |"},
		{"members: of an empty set", "as-set: AS-A\nmembers:\nsource: T\n", "AS-A", "|"},
		{"a stray line in a set shows", "as-set: AS-A\nmembers: AS1,\nAS2, AS3\nsource: T\n", "AS-A",
		 "| AS1 | gaps 1"},
		{"a set cut by the end of the dump",
		 "route: 192.0.2.0/24\norigin: AS1\nsource: T\n\nas-set: AS-A\nmembers: AS1, AS2", "AS-A",
		 R " AS2 | gaps 1"},
		{"a route cut by the end of the dump",
		 "route: 192.0.2.0/24\norigin: AS1\nsource: T\n\nroute: 10.0.0.0/8\norigin: AS1", "AS1", R},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *got = expand_text(rows[i].text, rows[i].objects);

		if (strcmp(got, rows[i].expected))
			fail_msg("%s: expected \"%s\", found \"%s\"", rows[i].trap, rows[i].expected, got);
	}
}

/* What each damage is told as, with its line and column. */
static void damage_is_counted_with_its_place(void **state)
{
	static const struct {
		const char *text, *note;
		size_t line, col;
		unsigned dropped;
	} rows[] = {
		{"route: 192.0.2/24\norigin: AS1\n",
		 "route: expected a prefix such as 192.0.2.0/24 or 2001:db8::/32, found '192.0.2/24'", 1, 8, 1},
		{"\nroute:   010.1.2.0/24\norigin: AS1\n",
		 "route: expected decimal numbers without leading zeros, found '010.1.2.0/24'", 2, 10, 1},
		{"route: 192.0.2.1/24\norigin: AS1\n",
		 "route: expected no bits set beyond the length, found '192.0.2.1/24'", 1, 8, 1},
		{"route: 192.0.2.0/33\norigin: AS1\n",
		 "route: expected a length of at most 32 (IPv4) or 128 (IPv6), found '192.0.2.0/33'", 1, 8, 1},
		{"route: 2001:db8::/32\norigin: AS1\n", "route: expected an IPv4 prefix, found '2001:db8::/32'", 1, 8, 1},
		{"route6: 10.0.0.0/8\norigin: AS1\n", "route6: expected an IPv6 prefix, found '10.0.0.0/8'", 1, 9, 1},
		{"route: 192.0.2.0/24\norigin: AS4294967296\n",
		 "route: expected one origin such as AS64500, found 'AS4294967296'", 2, 9, 1},
		{"route: 192.0.2.0/24\norigin: 64500\n", "route: expected one origin such as AS64500, found '64500'", 2, 9, 1},
		{"route: 192.0.2.0/24\nsource: T\n", "route: expected one origin such as AS64500, found ''", 1, 0, 1},
		{"route: 192.0.2.0/24\norigin: AS1\norigin: AS2\n", "origin: expected one in an object, found 'AS2'", 3, 1, 1},
		{"route: 192.0.2.0/24\norigin: AS1\nsource: A\nsource: B\n", "source: expected one in an object, found 'B'", 4, 1, 0},
		{"as-set: AS1\nmembers: AS2\n", "as-set: expected the name of a set, found 'AS1'", 1, 9, 1},
		{"as-set: AS-ANY\n", "as-set: expected the name of a set, found 'AS-ANY'", 1, 9, 1},
		{"as-set: AS-A:\n", "as-set: expected the name of a set, found 'AS-A:'", 1, 9, 1},
		{"as-set: AS-A\nmembers: AS1, AS2-AS5\n",
		 "members: expected one AS number, at most AS4294967295, found 'AS2-AS5'", 2, 15, 0},
		{"route-set: RS-A\nmembers: 10.0.0.0/8^24-28^+\n",
		 "members: expected one range operator such as ^+, ^-, ^24 or ^24-28, found '10.0.0.0/8^24-28^+'", 2, 10, 0},
		{"aut-num: ASX\n", "aut-num: expected an AS number such as AS64500, found 'ASX'", 1, 10, 1},
		{"person: X\n\nchanged: a@b\nsource: T\n",
		 "object: expected a class such as route or as-set, found 'changed: a@b'", 3, 1, 0},
		{"as-set: AS-A\n\nroute-set: RS-A\n\nas-set: as-a\n",
		 "as-set: expected one object of the name in its source, found another 'AS-A'; the first counts",
		 5, 0, 1},
		{"route: 10.0.0.0/8\norigin: AS1\nor\n",
		 "route: expected an attribute or its continuation, found 'or'", 3, 1, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *const texts[] = {rows[i].text, NULL};
		struct dumps d;

		dumps_write(&d, texts);
		dumps_open(&d);
		assert_true(d.report.total >= 1);
		assert_string_equal(d.report.notes.v[0].msg, rows[i].note);
		assert_int_equal(d.report.notes.v[0].line, rows[i].line);
		assert_int_equal(d.report.notes.v[0].col, rows[i].col);
		assert_string_equal(d.report.notes.v[0].file, d.paths[0]);
		assert_int_equal(irr_dump_get(d.irr, 0).dropped, rows[i].dropped);
		dumps_close(&d);
	}
}

static void objects_are_counted(void **state)
{
	static const char *const texts[] = {
		"person: X\n\nmntner: M\n\nroute: 10.0.0.0/8\norigin: AS1\n\nroute6: ::/0\norigin: AS1\n\n"
		"as-set: AS-A\n\nroute-set: RS-A\n\naut-num: AS1\n\n*xxte: X\n\nroute: X\norigin: AS1\n", NULL};
	struct irr_dump x;
	struct dumps d;

	(void)state;
	dumps_write(&d, texts);
	dumps_open(&d);
	x = irr_dump_get(d.irr, 0);
	assert_int_equal(x.others, 2);
	assert_int_equal(x.routes4, 1);
	assert_int_equal(x.routes6, 1);
	assert_int_equal(x.as_sets, 1);
	assert_int_equal(x.route_sets, 1);
	assert_int_equal(x.aut_nums, 1);
	assert_int_equal(x.deleted, 1);
	assert_int_equal(x.dropped, 1);
	assert_int_equal(x.damage, 1);
	dumps_close(&d);
}

/* The last line of a text that is cut at `n`, without its line end. */
static bool ends_after_source(const char *text, size_t n)
{
	size_t begin;

	while (n && text[n - 1] == '\n')
		n--;
	for (begin = n; begin && text[begin - 1] != '\n';)
		begin--;
	return n == begin || (n - begin == 12 && !memcmp(text + begin, "source: TEST", 12));
}

/* A download that broke off: its lists are told from whole ones, wherever that was. */
static void a_dump_cut_at_any_byte_is_told(void **state)
{
	static const char text[] =
		"route: 192.0.2.0/24\norigin: AS1\nsource: TEST\n\n"
		"person: Somebody\nsource: TEST\n\n"
		"as-set: AS-A\nmembers: AS1, AS2,\n AS3\nmembers: AS-B\nmnt-by: M\nsource: TEST\n\n"
		"as-set: AS-B\nmbrs-by-ref: M, N\nsource: TEST\n\n"
		"aut-num: AS4\nmember-of: AS-B\nmnt-by: N\nimport: from AS1 accept ANY\nsource: TEST\n\n"
		"route: 198.51.100.0/24\ndescr: x\norigin: AS23\nmnt-by: M\nsource: TEST\n";
	unsigned told = 0;

	(void)state;
	for (size_t n = 1; n < sizeof text - 1; n++) {
		char *cut = strndup(text, n);
		const char *const texts[] = {cut, NULL};
		struct dumps d;

		dumps_write(&d, texts);
		dumps_open(&d);
		if (ends_after_source(text, n)) {
			assert_int_equal(irr_dump_get(d.irr, 0).cut, 0);
		} else if (n > strlen("route: 192.0.2.0/24\norigin: AS1\nsource: TEST")) {
			assert_true(irr_dump_get(d.irr, 0).cut && d.report.total);
			told++;
		}
		dumps_close(&d);
		free(cut);
	}
	assert_true(told > 200);
}

/* Objects as registries export them; the counts are of `grep -c '^route:'` and the like. */
static void reads_real_objects(void **state)
{
	static const struct {
		const char *file;
		struct irr_dump want;
	} rows[] = {
		{"ripe-whois-TEST.db", {.routes4 = 1, .as_sets = 1, .aut_nums = 34, .others = 184}},
		{"ripe-db-route.sample.txt", {.routes4 = 62}},
		{"ripe-db-route6.sample.txt", {.routes6 = 62}},
		{"irrd/sample_as_set.rpsl", {.as_sets = 1}},
		{"irrd/sample_aut_num.rpsl", {.aut_nums = 1}},
		{"irrd/sample_route.rpsl", {.routes4 = 1}},
		{"irrd/sample_route6.rpsl", {.routes6 = 1}},
		{"irrd/sample_route_set.rpsl", {.route_sets = 1}},
		{"irrd/sample_legacy_irrd_artifact.rpsl", {.deleted = 1}},
		{"irrd/sample_malformed_attribute_name.rpsl", {.routes4 = 1, .damage = 1}},
		{"irrd/sample_malformed_empty_line.rpsl", {.routes4 = 1, .damage = 1}},
		{"irrd/sample_malformed_pk.rpsl", {.dropped = 1, .damage = 1}},
		{"irrd/sample_malformed_source.rpsl", {.routes4 = 1}},
		{"irrd/sample_missing_mandatory_attribute.rpsl", {.routes4 = 1}},
		{"irrd/sample_missing_source.rpsl", {.routes4 = 1}},
		{"irrd/sample_line_neither_continuation_nor_attr.rpsl", {.routes4 = 1, .damage = 1}},
		{"irrd/sample_unknown_attribute.rpsl", {.routes4 = 1}},
		{"irrd/sample_unknown_class.rpsl", {0}},
		{"irrd/sample_invalid_multiple_attribute.rpsl", {.routes4 = 1, .damage = 1}},
	};
	static const struct irr_options no_index = {.no_index = true};
	const char *top = getenv("WEIR_TOP");

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct irr_dump *w = &rows[i].want;
		char path[600];
		const char *const paths[] = {path};
		struct irr_dump d;
		struct irr *irr;
		struct err e;

		snprintf(path, sizeof path, "%s/tests/data/rpsl/%s", top ? top : ".", rows[i].file);
		if (irr_open(&irr, paths, 1, &no_index, NULL, &e))
			fail_msg("%s: %s", path, e.msg);
		d = irr_dump_get(irr, 0);
		if (d.routes4 != w->routes4 || d.routes6 != w->routes6 || d.as_sets != w->as_sets ||
		    d.route_sets != w->route_sets || d.aut_nums != w->aut_nums ||
		    d.others != w->others || d.deleted != w->deleted || d.dropped != w->dropped ||
		    d.damage != w->damage || d.cut)
			fail_msg("%s: route %u, route6 %u, as-set %u, route-set %u, aut-num %u, other %u, "
				 "deleted %u, dropped %u, damage %llu, cut %u", rows[i].file, d.routes4,
				 d.routes6, d.as_sets, d.route_sets, d.aut_nums, d.others, d.deleted,
				 d.dropped, (unsigned long long)d.damage, d.cut);
		irr_close(irr);
	}
}

/* As registries publish them; base/ knows the other compressions. */
static void reads_compressed_dumps(void **state)
{
	const char *const texts[] = {"route: 192.0.2.0/24\norigin: AS1\nsource: T\n", NULL};
	char command[2 * sizeof(struct dumps)];
	struct dumps d;

	(void)state;
	dumps_write(&d, texts);
	snprintf(command, sizeof command, "gzip %s && mv %s.gz %s", d.paths[0], d.paths[0], d.paths[0]);
	assert_int_equal(system(command), 0);
	dumps_open(&d);
	assert_string_equal(dumps_expand(&d, "AS1", NULL), R);
	dumps_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lexing),
		cmocka_unit_test(damage_is_counted_with_its_place),
		cmocka_unit_test(objects_are_counted),
		cmocka_unit_test(a_dump_cut_at_any_byte_is_told),
		cmocka_unit_test(reads_real_objects),
		cmocka_unit_test(reads_compressed_dumps),
	};

	return check_main(tests);
}
