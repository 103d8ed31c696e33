#include "../check.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irr/syntax.h"

static enum rpsl_class class_of(const char *name)
{
	static const struct {
		const char *name;
		enum rpsl_class class;
	} rows[] = {{"ROUTE", RPSL_ROUTE}, {"ROUTE6", RPSL_ROUTE6}, {"AS_SET", RPSL_AS_SET},
		    {"ROUTE_SET", RPSL_ROUTE_SET}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!strcmp(rows[i].name, name))
			return rows[i].class;
	fail_msg("no class %s", name);
	return RPSL_NONE;
}

/* The value in memory of exactly its size, so that nothing is read beyond it. */
static int check(enum rpsl_class class, const char *attribute, const char *value, struct err *e)
{
	size_t n = strlen(value);
	char *exact = malloc(n + !n);
	int rc;

	assert_non_null(exact);
	memcpy(exact, value, n);
	rc = rpsl_check_attribute(class, attribute, exact, n, e);
	free(exact);
	return rc;
}

/* EXPORT_COMPS to export-comps, the escapes of a value to bytes. */
static void to_rpsl(char *attribute, char *value)
{
	char *to = value;

	for (char *s = attribute; *s; s++)
		*s = *s == '_' ? '-' : (char)tolower((unsigned char)*s);
	for (char *s = value; *s; s++) {
		if (s[0] == '\\' && s[1] == 'n') {
			*to++ = '\n';
			s++;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
}

/* The verdicts of the RIPE database itself. */
static void agrees_with_the_ripe_database(void **state)
{
	const char *top = getenv("WEIR_TOP");
	char path[600], line[1000];
	unsigned rows = 0;
	FILE *f;

	(void)state;
	snprintf(path, sizeof path, "%s/tests/data/rpsl/syntax-verdicts.tsv", top ? top : ".");
	f = fopen(path, "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof line, f)); /* the heading */
	while (fgets(line, sizeof line, f)) {
		char *rest = line, *verdict = strsep(&rest, "\t"), *class = strsep(&rest, "\t"),
		     *attribute = strsep(&rest, "\t"), *value = strsep(&rest, "\n");
		struct err e = {0};
		int rc;

		to_rpsl(attribute, value);
		rc = check(class_of(class), attribute, value, &e);
		if (rc != (strcmp(verdict, "accept") ? WEIR_ESYNTAX : 0))
			fail_msg("%s %s '%s': expected %s, found %d (%s)", class, attribute, value, verdict,
				 rc, e.msg);
		rows++;
	}
	fclose(f);
	assert_int_equal(rows, 102);
}

/* What the verdicts leave open, by the text of RFC 2622 and RFC 4012. */
static void follows_the_rfc(void **state)
{
	static const struct {
		enum rpsl_class class;
		const char *attribute, *value;
		bool good;
	} rows[] = {
		{RPSL_ROUTE, "components", "ATOMIC", true},
		{RPSL_ROUTE, "components", "<^AS2>", true},
		{RPSL_ROUTE, "components", "protocol BGP4 {128.8.0.0/16^+}\n  protocol OSPF {128.9.0.0/16^+}", true},
		{RPSL_ROUTE, "components", "", false},
		{RPSL_ROUTE, "components", "{2001:db8::/32}", false},
		{RPSL_ROUTE6, "components", "{2001:db8::/32^48}", true},
		{RPSL_ROUTE, "inject", "at 1.1.1.1 action dpa = 100;", true},
		{RPSL_ROUTE, "inject", "at 1.1.1.1 action dpa = 100", false},
		{RPSL_ROUTE, "inject", "upon HAVE-COMPONENTS {128.8.0.0/16, 128.9.0.0/16}", true},
		{RPSL_ROUTE, "inject", "at rtrs-a or (r1.example.net except 1.1.1.1) upon static and exclude {}", true},
		{RPSL_ROUTE, "inject", "at 2001:db8::1", false},
		{RPSL_ROUTE6, "inject", "at 2001:db8::1", true},
		{RPSL_ROUTE, "inject", "action community.append(1:2); community .= { 3:4 };", true},
		{RPSL_ROUTE, "inject", "", false},
		{RPSL_ROUTE, "aggr-bndry", "AS1 OR (AS-FOO EXCEPT AS2)", true},
		{RPSL_ROUTE, "aggr-bndry", "AS1 AS2", false},
		{RPSL_ROUTE, "aggr-mtd", "inbound AS1", false},
		{RPSL_ROUTE, "aggr-mtd", "outbound", true},
		{RPSL_ROUTE, "export-comps", "AS1 AS2 OR NOT AS-FOO^+ AND {}^24", true},
		{RPSL_ROUTE, "export-comps", "<[AS1-AS9 AS-FOO]* . AS2+ (AS3|AS4)~{1,2}$> OR community(1:2)", true},
		{RPSL_ROUTE, "export-comps", "<AS1", false},
		{RPSL_ROUTE, "export-comps", "<AS1{2,}>", true},
		{RPSL_ROUTE, "export-comps", "<AS1{2", false},
		{RPSL_ROUTE, "export-comps", "<AS1{2,3", false},
		{RPSL_ROUTE, "export-comps", "<AS1{AS2}>", false},
		{RPSL_ROUTE, "export-comps", "<AS1{}>", false},
		{RPSL_ROUTE, "export-comps", "(AS1", false},
		{RPSL_ROUTE, "export-comps", "AS1 AND", false},
		{RPSL_ROUTE, "export-comps", "PeerAS^+ OR AS1:AS-CUST:PeerAS OR ANY", true},
		{RPSL_ROUTE, "holes", "10.0.0.0/8, 11.0.0.0/8 # two", true},
		{RPSL_ROUTE, "route", "192.0.2.1/24", false},
		{RPSL_ROUTE, "route", "192.0.2.0/24\n+", true},
		{RPSL_ROUTE_SET, "members", "2001:db8::/32", false},
		{RPSL_ROUTE_SET, "mp-members", "2001:db8::/32^+, AS-FOO^24", true},
		{RPSL_ROUTE_SET, "members", "10.0.0.0/8^24-28^+", false},
		{RPSL_ROUTE_SET, "members", "10.0.0.0/8^33", false},
		{RPSL_AS_SET, "members", "AS1\n  , AS-FOO", true},
		{RPSL_AS_SET, "members", "AS1^+", false},
		{RPSL_AS_SET, "members", "AS4294967296", false},
		{RPSL_AS_SET, "as-set", "AS-ANY", false},
		{RPSL_AS_SET, "as-set", "AS1:AS-FOO:RS-BAR", false},
		{RPSL_AS_SET, "as-set", "AS1:AS2", false},
		{RPSL_AS_SET, "as-set", "AS-FOO-", false},
		{RPSL_AS_SET, "mbrs-by-ref", "ANY", true},
		{RPSL_AS_SET, "mbrs-by-ref", "AS-FOO", false},
		{RPSL_AUT_NUM, "aut-num", "AS64500", true},
		{RPSL_AUT_NUM, "mp-import", "from AS64500:AS-CUSTOMERS\n  accept PeerAS AND <^PeerAS++$>", true},
		{RPSL_AUT_NUM, "mp-export", "to AS64510 announce AS64500:AS-ALL", true},
		{RPSL_AUT_NUM, "mp-import", "afi ipv6.unicast, ipv4 from AS1 action pref=10; from AS2 accept AS-FOO;", true},
		{RPSL_AUT_NUM, "mp-import", "afi ipv5 from AS1 accept ANY", false},
		{RPSL_AUT_NUM, "mp-import", "from AS1 accept (AS-A OR AS-B) AND <^PeerAS+ (AS-A|AS-B)*$>", true},
		{RPSL_AUT_NUM, "import", "from AS1 accept ANY AND NOT FLTR-BOGONS", true},
		/* As the MANRS guide prints it: EXCEPT joins policies, not filters (RFC 2622 section 6.6). */
		{RPSL_AUT_NUM, "mp-import", "from AS64510 accept ANY except FLTR-BOGONS", false},
		{RPSL_AUT_NUM, "import", "from AS1 accept {2001:db8::/32}", false},
		{RPSL_AUT_NUM, "mp-import", "from AS1 accept {2001:db8::/32}", true},
		{RPSL_AUT_NUM, "import", "to AS1 accept ANY", false},
		{RPSL_AUT_NUM, "import", "from AS1", false},
		{RPSL_AUT_NUM, "export", "to AS1 announce", false},
		{RPSL_AUT_NUM, "export", "to AS1 OR AS-FOO announce AS2 AS3", true},
		{RPSL_AUT_NUM, "mnt-by", "A-MNT", true},
		{RPSL_AS_SET, "mnt-by", "A-MNT, B-MNT", true},
		{RPSL_AS_SET, "mnt-by", "1A-MNT", false},
		{RPSL_AS_SET, "admin-c", "AB012-RIPE", false},
		{RPSL_AS_SET, "remarks", "anything # at all", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err e = {0};
		int rc = check(rows[i].class, rows[i].attribute, rows[i].value, &e);

		if (rc != (rows[i].good ? 0 : WEIR_ESYNTAX))
			fail_msg("%s '%s': found %d (%s)", rows[i].attribute, rows[i].value, rc, e.msg);
	}
}

static void says_what_was_expected_and_where(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(rpsl_check_attribute(RPSL_AS_SET, "members", "AS1, X", 6, &e), WEIR_ESYNTAX);
	assert_string_equal(e.msg, "members: expected an AS number or the name of an as-set, found 'X'");
	assert_int_equal(e.col, 6);
	assert_int_equal(rpsl_check_attribute(RPSL_AS_SET, "origin", "AS1", 3, &e), WEIR_ENOTFOUND);
}

static void nesting_has_an_end(void **state)
{
	static char value[20000];
	struct err e;

	(void)state;
	memset(value, '(', sizeof value);
	assert_int_equal(rpsl_check_attribute(RPSL_ROUTE, "export-comps", value, sizeof value, &e),
			 WEIR_ESYNTAX);
	assert_non_null(strstr(e.msg, "64 levels"));
	value[0] = '<';
	assert_int_equal(rpsl_check_attribute(RPSL_ROUTE, "export-comps", value, sizeof value, &e),
			 WEIR_ESYNTAX);
	assert_int_equal(rpsl_check_attribute(RPSL_ROUTE, "aggr-bndry", value + 1, sizeof value - 1, &e),
			 WEIR_ESYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_ripe_database),
		cmocka_unit_test(follows_the_rfc),
		cmocka_unit_test(says_what_was_expected_and_where),
		cmocka_unit_test(nesting_has_an_end),
	};

	return check_main(tests);
}
