#include "vectors.h"

/*
 * Real small files, none of which holds a default route: every byte damaged in
 * several ways, and every length they can be cut to. Whatever is read from that,
 * no default route comes out of it, and a cut file gives a beginning of its lines.
 */
static const char *const names[] = {"quagga_bgp", "quagga_rib", "openbgpd_rib_table",
				    "openbgpd_rib_table-v2", "bird-mrtdump_bgp"};

static bool load(struct bytes *b, const char *name)
{
	const char *top = getenv("WEIR_TOP");
	char path[512];
	FILE *f;

	snprintf(path, sizeof path, "%s/tests/data/mrt/%s.mrt", top ? top : ".", name);
	f = fopen(path, "rb");
	if (!f)
		return false;
	b->n = fread(b->p, 1, sizeof b->p, f);
	fclose(f);
	return b->n > 0;
}

static bool has_default(const char *lines)
{
	return strstr(lines, "|0.0.0.0/0") || strstr(lines, "|::/0");
}

static void check_damaged(const struct bytes *b, size_t at, unsigned change)
{
	struct lines l;

	read_lines(&l, b->p, b->n);
	if (has_default(l.o.s))
		print_message("# byte %zu ^ %02x:\n%s", at, change, l.o.s);
	assert_false(has_default(l.o.s));
	drop_lines(&l);
}

static void no_default_route_out_of_damage(void **state)
{
	static struct bytes b;

	(void)state;
	for (size_t f = 0; f < sizeof names / sizeof *names; f++) {
		if (!load(&b, names[f])) {
			print_message("# no %s: WEIR_TOP is to name the top of the tree\n", names[f]);
			skip();
		}
		for (size_t i = 0; i < b.n; i++) {
			const unsigned changes[] = {0xff, 1u << i % 8, b.p[i]};

			for (size_t k = 0; k < 3; k++) {
				b.p[i] ^= (uint8_t)changes[k];
				check_damaged(&b, i, changes[k]);
				b.p[i] ^= (uint8_t)changes[k];
			}
		}
	}
}

static void a_cut_file_gives_a_beginning(void **state)
{
	static struct bytes b;
	struct lines whole, l;

	(void)state;
	for (size_t f = 0; f < sizeof names / sizeof *names; f++) {
		size_t sound = 0;

		if (!load(&b, names[f]))
			skip();
		read_lines(&whole, b.p, b.n);
		assert_int_equal(whole.rc, 0);
		assert_true(whole.o.n > 100);
		for (size_t n = 0; n < b.n; n++) {
			read_lines(&l, b.p, n);
			assert_int_equal(strncmp(l.o.s, whole.o.s, l.o.n - 1), 0);
			sound += l.rc == 0; /* cut between two records */
			assert_true(l.rc == 0 || l.rc == WEIR_ESYNTAX);
			drop_lines(&l);
		}
		assert_in_range(sound, 3, 100);
		drop_lines(&whole);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_default_route_out_of_damage),
		cmocka_unit_test(a_cut_file_gives_a_beginning),
	};

	return check_main(tests);
}
