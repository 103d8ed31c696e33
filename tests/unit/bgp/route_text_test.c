#include "vectors.h"

/* Lines that come back as they were. */
static const char *const good[] = {
	"TABLE_DUMP|1444843994|B|192.0.2.1|65000|198.51.100.0/24|65015|IGP|192.0.2.15|100|0|||NAG||",
	"TABLE_DUMP2|1000|B|2001:db8::2|4200000002|2001:db8::/32|1 2 {3,4}|EGP|2001:db8::1|0|4294967295|1:2 "
	"no-export 65535:65535||AG|64501 192.0.2.7|",
	"TABLE_DUMP2_AP|1000|B|192.0.2.1|64501|203.0.113.0/24|7||INCOMPLETE|255.255.255.255|0|0|||NAG||",
	"TABLE_DUMP2|1000|B|192.0.2.1|64501|0.0.0.0/0|(65001 65002) [1,2] 3|IGP|192.0.2.1|0|0|no-advertise "
	"local-AS|64501:1:2 4200000000:4294967295:0|NAG||",
	"BGP4MP|1000|A|192.0.2.1|64501|203.0.113.0/24|64501|IGP|192.0.2.1|0|0|||NAG||",
	"BGP4MP_ET_LOCAL_AP|1000.000069|A|192.0.2.1|64501|203.0.113.0/24|4294967295|64501|IGP|192.0.2.1|0|0|||NAG||",
	"BGP4MP|1000|W|2001:db8:1:0:2:3:4:5|64501|2001:db8::/32",
	"BGP4MP_AP|1000|W|192.0.2.1|64501|203.0.113.0/24|5",
	"BGP4MP_ET|1000.999999|STATE|192.0.2.1|64501|6|1",
	"BGP|1000|STATE|192.0.2.1|64501|1|2",
};

static void lines_come_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct lines l;
		char line[400];
		/* the large communities' field is the printer's choice; here it is on */
		int n = snprintf(line, sizeof line, "%s\n", good[i]);

		read_lines(&l, line, (size_t)n);
		if (l.report.total)
			print_message("# %s\n# %s\n", good[i], l.report.notes.v[0].msg);
		assert_int_equal(l.rc, 0);
		assert_int_equal(l.report.total, 0);
		if (strcmp(l.o.s, line)) {
			/* one group of zeros is folded, as bgpdump does */
			assert_string_equal(
				l.o.s, "BGP4MP|1000|W|2001:db8:1::2:3:4:5|64501|2001:db8::/32\n");
		}
		drop_lines(&l);
	}
}

/* A line that is not whole gives nothing; the column is that of its field. */
static const struct {
	const char *line;
	size_t col;
} bad[] = {
	{"TABLE_DUMP3|1000|B|192.0.2.1|1|10.0.0.0/8|1|IGP|192.0.2.1|0|0||NAG||",
	 1}, /* begins well enough */
	{"TABLE_DUMP2|x|B|192.0.2.1|1|10.0.0.0/8|1|IGP|192.0.2.1|0|0||NAG||", 13},
	{"TABLE_DUMP2|1000.000001|B|192.0.2.1|1|10.0.0.0/8|1|IGP|192.0.2.1|0|0||NAG||", 13},
	{"TABLE_DUMP2|4294967296|B|192.0.2.1|1|10.0.0.0/8|1|IGP|192.0.2.1|0|0||NAG||", 13},
	{"BGP4MP_ET|1000|W|192.0.2.1|1|10.0.0.0/8", 11},
	{"TABLE_DUMP2|1000|A|192.0.2.1|1|10.0.0.0/8|1|IGP|192.0.2.1|0|0||NAG||", 18},
	{"BGP4MP|1000|B|192.0.2.1|1|10.0.0.0/8|1|IGP|192.0.2.1|0|0||NAG||", 13},
	{"TABLE_DUMP2|1000|B|192.0.2|1|10.0.0.0/8|1|IGP|192.0.2.1|0|0||NAG||", 20},
	{"TABLE_DUMP2|1000|B|192.0.2.1|4294967296|10.0.0.0/8|1|IGP|192.0.2.1|0|0||NAG||", 30},
	{"TABLE_DUMP2|1000|B|192.0.2.1|1|10.0.0.0/33|1|IGP|192.0.2.1|0|0||NAG||", 32},
	{"TABLE_DUMP2|1000|B|192.0.2.1|1|10.0.0.1/8|1|IGP|192.0.2.1|0|0||NAG||", 32},
	{"TABLE_DUMP2|1000|B|192.0.2.1|1|010.0.0.0/8|1|IGP|192.0.2.1|0|0||NAG||", 32},
	{"TABLE_DUMP2|1000|B|192.0.2.1|1|10.0.0.0/8|! Error !|IGP|192.0.2.1|0|0||NAG||", 43},
	{"TABLE_DUMP2|1000|B|192.0.2.1|1|10.0.0.0/8|1|igp|192.0.2.1|0|0||NAG||", 45},
	{"TABLE_DUMP2|1000|B|192.0.2.1|1|10.0.0.0/8|1|IGP||0|0||NAG||", 49},
	{"TABLE_DUMP2|1000|B|192.0.2.1|1|10.0.0.0/8|1|IGP|192.0.2.1|-1|0||NAG||", 59},
	{"TABLE_DUMP2|1000|B|192.0.2.1|1|10.0.0.0/8|1|IGP|192.0.2.1|0||1:2|NAG||", 61},
	{"TABLE_DUMP2|1000|B|192.0.2.1|1|10.0.0.0/8|1|IGP|192.0.2.1|0|0|1:65536|NAG||", 63},
	{"TABLE_DUMP2|1000|B|192.0.2.1|1|10.0.0.0/8|1|IGP|192.0.2.1|0|0|1|NAG||", 63},
	{"TABLE_DUMP2|1000|B|192.0.2.1|1|10.0.0.0/8|1|IGP|192.0.2.1|0|0||AGG||", 64},
	{"TABLE_DUMP2|1000|B|192.0.2.1|1|10.0.0.0/8|1|IGP|192.0.2.1|0|0||AG|1|", 67},
	{"TABLE_DUMP2|1000|B|192.0.2.1|1|10.0.0.0/8|1|IGP|192.0.2.1|0|0||AG|1 ::1|", 67},
	{"TABLE_DUMP2|1000|B|192.0.2.1|1|10.0.0.0/8|1|IGP|192.0.2.1|0|0||NAG||x", 69},
	{"BGP4MP|1000|STATE|192.0.2.1|1|6|65536", 33},
};

static void damage_has_a_column(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct lines l;

		read_lines(&l, bad[i].line, strlen(bad[i].line));
		if (l.report.total != 1 || l.report.notes.v[0].col != bad[i].col)
			print_message("# %s\n", bad[i].line);
		assert_int_equal(l.rc, 0);
		assert_string_equal(l.o.s, "");
		assert_int_equal(l.report.total, 1);
		assert_int_equal(l.report.notes.v[0].line, 1);
		assert_int_equal(l.report.notes.v[0].col, bad[i].col);
		drop_lines(&l);
	}
}

static const char *const miscounted[] = {
	"BGP4MP|1000|W|192.0.2.1|1",
	"BGP4MP|1000|W|192.0.2.1|1|10.0.0.0/8|",
	"BGP4MP|1000|STATE|192.0.2.1|1|6",
	"TABLE_DUMP2|1000|B|192.0.2.1|1|10.0.0.0/8|1|IGP|192.0.2.1|0|0||NAG",
	"TABLE_DUMP2|1000|B|192.0.2.1|1|10.0.0.0/8|1|IGP|192.0.2.1|0|0||||NAG||",
	"BGP4MP||||||||||||||||||||||||||||||||||||||||",
};

static void another_number_of_fields_is_damage(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof miscounted / sizeof *miscounted; i++) {
		struct lines l;

		read_lines(&l, miscounted[i], strlen(miscounted[i]));
		assert_int_equal(l.rc, 0);
		assert_int_equal(l.report.total, 1);
		assert_string_equal(l.o.s, "");
		drop_lines(&l);
	}
}

static void the_rest_goes_on(void **state)
{
	static const char text[] = "BGP4MP|1000|W|192.0.2.1|1|10.0.0.0/8\n"
				   "BGP4MP|1000|W|192.0.2.1|1|10.0.0.0/\n"
				   "\r\n# remark\n"
				   "BGP4MP|1000|W|192.0.2.1|1|11.0.0.0/8\r\n";
	struct lines l;

	(void)state;
	read_lines(&l, text, sizeof text - 1);
	assert_int_equal(l.rc, 0);
	assert_string_equal(l.o.s, "BGP4MP|1000|W|192.0.2.1|1|10.0.0.0/8\n"
				   "BGP4MP|1000|W|192.0.2.1|1|11.0.0.0/8\n");
	assert_int_equal(l.report.total, 1);
	assert_int_equal(l.report.notes.v[0].line, 2);
	drop_lines(&l);
}

/* IPv6 as bgpdump writes it. */
static const struct {
	const char *in, *out;
} addresses[] = {
	{"2001:db8::1", "2001:db8::1"},
	{"2001:0:3:4:5:6:7:8", "2001::3:4:5:6:7:8"},
	{"0:2:3:4:5:6:7:8", "::2:3:4:5:6:7:8"},
	{"1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7::"},
	{"1:0:3:4:5:0:7:8", "1::3:4:5:0:7:8"},
	{"1:0:3:0:0:6:7:8", "1:0:3::6:7:8"},
	{"::2", "::0.0.0.2"},
	{"::1", "::1"},
	{"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
	{"10:20:30:40:50:60:70:80", "10:20:30:40:50:60:70:80"},
};

static void addresses_are_those_of_bgpdump(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		char line[200], want[200];
		struct lines l;
		int n = snprintf(line, sizeof line, "BGP4MP|1000|W|%s|1|10.0.0.0/8",
				 addresses[i].in);

		snprintf(want, sizeof want, "BGP4MP|1000|W|%s|1|10.0.0.0/8\n", addresses[i].out);
		read_lines(&l, line, (size_t)n);
		assert_string_equal(l.o.s, want);
		drop_lines(&l);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_come_back),
		cmocka_unit_test(damage_has_a_column),
		cmocka_unit_test(another_number_of_fields_is_damage),
		cmocka_unit_test(the_rest_goes_on),
		cmocka_unit_test(addresses_are_those_of_bgpdump),
	};

	return check_main(tests);
}
