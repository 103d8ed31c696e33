#include "vectors.h"

/*
 * Real small files, none of which holds a default route: every byte damaged in
 * several ways, and every length they can be cut to. Whatever is read from that,
 * no default route comes out of it, and a cut file gives a beginning of its lines.
 */
static const char *const names[] = {"quagga_bgp", "quagga_rib", "openbgpd_rib_table",
				    "openbgpd_rib_table-v2", "bird-mrtdump_bgp"};

/* Under sanitizers each reading takes many times as long: fewer of them there. */
static size_t effort(size_t plain, size_t sanitized)
{
	return getenv("WEIR_SANITIZED") ? sanitized : plain;
}

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

/* Keep whole records of a file, `max` bytes of them at most. */
static void cut_at_record(struct bytes *b, size_t max)
{
	size_t at = 0, next = 0;

	while (next <= max && next < b->n) {
		const uint8_t *p = b->p + next;

		at = next;
		next += 12 + (size_t)(p[8] << 24 | p[9] << 16 | p[10] << 8 | p[11]);
	}
	b->n = next <= max ? next : at;
}

/* Only what a route says is looked at: lines would take most of the time. */
static int count_default(void *context, const struct route *r)
{
	*(int *)context += r->kind != ROUTE_STATE && !r->prefix.len;
	return 0;
}

static int defaults_in(const struct bytes *b)
{
	struct input *in;
	int found = 0;

	assert_int_equal(input_open_mem(&in, "test", b->p, b->n, NULL), 0);
	bgp_read(in, count_default, &found, NULL, NULL);
	input_close(in);
	return found;
}

static void no_default_route_out_of_damage(void **state)
{
	static struct bytes b;

	(void)state;
	for (size_t f = 0; f < sizeof names / sizeof *names; f++) {
		if (!load(&b, names[f])) {
			print_message("# no %s: WEIR_TOP is to name the top of the tree\n",
				      names[f]);
			skip();
		}
		cut_at_record(&b, 1200);
		assert_in_range(b.n, 500, 1200);
		for (size_t i = 0; i < b.n; i++) {
			const unsigned changes[] = {1u << i % 8, 0xff, b.p[i]};

			for (size_t k = 0; k < effort(3, 1); k++) {
				b.p[i] ^= (uint8_t)changes[k];
				if (defaults_in(&b))
					fail_msg("%s: byte %zu ^ %02x", names[f], i, changes[k]);
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
		cut_at_record(&b, 1200);
		read_lines(&whole, b.p, b.n);
		assert_int_equal(whole.rc, 0);
		assert_true(whole.o.n > 100);
		for (size_t n = 0; n < b.n; n += effort(1, 5)) {
			read_lines(&l, b.p, n);
			assert_int_equal(strncmp(l.o.s, whole.o.s, l.o.n - 1), 0);
			sound += l.rc == 0; /* cut between two records */
			assert_true(l.rc == 0 || l.rc == WEIR_ESYNTAX);
			drop_lines(&l);
		}
		assert_in_range(sound, effort(3, 0), 100); /* an empty file is none */
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
