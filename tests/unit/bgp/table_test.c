#include "vectors.h"

#include "bgp/table.h"

static void add_text(struct bgp_table *t, const char *name, const char *text, size_t damage)
{
	struct report report = {0};
	struct input *in;
	struct err e;

	assert_int_equal(input_open_mem(&in, name, text, strlen(text), &e), 0);
	assert_int_equal(bgp_table_read(t, in, &report, &e), 0);
	assert_int_equal(report.total, damage);
	input_close(in);
	report_release(&report);
}

#define LINE(peer, prefix, path)                                                                   \
	"TABLE_DUMP2|1|B|" peer "|" prefix "|" path "|IGP|192.0.2.1|0|0||NAG||\n"
#define PEER1 "192.0.2.1|64501"
#define PEER2 "2001:db8::2|64502"

static void check_route(const struct bgp_table *t, size_t i, const char *prefix, uint32_t peer,
			const char *path, const char *file, uint32_t record)
{
	struct bgp_table_route r = bgp_table_get(t, i);
	char text[PREFIX_TEXT];
	struct out o;

	assert_string_equal(prefix_text(&r.prefix, text), prefix);
	assert_int_equal(r.peer->asn, peer);
	out_mem(&o, 1000);
	as_path_put(&r.path, &o);
	out_ch(&o, '\0');
	assert_string_equal(o.s, path);
	out_release(&o);
	assert_string_equal(r.file, file);
	assert_int_equal(r.record, record);
}

static void routes_come_in_order_with_their_places(void **state)
{
	struct bgp_table t = {0};

	(void)state;
	add_text(&t, "a.txt",
		 LINE(PEER1, "203.0.113.0/24", "64501 64510")
			 LINE(PEER2, "2001:db8:2::/48", "64502 64510")
				 LINE(PEER2, "10.0.0.0/9", "64502 {1,2}")
					 LINE(PEER1, "10.0.0.0/8", "64501 64510"),
		 0);
	add_text(&t, "b.txt",
		 LINE(PEER1, "2001:db8::/32", "64501") "rubbish\n" LINE(PEER1, "10.0.0.0/9",
									"64501 64510"),
		 1);
	assert_int_equal(bgp_table_finish(&t), 0);
	assert_int_equal(bgp_table_count(&t), 6);
	check_route(&t, 0, "10.0.0.0/8", 64501, "64501 64510", "a.txt", 4);
	check_route(&t, 1, "10.0.0.0/9", 64501, "64501 64510", "b.txt", 3);
	check_route(&t, 2, "10.0.0.0/9", 64502, "64502 {1,2}", "a.txt", 3);
	check_route(&t, 3, "203.0.113.0/24", 64501, "64501 64510", "a.txt", 1);
	check_route(&t, 4, "2001:db8::/32", 64501, "64501", "b.txt", 1);
	check_route(&t, 5, "2001:db8:2::/48", 64502, "64502 64510", "a.txt", 2);
	/* the same path is kept once */
	assert_ptr_equal(bgp_table_get(&t, 0).path.asns, bgp_table_get(&t, 3).path.asns);
	assert_true(bgp_table_get(&t, 0).text);
	bgp_table_release(&t);
}

static void what_was_said_last_stands(void **state)
{
	struct bgp_table t = {0};

	(void)state;
	add_text(&t, "rib",
		 LINE(PEER1, "10.0.0.0/8", "64501 1") LINE(PEER1, "11.0.0.0/8", "64501 2")
			 LINE(PEER2, "11.0.0.0/8", "64502 2")
				 LINE(PEER1, "2001:db8::/32", "64501 3"),
		 0);
	add_text(&t, "updates",
		 "BGP4MP|2|A|" PEER1 "|10.0.0.0/8|64501 7|IGP|192.0.2.1|0|0||NAG||\n"
		 "BGP4MP|2|W|" PEER1 "|11.0.0.0/8\n"
		 "BGP4MP|2|W|" PEER1 "|12.0.0.0/8\n"
		 "BGP4MP|2|W|" PEER1 "|2001:db8::/32\n"
		 "BGP4MP|3|A|" PEER1 "|2001:db8::/32|64501 8|IGP|192.0.2.1|0|0||NAG||\n"
		 "BGP4MP|4|STATE|" PEER1 "|6|1\n",
		 0);
	assert_int_equal(bgp_table_finish(&t), 0);
	assert_int_equal(bgp_table_count(&t), 3);
	check_route(&t, 0, "10.0.0.0/8", 64501, "64501 7", "updates", 1);
	check_route(&t, 1, "11.0.0.0/8", 64502, "64502 2", "rib", 3);
	check_route(&t, 2, "2001:db8::/32", 64501, "64501 8", "updates", 5);
	bgp_table_release(&t);
}

static void path_identifiers_are_routes_of_their_own(void **state)
{
	struct bgp_table t = {0};

	(void)state;
	add_text(&t, "rib",
		 "TABLE_DUMP2_AP|1|B|" PEER1 "|10.0.0.0/8|1|64501 1|IGP|192.0.2.1|0|0||NAG||\n"
		 "TABLE_DUMP2_AP|1|B|" PEER1 "|10.0.0.0/8|2|64501 2|IGP|192.0.2.1|0|0||NAG||\n"
		 "BGP4MP_AP|1|W|" PEER1 "|10.0.0.0/8|1\n",
		 0);
	assert_int_equal(bgp_table_finish(&t), 0);
	assert_int_equal(bgp_table_count(&t), 1);
	check_route(&t, 0, "10.0.0.0/8", 64501, "64501 2", "rib", 2);
	assert_int_equal(bgp_table_get(&t, 0).peer->path_id, 2);
	bgp_table_release(&t);
}

/* Random routes in random order against a plain array searched from its end. */
static void a_random_table(void **state)
{
	enum { LINES = 3000, PREFIXES = 200, PEERS = 5 };
	static uint32_t last[PREFIXES][PEERS]; /* the path's last ASN; 0 none */
	static char text[LINES * 80];
	struct bgp_table t = {0};
	size_t at = 0, n = 0;

	(void)state;
	memset(last, 0, sizeof last);
	srandom(7);
	for (uint32_t i = 1; i <= LINES; i++) {
		unsigned prefix = (unsigned)random() % PREFIXES, peer = (unsigned)random() % PEERS;

		last[prefix][peer] = i;
		at += (size_t)snprintf(text + at, sizeof text - at,
				       LINE("192.0.2.%u|%u", "10.%u.0.0/16", "%u"), peer, peer + 1,
				       prefix, i);
	}
	add_text(&t, "random", text, 0);
	assert_int_equal(bgp_table_finish(&t), 0);
	for (size_t i = 0; i < bgp_table_count(&t); i++) {
		struct bgp_table_route r = bgp_table_get(&t, i);
		unsigned prefix = prefix_ipv4_addr(&r.prefix) >> 16 & 255;

		if (i) {
			struct prefix before = bgp_table_get(&t, i - 1).prefix;

			assert_true(prefix_cmp(&before, &r.prefix) <= 0);
		}
		assert_int_equal(r.path.asns[0], last[prefix][r.peer->asn - 1]);
		assert_int_equal(r.record, r.path.asns[0]);
	}
	for (int i = 0; i < PREFIXES; i++)
		for (int k = 0; k < PEERS; k++)
			n += last[i][k] != 0;
	assert_int_equal(bgp_table_count(&t), n);
	bgp_table_release(&t);
}

static void an_early_end_keeps_what_came_before(void **state)
{
	struct bgp_table t = {0};
	static struct bytes b;
	struct input *in;
	struct err e;

	(void)state;
	add_record(&b, 13, 1, "c0000200 0000 0001 00 c0000201 c0000201 fbf5");
	add_record(
		&b, 13, 2,
		"00000000 08 0a 0001 0000 00000064 0014 400101 00 400206 0201 0000fbf5 400304 c0000201");
	add_record(&b, 13, 2, "00000000 08 0b 0000");
	assert_int_equal(input_open_mem(&in, "cut", b.p, b.n - 1, &e), 0);
	assert_int_equal(bgp_table_read(&t, in, NULL, &e), WEIR_ESYNTAX);
	assert_int_equal(bgp_table_finish(&t), 0);
	assert_int_equal(bgp_table_count(&t), 1);
	check_route(&t, 0, "10.0.0.0/8", 64501, "64501", "cut", 2);
	input_close(in);
	bgp_table_release(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(routes_come_in_order_with_their_places),
		cmocka_unit_test(what_was_said_last_stands),
		cmocka_unit_test(path_identifiers_are_routes_of_their_own),
		cmocka_unit_test(a_random_table),
		cmocka_unit_test(an_early_end_keeps_what_came_before),
	};

	return check_main(tests);
}
