#include "registry/special.h"

/*
 * How this works: one row per row of the registries, transcribed cell by cell;
 * tests/unit/registry holds the registries' own CSV files and compares. A new
 * assignment is a new row and a new SPECIAL_DATE.
 */
#define V4(a, b, c, d, len) \
	{(uint64_t)((uint32_t)(a) << 24 | (b) << 16 | (c) << 8 | (d)) << 32, 0, IPV4, (len)}
#define V6(hi, lo, len) {(hi), (lo), IPV6, (len)}

#define T SPECIAL_TRUE
#define F SPECIAL_FALSE
#define NA SPECIAL_NA

static const struct special_block blocks[] = {
	{V4(0, 0, 0, 0, 8), "\"This network\"", "RFC 791, Section 3.2", "1981-09", NULL,
	 T, F, F, F, T},
	{V4(0, 0, 0, 0, 32), "\"This host on this network\"", "RFC 1122, Section 3.2.1.3", "1981-09",
	 NULL, T, F, F, F, T},
	{V4(10, 0, 0, 0, 8), "Private-Use", "RFC 1918", "1996-02", NULL, T, T, T, F, F},
	{V4(100, 64, 0, 0, 10), "Shared Address Space", "RFC 6598", "2012-04", NULL, T, T, T, F, F},
	{V4(127, 0, 0, 0, 8), "Loopback", "RFC 1122, Section 3.2.1.3", "1981-09", NULL,
	 F, F, F, F, T},
	{V4(169, 254, 0, 0, 16), "Link Local", "RFC 3927", "2005-05", NULL, T, T, F, F, T},
	{V4(172, 16, 0, 0, 12), "Private-Use", "RFC 1918", "1996-02", NULL, T, T, T, F, F},
	{V4(192, 0, 0, 0, 24), "IETF Protocol Assignments", "RFC 6890, Section 2.1", "2010-01", NULL,
	 F, F, F, F, F},
	{V4(192, 0, 0, 0, 29), "IPv4 Service Continuity Prefix", "RFC 7335", "2011-06", NULL,
	 T, T, T, F, F},
	{V4(192, 0, 0, 8, 32), "IPv4 dummy address", "RFC 7600", "2015-03", NULL, T, F, F, F, F},
	{V4(192, 0, 0, 9, 32), "Port Control Protocol Anycast", "RFC 7723", "2015-10", NULL,
	 T, T, T, T, F},
	{V4(192, 0, 0, 10, 32), "Traversal Using Relays around NAT Anycast", "RFC 8155", "2017-02",
	 NULL, T, T, T, T, F},
	{V4(192, 0, 0, 170, 32), "NAT64/DNS64 Discovery", "RFC 8880, RFC 7050, Section 2.2",
	 "2013-02", NULL, F, F, F, F, T},
	{V4(192, 0, 0, 171, 32), "NAT64/DNS64 Discovery", "RFC 8880, RFC 7050, Section 2.2",
	 "2013-02", NULL, F, F, F, F, T},
	{V4(192, 0, 2, 0, 24), "Documentation (TEST-NET-1)", "RFC 5737", "2010-01", NULL,
	 F, F, F, F, F},
	{V4(192, 31, 196, 0, 24), "AS112-v4", "RFC 7535", "2014-12", NULL, T, T, T, T, F},
	{V4(192, 52, 193, 0, 24), "AMT", "RFC 7450", "2014-12", NULL, T, T, T, T, F},
	{V4(192, 88, 99, 0, 24), "Deprecated (6to4 Relay Anycast)", "RFC 7526", "2001-06", "2015-03",
	 NA, NA, NA, NA, NA},
	{V4(192, 88, 99, 2, 32), "6a44-relay anycast address", "RFC 6751", "2012-10", NULL,
	 T, T, T, F, F},
	{V4(192, 168, 0, 0, 16), "Private-Use", "RFC 1918", "1996-02", NULL, T, T, T, F, F},
	{V4(192, 175, 48, 0, 24), "Direct Delegation AS112 Service", "RFC 7534", "1996-01", NULL,
	 T, T, T, T, F},
	{V4(198, 18, 0, 0, 15), "Benchmarking", "RFC 2544", "1999-03", NULL, T, T, T, F, F},
	{V4(198, 51, 100, 0, 24), "Documentation (TEST-NET-2)", "RFC 5737", "2010-01", NULL,
	 F, F, F, F, F},
	{V4(203, 0, 113, 0, 24), "Documentation (TEST-NET-3)", "RFC 5737", "2010-01", NULL,
	 F, F, F, F, F},
	{V4(240, 0, 0, 0, 4), "Reserved", "RFC 1112, Section 4", "1989-08", NULL, F, F, F, F, T},
	{V4(255, 255, 255, 255, 32), "Limited Broadcast", "RFC 8190, RFC 919, Section 7", "1984-10",
	 NULL, F, T, F, F, T},

	{V6(0, 0, 128), "Unspecified Address", "RFC 4291", "2006-02", NULL, T, F, F, F, T},
	{V6(0, 1, 128), "Loopback Address", "RFC 4291", "2006-02", NULL, F, F, F, F, T},
	{V6(0, 0xffff00000000, 96), "IPv4-mapped Address", "RFC 4291", "2006-02", NULL,
	 F, F, F, F, T},
	{V6(0x0064ff9b00000000, 0, 96), "IPv4-IPv6 Translat.", "RFC 6052", "2010-10", NULL,
	 T, T, T, T, F},
	{V6(0x0064ff9b00010000, 0, 48), "IPv4-IPv6 Translat.", "RFC 8215", "2017-06", NULL,
	 T, T, T, F, F},
	{V6(0x0100000000000000, 0, 64), "Discard-Only Address Block", "RFC 6666", "2012-06", NULL,
	 T, T, T, F, F},
	{V6(0x0100000000000001, 0, 64), "Dummy IPv6 Prefix", "RFC 9780", "2025-04", NULL,
	 T, F, F, F, F},
	{V6(0x2001000000000000, 0, 23), "IETF Protocol Assignments", "RFC 2928", "2000-09", NULL,
	 F, F, F, F, F},
	{V6(0x2001000000000000, 0, 32), "TEREDO", "RFC 4380, RFC 8190", "2006-01", NULL,
	 T, T, T, NA, F},
	{V6(0x2001000100000000, 1, 128), "Port Control Protocol Anycast", "RFC 7723", "2015-10", NULL,
	 T, T, T, T, F},
	{V6(0x2001000100000000, 2, 128), "Traversal Using Relays around NAT Anycast", "RFC 8155",
	 "2017-02", NULL, T, T, T, T, F},
	{V6(0x2001000100000000, 3, 128), "DNS-SD Service Registration Protocol Anycast", "RFC 9665",
	 "2024-04", NULL, T, T, T, T, F},
	{V6(0x2001000200000000, 0, 48), "Benchmarking", "RFC 5180, RFC Errata 1752", "2008-04", NULL,
	 T, T, T, F, F},
	{V6(0x2001000300000000, 0, 32), "AMT", "RFC 7450", "2014-12", NULL, T, T, T, T, F},
	{V6(0x2001000401120000, 0, 48), "AS112-v6", "RFC 7535", "2014-12", NULL, T, T, T, T, F},
	{V6(0x2001001000000000, 0, 28), "Deprecated (previously ORCHID)", "RFC 4843", "2007-03",
	 "2014-03", NA, NA, NA, NA, NA},
	{V6(0x2001002000000000, 0, 28), "ORCHIDv2", "RFC 7343", "2014-07", NULL, T, T, T, T, F},
	{V6(0x2001003000000000, 0, 28), "Drone Remote ID Protocol Entity Tags (DETs) Prefix",
	 "RFC 9374", "2022-12", NULL, T, T, T, T, F},
	{V6(0x20010db800000000, 0, 32), "Documentation", "RFC 3849", "2004-07", NULL, F, F, F, F, F},
	{V6(0x2002000000000000, 0, 16), "6to4", "RFC 3056", "2001-02", NULL, T, T, T, NA, F},
	{V6(0x2620004f80000000, 0, 48), "Direct Delegation AS112 Service", "RFC 7534", "2011-05",
	 NULL, T, T, T, T, F},
	{V6(0x3fff000000000000, 0, 20), "Documentation", "RFC 9637", "2024-07", NULL, F, F, F, F, F},
	{V6(0x5f00000000000000, 0, 16), "Segment Routing (SRv6) SIDs", "RFC 9602", "2024-04", NULL,
	 T, T, T, F, F},
	{V6(0xfc00000000000000, 0, 7), "Unique-Local", "RFC 4193, RFC 8190", "2005-10", NULL,
	 T, T, T, F, F},
	{V6(0xfe80000000000000, 0, 10), "Link-Local Unicast", "RFC 4291", "2006-02", NULL,
	 T, T, F, F, T},
};

enum { BLOCKS = sizeof blocks / sizeof *blocks };

const struct special_block *special_blocks(size_t *n)
{
	*n = BLOCKS;
	return blocks;
}

const struct special_block *special_find(const struct prefix *p)
{
	const struct special_block *best = NULL;

	for (size_t i = 0; i < BLOCKS; i++)
		if (prefix_covers(&blocks[i].prefix, p) &&
		    (!best || blocks[i].prefix.len > best->prefix.len))
			best = &blocks[i];
	return best;
}

static const struct special_asns asns[] = {
	{0, 0, "Reserved", "RFC 7607"},
	{23456, 23456, "AS_TRANS", "RFC 6793"},
	{64496, 64511, "Documentation", "RFC 5398"},
	{64512, 65534, "Private Use", "RFC 6996"},
	{65535, 65535, "Last 16-bit number", "RFC 7300"},
	{65536, 65551, "Documentation", "RFC 5398"},
	{65552, 131071, "Reserved by IANA", "IANA AS Numbers"},
	{4200000000, 4294967294, "Private Use", "RFC 6996"},
	{4294967295, 4294967295, "Last 32-bit number", "RFC 7300"},
};

enum { ASNS = sizeof asns / sizeof *asns };

const struct special_asns *special_asns(size_t *n)
{
	*n = ASNS;
	return asns;
}

const struct special_asns *special_asn_find(uint32_t asn)
{
	for (size_t i = 0; i < ASNS && asns[i].first <= asn; i++)
		if (asn <= asns[i].last)
			return &asns[i];
	return NULL;
}
