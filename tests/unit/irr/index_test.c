#include "dumps.h"

#include "../check.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "irr/index.h"

/* Something in every section of the index, damage among it. */
static const char dump[] =
	"route: 192.0.2.0/24\norigin: AS1\nmember-of: RS-A\nmnt-by: M-1\nsource: TEST\n\n"
	"route: 198.51.100.0/24\norigin: AS2\nmnt-by: M-2\nsource: OTHER\n\n"
	"route6: 2001:db8::/32\norigin: AS1\nsource: TEST\n\n"
	"route: 10.0.0.0/33\norigin: AS2\nsource: TEST\n\n"
	"as-set: AS-A\nmembers: AS1, AS-B, OTHER::AS2, AS-GONE, AS-ANY, AS1-AS2\nsource: TEST\n\n"
	"as-set: AS-B\nmbrs-by-ref: M-1\nsource: TEST\n\n"
	"route-set: RS-A\nmembers: 10.0.0.0/8^+, AS-A^26\nmbrs-by-ref: ANY\nsource: TEST\n\n"
	"aut-num: AS3\nmember-of: AS-B\nmnt-by: M-1\nimport: from AS1 accept ANY\nsource: TEST\n";

static const char answer[] =
	"10.0.0.0/8^8-32 192.0.2.0/24 192.0.2.0/24^26 198.51.100.0/24^26 2001:db8::/32^48 | AS1 AS2 AS3";

/* A dump in a folder with its index. */
struct place {
	struct dumps d;
	char index[160], cache[80];
};

static void write_file(const char *path, const void *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static uint8_t *read_file(const char *path, size_t *n)
{
	static uint8_t bytes[1 << 16];
	FILE *f = fopen(path, "rb");

	assert_non_null(f);
	*n = fread(bytes, 1, sizeof bytes, f);
	assert_true(*n < sizeof bytes);
	fclose(f);
	return bytes;
}

/* Times in a file system come in ticks: within one, a dump may change unseen. */
static void let_the_clock_tick(void)
{
	usleep(40 * 1000);
}

static void place_make(struct place *p, const char *text)
{
	const char *const texts[] = {text, NULL};

	dumps_write(&p->d, texts);
	snprintf(p->index, sizeof p->index, "%s.weir-index", p->d.paths[0]);
	snprintf(p->cache, sizeof p->cache, "%s/cache", p->d.folder);
	let_the_clock_tick();
}

static void place_open(struct place *p, const struct irr_options *options)
{
	const char *const paths[] = {p->d.paths[0]};
	struct err e;

	irr_close(p->d.irr);
	report_release(&p->d.report);
	if (irr_open(&p->d.irr, paths, 1, options, &p->d.report, &e))
		fail_msg("%s", e.msg);
}

static bool place_is_from_index(const struct place *p)
{
	return irr_dump_get(p->d.irr, 0).from_index;
}

static void place_remove(struct place *p)
{
	unlink(p->index);
	dumps_close(&p->d);
}

static void answers_alike_from_dump_and_index(void **state)
{
	struct place p;
	struct err first[8];
	size_t n;

	(void)state;
	place_make(&p, dump);
	place_open(&p, NULL);
	assert_false(place_is_from_index(&p));
	assert_string_equal(dumps_expand(&p.d, "RS-A AS1^48", NULL),
			    "10.0.0.0/8^8-32 192.0.2.0/24 192.0.2.0/24^26 198.51.100.0/24^26 2001:db8::/32^48 "
			    "| AS1 AS2 AS3 | gaps 3");
	n = p.d.report.notes.n;
	assert_int_equal(n, 2);
	assert_int_equal(p.d.report.total, 2);
	memcpy(first, p.d.report.notes.v, n * sizeof *first);
	place_open(&p, NULL);
	assert_true(place_is_from_index(&p));
	assert_int_equal(strncmp(dumps_expand(&p.d, "RS-A AS1^48", NULL), answer, strlen(answer)), 0);
	assert_int_equal(p.d.report.total, 2);
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(p.d.report.notes.v[i].msg, first[i].msg);
		assert_int_equal(p.d.report.notes.v[i].line, first[i].line);
		assert_int_equal(p.d.report.notes.v[i].col, first[i].col);
	}
	place_remove(&p);
}

static void is_made_anew_when_the_dump_changes(void **state)
{
	struct timespec times[2] = {{1000000000, 0}, {1000000000, 0}};
	struct place p;

	(void)state;
	place_make(&p, "route: 10.0.0.0/8\norigin: AS1\nsource: X\n");
	assert_int_equal(utimensat(AT_FDCWD, p.d.paths[0], times, 0), 0);
	let_the_clock_tick();
	place_open(&p, NULL);
	place_open(&p, NULL);
	assert_true(place_is_from_index(&p));
	write_file(p.d.paths[0], "route: 11.0.0.0/8\norigin: AS1\nsource: X\n", 41);
	assert_int_equal(utimensat(AT_FDCWD, p.d.paths[0], times, 0), 0); /* same size, same mtime */
	let_the_clock_tick();
	place_open(&p, NULL);
	assert_false(place_is_from_index(&p));
	assert_string_equal(dumps_expand(&p.d, "AS1", NULL), "11.0.0.0/8 | AS1");
	place_open(&p, NULL);
	assert_true(place_is_from_index(&p));
	place_remove(&p);
}

static void a_dump_that_just_changed_leaves_no_index(void **state)
{
	struct place p;

	(void)state;
	place_make(&p, dump);
	for (int i = 0; i < 20; i++) {
		write_file(p.d.paths[0], dump, strlen(dump));
		place_open(&p, NULL);
		assert_false(place_is_from_index(&p));
	}
	place_remove(&p);
}

/* A flipped version is another one: as good a reason not to use the file. */
static bool is_of_version(size_t at)
{
	size_t begin = offsetof(struct index_header, version);

	return at >= begin && at < begin + sizeof(uint32_t);
}

/* Every byte of the header and 1,000 others, one at a time: refused, and made anew. */
static void every_flipped_byte_is_seen(void **state)
{
	static _Alignas(8) uint8_t good[1 << 16], now[1 << 16];
	const struct index_header *header = (const struct index_header *)good;
	struct index index;
	uint8_t *bytes;
	struct place p;
	size_t n, m;

	(void)state;
	place_make(&p, dump);
	place_open(&p, NULL);
	bytes = read_file(p.index, &n);
	memcpy(good, bytes, n);
	assert_true(n > sizeof(struct index_header) + 1000);
	srandom(1);
	for (size_t i = 0; i < sizeof(struct index_header) + 1000; i++) {
		size_t at = i < sizeof(struct index_header)
				    ? i
				    : sizeof(struct index_header) +
					      (size_t)random() % (n - sizeof(struct index_header));

		memcpy(now, good, n);
		now[at] ^= (uint8_t)(1 + random() % 255);
		write_file(p.index, now, n);
		assert_int_equal(index_load(&index, p.index, &header->dump, NULL),
				 is_of_version(at) ? WEIR_ENOTFOUND : WEIR_ESYNTAX);
		if (i % 64) /* making one anew waits for the disk */
			continue;
		place_open(&p, NULL);
		assert_false(place_is_from_index(&p));
		assert_int_equal(strncmp(dumps_expand(&p.d, "RS-A AS1^48", NULL), answer, strlen(answer)), 0);
		bytes = read_file(p.index, &m);
		assert_int_equal(m, n);
		assert_memory_equal(bytes, good, n);
	}
	write_file(p.index, good, n);
	place_open(&p, NULL);
	assert_true(place_is_from_index(&p));
	place_remove(&p);
}

static void a_file_cut_or_grown_is_refused(void **state)
{
	static uint8_t good[1 << 16];
	static const int changes[] = {-1, -8, -100, 1, 8, -1000000};
	struct place p;
	uint8_t *bytes;
	size_t n;

	(void)state;
	place_make(&p, dump);
	place_open(&p, NULL);
	bytes = read_file(p.index, &n);
	memcpy(good, bytes, n);
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		int left = (int)n + changes[i];

		write_file(p.index, good, left > 0 ? (size_t)left : 0);
		place_open(&p, NULL);
		assert_false(place_is_from_index(&p));
		assert_true(p.d.report.total == 3 && strstr(p.d.report.notes.v[0].msg, "damaged"));
	}
	place_remove(&p);
}

static void goes_on_in_memory_where_nothing_can_be_written(void **state)
{
	struct irr_options nowhere = {.cache = "/nonexistent/folder"};
	struct place p;

	(void)state;
	place_make(&p, dump);
	place_open(&p, &nowhere);
	assert_false(place_is_from_index(&p));
	assert_int_equal(p.d.report.total, 3);
	assert_non_null(strstr(p.d.report.notes.v[0].msg, "going on in memory"));
	assert_int_equal(strncmp(dumps_expand(&p.d, "RS-A AS1^48", NULL), answer, strlen(answer)), 0);
	place_remove(&p);
}

static void a_cache_keeps_indexes_apart(void **state)
{
	struct irr_options options;
	char command[200];
	struct place p;

	(void)state;
	place_make(&p, dump);
	assert_int_equal(mkdir(p.cache, 0755), 0);
	options = (struct irr_options){.cache = p.cache};
	place_open(&p, &options);
	place_open(&p, &options);
	assert_true(place_is_from_index(&p));
	assert_int_equal(access(p.index, F_OK), -1);
	options = (struct irr_options){.cache = p.cache, .no_index = true};
	place_open(&p, &options);
	assert_false(place_is_from_index(&p));
	snprintf(command, sizeof command, "rm -r %s", p.cache);
	assert_int_equal(system(command), 0);
	place_remove(&p);
}

static void a_dump_that_is_missing_or_damaged_is_an_error(void **state)
{
	static const uint8_t gzip[] = {0x1f, 0x8b, 8, 0, 0, 0};
	const char *const missing[] = {"/nonexistent/ripe.db"};
	struct irr *irr;
	struct place p;
	struct err e;
	const char *path;

	(void)state;
	assert_int_equal(irr_open(&irr, missing, 1, NULL, NULL, &e), WEIR_EIO);
	assert_null(irr);
	place_make(&p, dump);
	path = p.d.paths[0];
	write_file(path, gzip, sizeof gzip);
	assert_int_equal(irr_open(&irr, &path, 1, NULL, NULL, &e), WEIR_ESYNTAX);
	assert_int_equal(access(p.index, F_OK), -1);
	place_remove(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_alike_from_dump_and_index),
		cmocka_unit_test(is_made_anew_when_the_dump_changes),
		cmocka_unit_test(a_dump_that_just_changed_leaves_no_index),
		cmocka_unit_test(every_flipped_byte_is_seen),
		cmocka_unit_test(a_file_cut_or_grown_is_refused),
		cmocka_unit_test(goes_on_in_memory_where_nothing_can_be_written),
		cmocka_unit_test(a_cache_keeps_indexes_apart),
		cmocka_unit_test(a_dump_that_is_missing_or_damaged_is_an_error),
	};

	return check_main(tests);
}
