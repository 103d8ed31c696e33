#include "vectors.h"

#include "bgp/attr_cache.h"

#define SOUND ATTRIBUTES_SOUND
#define DISCARD ATTRIBUTES_DISCARD
#define WITHDRAW ATTRIBUTES_WITHDRAW

/* What damage in a block of a 4-byte UPDATE costs, and the attribute that is blamed. */
static const struct {
	const char *name, *block;
	enum attributes_damage damage;
	unsigned type;
} blocks[] = {
	{"nothing", "", SOUND, 0},
	{"ORIGIN", "400101 02", SOUND, 0},
	{"ORIGIN 3", "400101 03", WITHDRAW, 1},
	{"ORIGIN of 2 bytes", "400102 0000", WITHDRAW, 1},
	{"ORIGIN of none", "400100", WITHDRAW, 1},
	{"ORIGIN flagged optional", "c00101 00", WITHDRAW, 1},
	{"ORIGIN with an extended length", "50010001 00", SOUND, 0},
	{"ORIGIN twice", "400101 00 400101 01", DISCARD, 1},
	{"AS_PATH", "40020a 0202 0000fbf5 0000fbfe", SOUND, 0},
	{"AS_PATH, empty", "400200", SOUND, 0},
	{"AS_PATH, a segment of no ASN", "400202 0200", WITHDRAW, 2},
	{"AS_PATH, a segment too long", "40020a 0203 0000fbf5 0000fbfe", WITHDRAW, 2},
	{"AS_PATH, a byte left over", "400207 0201 0000fbf5 02", WITHDRAW, 2},
	{"AS_PATH, segment kind 5", "400206 0501 0000fbf5", WITHDRAW, 2},
	{"AS_PATH, segment kind 0", "400206 0001 0000fbf5", WITHDRAW, 2},
	{"AS_PATH of 2-byte ASNs", "400206 0202 fbf5 fbfe", WITHDRAW, 2},
	{"NEXT_HOP", "400304 c0000201", SOUND, 0},
	{"NEXT_HOP of 5 bytes", "400305 c000020100", WITHDRAW, 3},
	{"MED of 3 bytes", "800403 000000", WITHDRAW, 4},
	{"MED flagged transitive", "c00404 00000001", WITHDRAW, 4},
	{"LOCAL_PREF of 5 bytes", "400505 0000000000", WITHDRAW, 5},
	{"ATOMIC_AGGREGATE with a value", "400601 00", DISCARD, 6},
	{"AGGREGATOR of 2-byte ASNs", "c00706 fbf5 c0000201", DISCARD, 7},
	{"AGGREGATOR, partial", "e00708 0000fbf5 c0000201", SOUND, 0},
	{"COMMUNITIES", "c00808 fbf50001 ffffff01", SOUND, 0},
	{"COMMUNITIES of 5 bytes", "c00805 fbf5000100", WITHDRAW, 8},
	{"COMMUNITIES of none", "c00800", WITHDRAW, 8},
	{"LARGE_COMMUNITIES", "c0200c 0000fbf5 00000001 00000002", SOUND, 0},
	{"LARGE_COMMUNITIES of 8 bytes", "c02008 0000fbf5 00000001", WITHDRAW, 32},
	{"MP_REACH", "800e0d 0001 01 04 c0000201 00 18 cb0071", SOUND, 0},
	{"MP_REACH, next hop beyond the end", "800e05 0001 01 04 c0", WITHDRAW, 14},
	{"MP_REACH, no SNPA count", "800e08 0001 01 04 c0000201", WITHDRAW, 14},
	{"MP_REACH with SNPAs", "800e10 0001 01 04 c0000201 01 03 abcd 18 cb0071", SOUND, 0},
	{"MP_REACH, SNPAs beyond the end", "800e0c 0001 01 04 c0000201 02 03 abcd", WITHDRAW, 14},
	{"MP_REACH twice", "800e09 0001 01 04 c0000201 00 800e09 0001 01 04 c0000201 00", WITHDRAW,
	 14},
	{"MP_REACH, a next hop alone", "800e05 04 c0000201", WITHDRAW, 14},
	{"MP_UNREACH", "800f03 0002 01", SOUND, 0},
	{"MP_UNREACH of 2 bytes", "800f02 0002", WITHDRAW, 15},
	{"an optional one that is not known", "c0ff02 abcd", SOUND, 0},
	{"a well-known one that is not known", "406302 abcd", WITHDRAW, 99},
	{"longer than the block", "400101 00 c00820 fbf50001", WITHDRAW, 8},
	{"a header cut", "400101 00 40", WITHDRAW, 0},
	{"the first damage is blamed", "400102 0000 800403 000000", WITHDRAW, 1},
	{"the worst damage counts", "400601 00 800403 000000", WITHDRAW, 6},
};

static void damage_costs_what_rfc_7606_says(void **state)
{
	struct attributes a = {0};

	(void)state;
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
		static struct bytes b;

		b.n = 0;
		add_hex(&b, blocks[i].block);
		assert_int_equal(attributes_read(&a, b.p, b.n, (struct attributes_form){4, false}),
				 0);
		if (a.damage != blocks[i].damage || a.problem_type != blocks[i].type)
			print_message("# %s: %s\n", blocks[i].name,
				      a.problem ? a.problem : "sound");
		assert_int_equal(a.damage, blocks[i].damage);
		assert_int_equal(a.problem_type, blocks[i].type);
		assert_true((a.problem == NULL) == (a.damage == SOUND));
	}
	attributes_release(&a);
}

/* Paths of a 2-byte UPDATE: AS_PATH, AS4_PATH, what they make together (RFC 6793 4.2.3). */
static const struct {
	const char *name, *path, *path4, *want;
} merges[] = {
	{"no AS4_PATH", "0202 5ba0 0001", NULL, "23456 1"},
	{"the end is replaced", "0203 0007 5ba0 5ba0", "0202 fa56ea01 fa56ea02",
	 "7 4200000001 4200000002"},
	{"all is replaced", "0202 5ba0 5ba0", "0202 fa56ea01 fa56ea02", "4200000001 4200000002"},
	{"longer than the path: ignored", "0201 5ba0", "0202 fa56ea01 fa56ea02", "23456"},
	{"two segments before it", "0202 0001 0002 0202 0003 5ba0", "0201 fa56ea01",
	 "1 2 3 4200000001"},
	{"a set counts once", "0102 0001 0002 0202 0003 5ba0", "0201 fa56ea01",
	 "{1,2} 3 4200000001"},
	{"a confederation counts nothing", "0302 0008 0009 0202 0001 5ba0", "0201 fa56ea01",
	 "(8 9) 1 4200000001"},
	{"a confederation in AS4_PATH is dropped", "0202 0001 5ba0", "0301 00000008 0201 fa56ea01",
	 "1 4200000001"},
	{"a malformed AS4_PATH is ignored", "0202 0001 5ba0", "0203 fa56ea01", "1 23456"},
	{"sets and confederations", "0402 0001 0002 0101 0003", NULL, "[1,2] {3}"},
};

static void as4_path_is_merged(void **state)
{
	struct attributes a = {0};

	(void)state;
	for (size_t i = 0; i < sizeof merges / sizeof *merges; i++) {
		static struct bytes b, path, path4;
		struct as_path p;
		struct out o;

		b.n = path.n = path4.n = 0;
		add_hex(&path, merges[i].path);
		add_hex(&b, "4002");
		add_u8(&b, (unsigned)path.n);
		add_hex(&b, merges[i].path);
		if (merges[i].path4) {
			add_hex(&path4, merges[i].path4);
			add_hex(&b, "c011");
			add_u8(&b, (unsigned)path4.n);
			add_hex(&b, merges[i].path4);
		}
		assert_int_equal(attributes_read(&a, b.p, b.n, (struct attributes_form){2, false}),
				 0);
		out_mem(&o, 1000);
		p = attributes_path(&a);
		as_path_put(&p, &o);
		out_ch(&o, '\0');
		if (strcmp(o.s, merges[i].want))
			print_message("# %s\n", merges[i].name);
		assert_string_equal(o.s, merges[i].want);
		out_release(&o);
	}
	assert_int_equal(a.damage, SOUND);
	attributes_release(&a);
}

static void as4_aggregator_speaks_for_as_trans(void **state)
{
	struct attributes a = {0};
	static struct bytes b;

	(void)state;
	add_hex(&b, "c00706 5ba0 c0000201 c01208 fa56ea01 c0000202");
	attributes_read(&a, b.p, b.n, (struct attributes_form){2, false});
	assert_int_equal(a.aggregator_asn, 4200000001u);
	assert_int_equal(a.aggregator_addr, 0xc0000202);
	b.n = 0; /* another ASN: both of the new kind are to be ignored */
	add_hex(&b, "c00706 fbf5 c0000201 c01208 fa56ea01 c0000202"
		    "400204 0201 5ba0 c01106 0201 fa56ea01");
	attributes_read(&a, b.p, b.n, (struct attributes_form){2, false});
	assert_int_equal(a.aggregator_asn, 64501);
	assert_int_equal(a.path.asns.v[0], 23456);
	attributes_release(&a);
}

static void a_cache_never_mixes_blocks(void **state)
{
	struct attr_cache c = {0};
	const struct attributes *a;

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < 5000; i++) {
			struct bytes *b = calloc(1, sizeof *b);
			struct attributes_form form = {i % 2 ? 4 : 2, true};

			add_hex(b, i % 2 ? "400206 0201" : "400204 0201");
			if (i % 2)
				add_u32(b, i);
			else
				add_u16(b, i);
			assert_int_equal(attr_cache_read(&c, b->p, b->n, form, &a), 0);
			assert_int_equal(a->path.asns.n, 1);
			assert_int_equal(a->path.asns.v[0], i);
			assert_in_range(a->slot, 0, ATTR_CACHE_SLOTS - 1);
			free(b);
		}
	}
	attr_cache_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damage_costs_what_rfc_7606_says),
		cmocka_unit_test(as4_path_is_merged),
		cmocka_unit_test(as4_aggregator_speaks_for_as_trans),
		cmocka_unit_test(a_cache_never_mixes_blocks),
	};

	return check_main(tests);
}
