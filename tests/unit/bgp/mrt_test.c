#include "vectors.h"

/*
 * Records by hand. Peers 192.0.2.1 AS64501 (2-byte) and 2001:db8::2 AS4200000002
 * (4-byte); attributes O ORIGIN IGP, P AS_PATH 64501 64510, N NEXT_HOP 192.0.2.1.
 */
#define PEERS                                                                                      \
	"c0000200 0004 74657374 0002  00 c0000201 c0000201 fbf5 "                                  \
	" 03 c0000202 20010db8000000000000000000000002 fa56ea02"
#define O "400101 00"
#define P4 "40020a 0202 0000fbf5 0000fbfe"
#define P2 "400206 0202 fbf5 fbfe"
#define N "400304 c0000201"
#define ENTRY0 "0000 00000064"
#define ENTRY1 "0001 00000064"
#define BLOCK4 O P4 N					    /* 4 + 13 + 7 = 24 bytes */
#define REACH6 "800e15 10 20010db8000000000000000000000001" /* wrong on purpose: 21 of 17 bytes */
#define REACH6_SHORT "800e11 10 20010db8000000000000000000000001"
#define TAIL "|64501 64510|IGP|192.0.2.1|0|0|||NAG||\n"
#define V4 "192.0.2.1|64501|"
#define V6 "2001:db8::2|4200000002|"

/* BGP4MP: from AS64501 to AS64500, interface 0, IPv4 addresses; the header of an UPDATE of n bytes. */
#define FROM2 "fbf5 fbf4 0000 0001 c0000201 c0000209 "
#define FROM4 "0000fbf5 0000fbf4 0000 0001 c0000201 c0000209 "
#define MARKER "ffffffffffffffffffffffffffffffff "

struct vector {
	const char *name;
	unsigned type, subtype;
	const char *body;
	const char *lines;
	size_t damage;
};

static const struct vector ribs[] = {
	{"IPv4 unicast", 13, 2, "00000000 18 cb0071 0001 " ENTRY0 "0018" BLOCK4,
	 "TABLE_DUMP2|1000|B|" V4 "203.0.113.0/24" TAIL, 0},
	{"two entries", 13, 2, "00000000 18 cb0071 0002 " ENTRY0 "0018" BLOCK4 ENTRY1 "0018" BLOCK4,
	 "TABLE_DUMP2|1000|B|" V4 "203.0.113.0/24" TAIL "TABLE_DUMP2|1000|B|" V6
	 "203.0.113.0/24" TAIL,
	 0},
	{"a default route", 13, 2, "00000000 00 0001 " ENTRY0 "0018" BLOCK4,
	 "TABLE_DUMP2|1000|B|" V4 "0.0.0.0/0" TAIL, 0},
	{"IPv4 multicast", 13, 3, "00000000 08 0a 0001 " ENTRY0 "0018" BLOCK4,
	 "TABLE_DUMP2|1000|B|" V4 "10.0.0.0/8" TAIL, 0},
	{"IPv6, next hop alone in MP_REACH", 13, 4,
	 "00000000 20 20010db8 0001 " ENTRY1 "0025" O P4 REACH6_SHORT,
	 "TABLE_DUMP2|1000|B|" V6 "2001:db8::/32|64501 64510|IGP|2001:db8::1|0|0|||NAG||\n", 0},
	{"IPv6, whole MP_REACH", 13, 4,
	 "00000000 20 20010db8 0001 " ENTRY1 "002e" O P4
	 "800e1a 0002 01 10 20010db8000000000000000000000001 00 20 20010db8",
	 "TABLE_DUMP2|1000|B|" V6 "2001:db8::/32|64501 64510|IGP|2001:db8::1|0|0|||NAG||\n", 0},
	{"IPv6, two next hops", 13, 4,
	 "00000000 20 20010db8 0001 " ENTRY1 "0035" O P4
	 "800e21 20 20010db8000000000000000000000001 fe800000000000000000000000000001",
	 "TABLE_DUMP2|1000|B|" V6 "2001:db8::/32|64501 64510|IGP|2001:db8::1|0|0|||NAG||\n", 0},
	{"IPv6 without a next hop", 13, 4, "00000000 20 20010db8 0001 " ENTRY1 "0011" O P4,
	 "TABLE_DUMP2|1000|B|" V6 "2001:db8::/32|64501 64510|IGP|255.255.255.255|0|0|||NAG||\n", 0},
	{"IPv4 ADD-PATH", 13, 8, "00000000 18 cb0071 0001 " ENTRY0 "00000007 0018" BLOCK4,
	 "TABLE_DUMP2_AP|1000|B|" V4 "203.0.113.0/24|7" TAIL, 0},
	{"IPv6 ADD-PATH", 13, 10,
	 "00000000 20 20010db8 0001 " ENTRY1 "00000009 0025" O P4 REACH6_SHORT,
	 "TABLE_DUMP2_AP|1000|B|" V6 "2001:db8::/32|9|64501 64510|IGP|2001:db8::1|0|0|||NAG||\n",
	 0},
	{"RIB_GENERIC", 13, 6, "00000000 0001 01 18 cb0071 0001 " ENTRY0 "0018" BLOCK4,
	 "TABLE_DUMP2|1000|B|" V4 "203.0.113.0/24" TAIL, 0},
	{"RIB_GENERIC of a VPN", 13, 6, "00000000 0001 80 70 000001 0000000000000000 cb0071 0000",
	 "", 0},
	{"RIB_GENERIC_ADDPATH as RFC 8050 has it", 13, 12,
	 "00000000 0001 01 00000007 18 cb0071 0001 " ENTRY0 "0018" BLOCK4,
	 "TABLE_DUMP2_AP|1000|B|" V4 "203.0.113.0/24|7" TAIL, 0},
	{"RIB_GENERIC_ADDPATH as GoBGP has it", 13, 12,
	 "00000000 0001 01 18 cb0071 0001 " ENTRY0 "00000007 0018" BLOCK4,
	 "TABLE_DUMP2_AP|1000|B|" V4 "203.0.113.0/24|7" TAIL, 0},
	{"a route of the collector's own", 13, 2, "00000000 18 cb0071 0001 " ENTRY0 "0000",
	 "TABLE_DUMP2|1000|B|" V4 "203.0.113.0/24||INCOMPLETE|255.255.255.255|0|0|||NAG||\n", 0},
	{"bits beyond the length are zero", 13, 2, "00000000 09 0aff 0001 " ENTRY0 "0018" BLOCK4,
	 "TABLE_DUMP2|1000|B|" V4 "10.128.0.0/9" TAIL, 0},
	{"no routes", 13, 2, "00000000 18 cb0071 0000", "", 0},

	{"damage: /33", 13, 2, "00000000 21 cb00710000 0001 " ENTRY0 "0018" BLOCK4, "", 1},
	{"damage: /129", 13, 4, "00000000 81 2001000000000000000000000000000000 0000", "", 1},
	{"damage: a peer that is not in the table", 13, 2,
	 "00000000 18 cb0071 0002 0002 00000064 0018" BLOCK4 ENTRY0 "0018" BLOCK4,
	 "TABLE_DUMP2|1000|B|" V4 "203.0.113.0/24" TAIL, 1},
	{"damage: attributes beyond the record", 13, 2,
	 "00000000 18 cb0071 0001 " ENTRY0 "0019" BLOCK4, "", 1},
	{"damage: bytes after the last entry", 13, 2,
	 "00000000 18 cb0071 0001 " ENTRY0 "0017" BLOCK4, "", 1},
	{"damage: one entry too many", 13, 2, "00000000 18 cb0071 0002 " ENTRY0 "0018" BLOCK4, "",
	 1},
	{"damage: no sequence", 13, 2, "0000", "", 1},
	{"damage: IPv4 without a next hop", 13, 2, "00000000 18 cb0071 0001 " ENTRY0 "0011" O P4,
	 "", 1},
	{"damage: no ORIGIN", 13, 2, "00000000 18 cb0071 0001 " ENTRY0 "0014" P4 N, "", 1},
	{"damage: MP_REACH cut", 13, 4, "00000000 20 20010db8 0001 " ENTRY1 "0025" O P4 REACH6, "",
	 1},
	{"damage: a next hop of 5 bytes", 13, 4,
	 "00000000 20 20010db8 0001 " ENTRY1 "001a" O P4 "800e06 05 2001000000", "", 1},
	{"damage: subtype 13", 13, 13, "00", "", 1},
	{"damage: type 60000", 60000, 1, "00", "", 1},
	{"OSPF is not ours", 11, 0, "00", "", 0},
	{"GEO_PEER_TABLE is not ours", 13, 7, "00", "", 0},

	{"TABLE_DUMP", 12, 1,
	 "0000 0001 cb007100 18 01 00000064 c0000201 fbf5 0017" O P2 N "400600",
	 "TABLE_DUMP|1000|B|" V4 "203.0.113.0/24|64501 64510|IGP|192.0.2.1|0|0|||AG||\n", 0},
	{"TABLE_DUMP, IPv6, 4-byte ASNs", 12, 4,
	 "0000 0001 20010db8000000000000000000000000 20 01 00000064 "
	 "20010db8000000000000000000000002 fa56ea02 0025" O P4 REACH6_SHORT,
	 "TABLE_DUMP|1000|B|" V6 "2001:db8::/32|64501 64510|IGP|2001:db8::1|0|0|||NAG||\n", 0},
	{"TABLE_DUMP, several entries", 12, 1,
	 "0000 0001 cb007100 18 01 00000064 c0000201 fbf5 0017" O P2 N "400600"
	 "c0000200 18 01 00000064 c0000201 fbf5 0017" O P2 N "400600",
	 "TABLE_DUMP|1000|B|" V4 "203.0.113.0/24|64501 64510|IGP|192.0.2.1|0|0|||AG||\n"
	 "TABLE_DUMP|1000|B|" V4 "192.0.2.0/24|64501 64510|IGP|192.0.2.1|0|0|||AG||\n",
	 0},
	{"TABLE_DUMP, several entries, each with its view", 12, 1,
	 "0000 0001 cb007100 18 01 00000064 c0000201 fbf5 0017" O P2 N "400600"
	 "0000 0002 c0000200 18 01 00000064 c0000201 fbf5 0017" O P2 N "400600",
	 "TABLE_DUMP|1000|B|" V4 "203.0.113.0/24|64501 64510|IGP|192.0.2.1|0|0|||AG||\n"
	 "TABLE_DUMP|1000|B|" V4 "192.0.2.0/24|64501 64510|IGP|192.0.2.1|0|0|||AG||\n",
	 0},
	{"TABLE_DUMP, an aggregator with a 4-byte ASN", 12, 1,
	 "0000 0001 cb007100 18 01 00000064 c0000201 fbf5 001f" O P2 N "c00708 0000fbfe c0000207",
	 "TABLE_DUMP|1000|B|" V4
	 "203.0.113.0/24|64501 64510|IGP|192.0.2.1|0|0|||NAG|64510 192.0.2.7|\n",
	 0},
	{"damage: TABLE_DUMP whose length became 0", 12, 1,
	 "0000 0001 cb007100 00 01 00000064 c0000201 fbf5 0017" O P2 N "400600", "", 1},
	{"damage: TABLE_DUMP of zeros", 12, 1,
	 "0000 0000 00000000 00 00 00000000 00000000 0000 0000", "", 1},
	{"damage: TABLE_DUMP /33", 12, 1,
	 "0000 0001 cb007100 21 01 00000064 c0000201 fbf5 0017" O P2 N "400600", "", 1},
	{"damage: TABLE_DUMP cut", 12, 1,
	 "0000 0001 cb007100 18 01 00000064 c0000201 fbf5 0018" O P2 N "400600", "", 1},
	{"damage: TABLE_DUMP of no family", 12, 9, "00", "", 1},
};

static const struct vector messages[] = {
	{"announce", 16, 1, FROM2 MARKER "002f 02 0000 0014" O P2 N "18 cb0071",
	 "BGP4MP|1000|A|" V4 "203.0.113.0/24" TAIL, 0},
	{"announce, 4-byte ASNs", 16, 4, FROM4 MARKER "0033 02 0000 0018" BLOCK4 "18 cb0071",
	 "BGP4MP|1000|A|" V4 "203.0.113.0/24" TAIL, 0},
	{"microseconds", 17, 4, "00000045" FROM4 MARKER "0033 02 0000 0018" BLOCK4 "18 cb0071",
	 "BGP4MP_ET|1000.000069|A|" V4 "203.0.113.0/24" TAIL, 0},
	{"withdraw and announce", 16, 1,
	 FROM2 MARKER "0034 02 0003 10 c612 0014" O P2 N "18 cb0071 08 0a",
	 "BGP4MP|1000|W|" V4 "198.18.0.0/16\nBGP4MP|1000|A|" V4 "203.0.113.0/24" TAIL
	 "BGP4MP|1000|A|" V4 "10.0.0.0/8" TAIL,
	 0},
	{"sent by the collector", 16, 6, FROM2 MARKER "001b 02 0004 18 cb0071 0000",
	 "BGP4MP_LOCAL|1000|W|" V4 "203.0.113.0/24\n", 0},
	{"ADD-PATH", 16, 8, FROM2 MARKER "0033 02 0000 0014" O P2 N "00000005 18 cb0071",
	 "BGP4MP_AP|1000|A|" V4 "203.0.113.0/24|5" TAIL, 0},
	{"ADD-PATH, withdraw", 16, 11, FROM4 MARKER "001f 02 0008 00000005 18 cb0071 0000",
	 "BGP4MP_LOCAL_AP|1000|W|" V4 "203.0.113.0/24|5\n", 0},
	{"IPv6 by MP attributes", 16, 4,
	 FROM4 MARKER "004f 02 0000 0038"
		      "800f07 0002 01 18 200107" O P4
		      "800e1a 0002 01 10 20010db8000000000000000000000001 00 20 20010db8",
	 "BGP4MP|1000|W|" V4 "2001:700::/24\n"
	 "BGP4MP|1000|A|" V4 "2001:db8::/32|64501 64510|IGP|2001:db8::1|0|0|||NAG||\n",
	 0},
	{"another family is passed over", 16, 4,
	 FROM4 MARKER "0022 02 0000 000b 800f08 0019 46 0102030405", "", 0},
	{"end of RIB", 16, 1, FROM2 MARKER "0017 02 0000 0000", "", 0},
	{"KEEPALIVE", 16, 1, FROM2 MARKER "0013 04", "", 0},
	{"OPEN", 16, 1, FROM2 MARKER "001d 01 04 fbf5 00b4 c0000201 00", "", 0},
	{"state change", 16, 0, FROM2 "0005 0006", "BGP4MP|1000|STATE|" V4 "5|6\n", 0},
	{"state change, IPv6, 4-byte ASNs", 16, 5,
	 "fa56ea02 0000fbf4 0000 0002 20010db8000000000000000000000002 "
	 "20010db8000000000000000000000009 0001 0003",
	 "BGP4MP|1000|STATE|" V6 "1|3\n", 0},
	{"state change of early Zebra", 16, 0, "fbf5 fbf4 0003 0001",
	 "BGP4MP|1000|STATE|0.0.0.0|64501|3|1\n", 0},
	{"MRTd: announce", 5, 1, "fbf5 c0000201 fbf4 c0000209 0000 0014" O P2 N "18 cb0071",
	 "BGP|1000|A|" V4 "203.0.113.0/24" TAIL, 0},
	{"MRTd: state change", 5, 3, "fbf5 c0000201 0001 0002", "BGP|1000|STATE|" V4 "1|2\n", 0},
	{"MRTd: KEEPALIVE", 5, 7, "", "", 0},

	{"damage: /33", 16, 1, FROM2 MARKER "0031 02 0000 0014" O P2 N "21 cb00710000", "", 1},
	{"damage: a withdrawn /33", 16, 1, FROM2 MARKER "001d 02 0006 21 cb00710000 0000", "", 1},
	{"damage: a prefix beyond the message", 16, 1,
	 FROM2 MARKER "002e 02 0000 0014" O P2 N "18 cb00", "", 1},
	{"damage: the sound part is not passed off as all", 16, 1,
	 FROM2 MARKER "0031 02 0000 0014" O P2 N "08 0a 1a cb00 ff", "", 1},
	{"damage: a default route twice", 16, 1, FROM2 MARKER "002d 02 0000 0014" O P2 N "00 00",
	 "", 1},
	{"damage: a default route among rubbish", 16, 1,
	 FROM2 MARKER "002f 02 0000 0014" O P2 N "00 0a 1418", "", 1},
	{"damage: a default route that was the end of 10.0.0.0/16", 16, 1,
	 FROM2 MARKER "002e 02 0000 0014" O P2 N "08 0a 00", "", 1},
	{"a default route after a /24", 16, 1, FROM2 MARKER "0030 02 0000 0014" O P2 N "18 cb0071 00",
	 "BGP4MP|1000|A|" V4 "203.0.113.0/24" TAIL "BGP4MP|1000|A|" V4 "0.0.0.0/0" TAIL, 0},
	{"a default route first", 16, 1, FROM2 MARKER "002e 02 0000 0014" O P2 N "00 08 0a",
	 "BGP4MP|1000|A|" V4 "0.0.0.0/0" TAIL "BGP4MP|1000|A|" V4 "10.0.0.0/8" TAIL, 0},
	{"a default route for each path", 16, 8,
	 FROM2 MARKER "0035 02 0000 0014" O P2 N "00000001 00 00000002 00",
	 "BGP4MP_AP|1000|A|" V4 "0.0.0.0/0|1" TAIL "BGP4MP_AP|1000|A|" V4 "0.0.0.0/0|2" TAIL, 0},
	{"damage: zeros withdrawn", 16, 1, FROM2 MARKER "001b 02 0004 00000000 0000", "", 1},
	{"damage: no attributes", 16, 1, FROM2 MARKER "001b 02 0000 0000 18 cb0071", "", 1},
	{"damage: attributes beyond the message", 16, 1,
	 FROM2 MARKER "002f 02 0000 0019" O P2 N "18 cb0071", "", 1},
	{"damage: withdrawals beyond the message", 16, 1,
	 FROM2 MARKER "001b 02 0010 18 cb0071 0000", "", 1},
	{"damage: a wrong marker", 16, 1,
	 FROM2 "fffffffffffffffffffffffffffffffe 002f 02 0000 0014" O P2 N "18 cb0071", "", 1},
	{"damage: a message longer than the record", 16, 1,
	 FROM2 MARKER "0030 02 0000 0014" O P2 N "18 cb0071", "", 1},
	{"damage: a message of 18 bytes", 16, 1, FROM2 MARKER "0012 02", "", 1},
	{"damage: bytes after the message", 16, 1, FROM2 MARKER "001b 02 0004 18 cb0071 0000 ff",
	 "BGP4MP|1000|W|" V4 "203.0.113.0/24\n", 1},
	{"damage: message type 9", 16, 1, FROM2 MARKER "0013 09", "", 1},
	{"damage: a session over family 3", 16, 1, "fbf5 fbf4 0000 0003", "", 1},
	{"damage: MP_REACH with /129", 16, 4,
	 FROM4 MARKER "0041 02 0000 002a" O P4
		      "800e16 0002 01 10 20010db8000000000000000000000001 00 81",
	 "", 1},
	{"damage: MP_REACH cut", 16, 4, FROM4 MARKER "002e 02 0000 0017" O P4 "800e03 0002 01", "",
	 1},
	{"damage: MP_UNREACH cut", 16, 4, FROM4 MARKER "001c 02 0000 0005 800f02 0002", "", 1},
	{"damage: a state change cut", 16, 0, FROM2 "0005", "", 1},
	{"damage: BGP4MP_ENTRY", 16, 2, "00", "", 1},
	{"damage: BGP4MP_ET without microseconds", 17, 1, "0000", "", 1},
	{"damage: MRTd subtype 9", 5, 9, "", "", 1},
};

static void check(const struct vector *v, size_t n)
{
	size_t failed = 0;

	for (size_t i = 0; i < n; i++) {
		struct bytes *b = calloc(1, sizeof *b);
		struct lines l;

		add_record(b, 13, 1, PEERS);
		add_record(b, v[i].type, v[i].subtype, v[i].body);
		read_lines(&l, b->p, b->n);
		if (strcmp(l.o.s, v[i].lines) || l.report.total != v[i].damage || l.rc) {
			failed++;
			printf("# %s: rc %d, damage %zu (%s), lines\n# %s\n", v[i].name, l.rc,
			       l.report.total, l.report.total ? l.report.notes.v[0].msg : "",
			       l.o.s);
		}
		drop_lines(&l);
		free(b);
	}
	assert_int_equal(failed, 0);
}

static void tables(void **state)
{
	(void)state;
	check(ribs, sizeof ribs / sizeof *ribs);
}

static void updates(void **state)
{
	(void)state;
	check(messages, sizeof messages / sizeof *messages);
}

#define ROUTE "00000000 18 cb0071 0001 " ENTRY0 "0018" BLOCK4

static void a_table_of_peers_holds_until_the_next(void **state)
{
	static struct bytes b;
	struct lines l;

	(void)state;
	b.n = 0;
	add_record(&b, 13, 2, ROUTE); /* no table yet */
	add_record(&b, 13, 1, PEERS);
	add_record(&b, 13, 2, ROUTE);
	add_record(&b, 13, 1, "c0000200 0000 0001 00 c0000201 c0000207 fbf9");
	add_record(&b, 13, 2, ROUTE);
	add_record(&b, 13, 1, "c0000200 0000 0002 00 c0000201 c0000207 fbf9"); /* cut */
	add_record(&b, 13, 2, ROUTE); /* must not go to a peer of the table before */
	read_lines(&l, b.p, b.n);
	assert_int_equal(l.rc, 0);
	assert_string_equal(l.o.s, "TABLE_DUMP2|1000|B|" V4 "203.0.113.0/24" TAIL
				   "TABLE_DUMP2|1000|B|192.0.2.7|64505|203.0.113.0/24" TAIL);
	assert_int_equal(l.report.total, 3);
	assert_non_null(strstr(l.report.notes.v[0].msg, "record 1 at byte 0:"));
	drop_lines(&l);
}

static void the_end_of_a_file_has_a_place(void **state)
{
	static struct bytes b;
	struct lines l;

	(void)state;
	b.n = 0;
	add_record(&b, 13, 1, PEERS);
	add_record(&b, 13, 2, ROUTE);
	for (size_t cut = 0; cut < b.n; cut++) {
		size_t first = 12 + 48;
		bool whole = cut == first;

		read_lines(&l, b.p, cut);
		assert_int_equal(l.rc, whole ? 0 : WEIR_ESYNTAX);
		assert_string_equal(l.o.s, "");
		assert_true(whole || l.e.msg[0]);
		drop_lines(&l);
	}
	read_lines(&l, b.p, b.n - 1);
	assert_non_null(strstr(l.e.msg, "record 2 at byte 60: expected a record of 54 bytes"));
	drop_lines(&l);
}

static void a_length_without_end_is_refused(void **state)
{
	static struct bytes b;
	struct lines l;

	(void)state;
	b.n = 0;
	add_record(&b, 13, 1, PEERS);
	add_record(&b, 13, 2, ROUTE);
	b.p[60 + 8] = 0x7f;
	read_lines(&l, b.p, b.n);
	assert_int_equal(l.rc, WEIR_ESYNTAX);
	assert_non_null(strstr(l.e.msg, "record 2 at byte 60: expected at most"));
	drop_lines(&l);
	b.p[8] = 0x7f; /* from the first on: no MRT at all */
	read_lines(&l, b.p, b.n);
	assert_int_equal(l.rc, WEIR_ESYNTAX);
	assert_non_null(strstr(l.e.msg, "found neither"));
	drop_lines(&l);
}

static int stop_at_once(void *context, const struct route *r)
{
	(void)r;
	++*(int *)context;
	return 42;
}

static void a_handler_stops_the_reader(void **state)
{
	static struct bytes b;
	struct input *in;
	int calls = 0;

	(void)state;
	b.n = 0;
	add_record(&b, 13, 1, PEERS);
	add_record(&b, 13, 2, ROUTE);
	add_record(&b, 13, 2, ROUTE);
	assert_int_equal(input_open_mem(&in, "test", b.p, b.n, NULL), 0);
	assert_int_equal(bgp_read(in, stop_at_once, &calls, NULL, NULL), 42);
	assert_int_equal(calls, 1);
	input_close(in);
}

/* The path of 4,000 ASNs goes through whole: 16 segments of 250. */
static void a_path_of_4000(void **state)
{
	static struct bytes b;
	struct lines l;
	char want[16];
	size_t at;

	(void)state;
	b.n = 0;
	add_record(&b, 13, 1, PEERS);
	at = b.n;
	add_record(&b, 13, 2, "00000000 18 cb0071 0001 " ENTRY0);
	add_u16(&b, 4 + 4 + 16 * (2 + 250 * 4) + 7);
	add_hex(&b, O "5002");
	add_u16(&b, 16 * (2 + 250 * 4));
	for (uint32_t i = 0; i < 4000; i++) {
		if (i % 250 == 0)
			add_hex(&b, "02fa");
		add_u32(&b, 4200000000u + i);
	}
	add_hex(&b, N);
	b.p[at + 10] = (uint8_t)((b.n - at - 12) >> 8);
	b.p[at + 11] = (uint8_t)(b.n - at - 12);
	read_lines(&l, b.p, b.n);
	assert_int_equal(l.rc, 0);
	assert_int_equal(l.report.total, 0);
	for (uint32_t i = 0; i < 4000; i += 333) {
		snprintf(want, sizeof want, "%u ", 4200000000u + i);
		assert_non_null(strstr(l.o.s, want));
	}
	assert_non_null(strstr(l.o.s, "4200003999|IGP|192.0.2.1|"));
	assert_int_equal(strlen(l.o.s), strlen("TABLE_DUMP2|1000|B|" V4 "203.0.113.0/24|") +
						4000 * 11 - 1 +
						strlen("|IGP|192.0.2.1|0|0|||NAG||\n"));
	drop_lines(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables),
		cmocka_unit_test(updates),
		cmocka_unit_test(a_table_of_peers_holds_until_the_next),
		cmocka_unit_test(the_end_of_a_file_has_a_place),
		cmocka_unit_test(a_length_without_end_is_refused),
		cmocka_unit_test(a_handler_stops_the_reader),
		cmocka_unit_test(a_path_of_4000),
	};

	return check_main(tests);
}
