#include "../check.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/history.h"

static char path[64];

static int setup(void **state)
{
	(void)state;
	snprintf(path, sizeof path, "history_test.%d", (int)getpid());
	unlink(path);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(path);
	return 0;
}

static struct history *open_or_fail(enum history_mode mode)
{
	struct history *h = NULL;
	struct err e = {0};

	if (history_open(&h, path, mode, &e))
		fail_msg("%s", e.msg);
	return h;
}

/* Add a delivery of one file and commit it; returns its id. */
static int64_t add(struct history *h, const char *output, const char *content, enum history_state as)
{
	struct history_record r = {.at = 1000,
				   .kind = HISTORY_DELIVERY,
				   .state = as,
				   .router = "edge1",
				   .output = output,
				   .asn = 64501,
				   .who = "operator",
				   .files = {{.name = "list.bird", .bytes = content, .n = strlen(content)}},
				   .nfiles = 1};
	struct err e;

	sha256_text(content, strlen(content), r.files[0].hash);
	assert_int_equal(history_begin(h, &e), 0);
	assert_int_equal(history_add(h, &r, &e), 0);
	assert_int_equal(history_commit(h, &e), 0);
	return r.id;
}

static int64_t deliver(struct history *h, const char *output, const char *content)
{
	return add(h, output, content, HISTORY_DONE);
}

static size_t count(struct history *h, const struct history_query *q)
{
	struct history_records r = {0};
	struct err e;
	size_t n;

	assert_int_equal(history_find(h, q, &r, &e), 0);
	n = r.items.n;
	history_records_release(&r);
	return n;
}

static void what_is_added_is_there_after_it_was_closed(void **state)
{
	struct history *h = open_or_fail(HISTORY_WRITE);
	int64_t id = deliver(h, "as64501-in", "define X = [];\n");
	struct history_records r = {0};
	struct history_query q = {.output = "as64501-in"};
	struct out content;
	struct err e;

	(void)state;
	history_close(h);
	h = open_or_fail(HISTORY_READ);
	assert_int_equal(history_find(h, &q, &r, &e), 0);
	assert_int_equal(r.items.n, 1);
	assert_int_equal(r.items.v[0].id, id);
	assert_int_equal(r.items.v[0].at, 1000);
	assert_int_equal(r.items.v[0].asn, 64501);
	assert_string_equal(r.items.v[0].who, "operator");
	assert_null(r.items.v[0].why);
	assert_int_equal(r.items.v[0].nfiles, 1);
	assert_string_equal(r.items.v[0].files[0].name, "list.bird");
	assert_string_equal(r.items.v[0].files[0].was, "");
	out_mem(&content, 1000);
	assert_int_equal(history_content(h, r.items.v[0].files[0].hash, &content, &e), 0);
	assert_int_equal(content.n, 15);
	assert_memory_equal(content.s, "define X = [];\n", 15);
	assert_int_equal(history_content(h, "0123", &content, &e), WEIR_ESYNTAX);
	out_release(&content);
	history_records_release(&r);
	history_close(h);
}

static void what_is_packed_beforehand_is_kept_as_the_rest(void **state)
{
	static const char text[] = "define X = [];\n";
	struct history *h = open_or_fail(HISTORY_WRITE);
	struct history_record r = {.router = "edge1", .output = "as64501-in", .who = "operator", .nfiles = 1};
	struct out packed, content;
	struct err e;

	(void)state;
	out_mem(&packed, 1000);
	history_pack(&packed, text, strlen(text));
	r.files[0] = (struct history_file){
		.name = "list.bird", .bytes = text, .n = strlen(text), .packed = &packed};
	sha256_text(text, strlen(text), r.files[0].hash);
	assert_int_equal(history_add(h, &r, &e), 0);
	out_mem(&content, 1000);
	assert_int_equal(history_content(h, r.files[0].hash, &content, &e), 0);
	assert_int_equal(content.n, strlen(text));
	assert_memory_equal(content.s, text, strlen(text));
	packed.status = WEIR_ENOMEM;
	assert_int_equal(history_add(h, &r, &e), WEIR_ENOMEM);
	out_release(&content);
	out_release(&packed);
	history_close(h);
}

static void queries_narrow(void **state)
{
	struct history *h = open_or_fail(HISTORY_WRITE);
	int64_t first = deliver(h, "a", "1"), second = deliver(h, "b", "2");
	struct err e;

	(void)state;
	assert_int_equal(count(h, &(struct history_query){0}), 2);
	assert_int_equal(count(h, &(struct history_query){.most = 1}), 1);
	assert_int_equal(count(h, &(struct history_query){.id = second}), 1);
	assert_int_equal(count(h, &(struct history_query){.output = "a"}), 1);
	assert_int_equal(count(h, &(struct history_query){.router = "edge2"}), 0);
	assert_int_equal(count(h, &(struct history_query){.kinds = HISTORY_IN_FORCE}), 2);
	assert_int_equal(count(h, &(struct history_query){.kinds = 1 << HISTORY_HOLD}), 0);
	assert_int_equal(history_settle(h, first, HISTORY_CUT, &e), 0);
	assert_int_equal(count(h, &(struct history_query){.states = 1 << HISTORY_CUT}), 1);
	history_close(h);
}

static void what_was_begun_before_is_cut(void **state)
{
	struct history *h = open_or_fail(HISTORY_WRITE);
	int64_t first = add(h, "a", "1", HISTORY_BEGUN);

	(void)state;
	add(h, "b", "1", HISTORY_BEGUN);
	assert_int_equal(count(h, &(struct history_query){.states = 1 << HISTORY_BEGUN}), 2);
	add(h, "a", "2", HISTORY_BEGUN);
	assert_int_equal(count(h, &(struct history_query){.states = 1 << HISTORY_BEGUN}), 2);
	assert_int_equal(count(h, &(struct history_query){.id = first, .states = 1 << HISTORY_CUT}), 1);
	history_close(h);
}

static void what_is_undone_is_not_there(void **state)
{
	struct history *h = open_or_fail(HISTORY_WRITE);
	struct history_record r = {.kind = HISTORY_HOLD, .router = "r", .output = "o", .who = "w"};
	struct err e;

	(void)state;
	assert_int_equal(history_begin(h, &e), 0);
	assert_int_equal(history_add(h, &r, &e), 0);
	history_undo(h);
	assert_int_equal(count(h, &(struct history_query){0}), 0);
	history_close(h);
}

/* The newest stay, and the oldest where it is in force or open; contents go with their records. */
static void growth_is_bounded(void **state)
{
	struct history *h = open_or_fail(HISTORY_WRITE);
	int64_t kept = deliver(h, "a", "in force"), open = add(h, "a", "open", HISTORY_OPEN), id = 0;
	char gone[SHA256_TEXT];
	struct out content;
	struct err e;

	(void)state;
	for (int i = 0; i < HISTORY_KEPT + 10; i++) {
		char text[16];

		snprintf(text, sizeof text, "%d", i);
		id = add(h, "a", text, HISTORY_CUT);
	}
	deliver(h, "b", "another output");
	assert_int_equal(count(h, &(struct history_query){.output = "a"}), HISTORY_KEPT + 2);
	assert_int_equal(count(h, &(struct history_query){.id = kept}), 1);
	assert_int_equal(count(h, &(struct history_query){.id = open}), 1);
	assert_int_equal(count(h, &(struct history_query){.id = id}), 1);
	out_mem(&content, 1000);
	assert_int_equal(history_content(h, sha256_text("0", 1, gone), &content, &e), WEIR_ESYNTAX);
	assert_int_equal(history_content(h, sha256_text("in force", 8, gone), &content, &e), 0);
	out_release(&content);
	history_close(h);
}

static void set_sources(struct history *h, int64_t hold, uint64_t records)
{
	struct history_sources s = {0};
	struct err e;

	assert_int_equal(vec_push(&s.items, ((struct history_source){"irr dump", "*.db", "ripe.db", records}), 9), 0);
	assert_int_equal(vec_push(&s.items, ((struct history_source){"irr dump", "*.db", "arin.db", 7}), 9), 0);
	assert_int_equal(history_sources_set(h, hold, &s, &e), 0);
	history_sources_release(&s);
}

static uint64_t measure(struct history *h)
{
	struct history_sources s = {0};
	struct err e;
	uint64_t records;

	assert_int_equal(history_sources_find(h, &s, &e), 0);
	if (!s.items.n)
		return 0;
	assert_int_equal(s.items.n, 2);
	assert_string_equal(s.items.v[1].kind, "irr dump");
	assert_string_equal(s.items.v[1].entry, "*.db");
	assert_string_equal(s.items.v[1].path, "ripe.db");
	records = s.items.v[1].records;
	history_sources_release(&s);
	return records;
}

static void figures_of_sources_are_the_measure_when_their_hold_is_approved(void **state)
{
	struct history *h = open_or_fail(HISTORY_WRITE);
	int64_t one = add(h, "a", "1", HISTORY_OPEN), two = add(h, "b", "2", HISTORY_OPEN), bare = add(h, "c", "3", HISTORY_OPEN);
	struct err e;

	(void)state;
	assert_int_equal(measure(h), 0);
	set_sources(h, 0, 100);
	set_sources(h, one, 50);
	set_sources(h, two, 40);
	assert_int_equal(measure(h), 100);
	assert_int_equal(history_settle(h, one, HISTORY_DISMISSED, &e), 0);
	assert_int_equal(history_settle(h, one, HISTORY_APPROVED, &e), 0);
	assert_int_equal(measure(h), 100);
	assert_int_equal(history_settle(h, bare, HISTORY_APPROVED, &e), 0);
	assert_int_equal(measure(h), 100);
	assert_int_equal(history_settle(h, two, HISTORY_APPROVED, &e), 0);
	assert_int_equal(measure(h), 40);
	set_sources(h, 0, 60);
	assert_int_equal(measure(h), 60);
	history_close(h);
}

static void run_sql(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* Values that weir never writes, in a file that is sound SQLite. */
static void values_that_make_no_sense_are_damage(void **state)
{
	static const char *const changes[] = {
		"UPDATE record SET kind = 99",
		"UPDATE record SET state = -1",
		"UPDATE file SET name = '../../passwd'",
		"UPDATE file SET name = ''",
		"UPDATE file SET name = '..'",
		"UPDATE file SET hash = hash || 'more'",
		("PRAGMA writable_schema = ON;"
		 "UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE name = 'record';"
		 "PRAGMA writable_schema = RESET; UPDATE record SET router = NULL"),
		"UPDATE content SET size = -1",
		"UPDATE content SET size = 1 << 40",
		"UPDATE content SET zstd = x''",
		"INSERT INTO source VALUES (0, 'irr dump', 'a', 'a', -5)",
	};

	(void)state;
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		struct history *h = open_or_fail(HISTORY_WRITE);
		struct history_records r = {0};
		struct history_sources s = {0};
		struct out content;
		struct err e = {0};
		int rc;

		deliver(h, "a", "1");
		history_close(h);
		run_sql(changes[i]);
		h = open_or_fail(HISTORY_READ);
		out_mem(&content, 1000);
		rc = history_find(h, &(struct history_query){0}, &r, &e);
		if (!rc)
			rc = history_content(h, r.items.v[0].files[0].hash, &content, &e);
		if (!rc)
			rc = history_sources_find(h, &s, &e);
		if (rc != WEIR_ESYNTAX || strncmp(e.msg, "the history is damaged: ", 24))
			fail_msg("%s: %d, %s", changes[i], rc, e.msg);
		out_release(&content);
		history_sources_release(&s);
		history_records_release(&r);
		history_close(h);
		unlink(path);
	}
}

/* One that the first version made: it lacks what came later, and keeps what it has. */
static void a_history_of_an_old_version_is_raised(void **state)
{
	struct history *h = open_or_fail(HISTORY_WRITE);
	struct err e = {0};

	(void)state;
	deliver(h, "a", "1");
	history_close(h);
	run_sql("DROP TABLE source; PRAGMA user_version = 1");
	h = NULL;
	assert_int_equal(history_open(&h, path, HISTORY_READ, &e), WEIR_ESYNTAX);
	assert_string_equal(e.msg, "the history is of an old version, which the next build raises");
	h = open_or_fail(HISTORY_WRITE);
	assert_int_equal(count(h, &(struct history_query){0}), 1);
	set_sources(h, 0, 9);
	assert_int_equal(measure(h), 9);
	history_close(h);
}

static void one_writes_at_a_time_and_others_read(void **state)
{
	struct history *h = open_or_fail(HISTORY_WRITE), *other = NULL;
	struct err e;

	(void)state;
	deliver(h, "a", "1");
	assert_int_equal(history_open(&other, path, HISTORY_WRITE, &e), WEIR_EIO);
	assert_string_equal(e.msg, "another weir is at work on this border");
	other = open_or_fail(HISTORY_READ);
	assert_int_equal(count(other, &(struct history_query){0}), 1);
	history_close(other);
	deliver(h, "a", "2");
	history_close(h);
}

static void reading_leaves_no_file(void **state)
{
	struct history *h = open_or_fail(HISTORY_READ);

	(void)state;
	assert_int_equal(count(h, &(struct history_query){0}), 0);
	history_close(h);
	assert_int_not_equal(access(path, F_OK), 0);
}

static void make_file(const void *bytes, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), n);
	close(fd);
}

static size_t read_back(char *to, size_t size)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, to, size);

	close(fd);
	return (size_t)n;
}

static void refuse(const char *sentence)
{
	static char before[1 << 16], after[1 << 16];
	size_t n = read_back(before, sizeof before);

	for (enum history_mode mode = HISTORY_READ; mode <= HISTORY_WRITE; mode++) {
		struct history *h = NULL;
		struct err e = {0};

		assert_int_equal(history_open(&h, path, mode, &e), WEIR_ESYNTAX);
		assert_null(h);
		assert_string_equal(e.msg, sentence);
		assert_int_equal(read_back(after, sizeof after), n);
		assert_memory_equal(before, after, n);
	}
	unlink(path);
}

static void what_is_no_history_is_refused_and_left_alone(void **state)
{
	char noise[4096];

	(void)state;
	memset(noise, 'x', sizeof noise);
	make_file(noise, sizeof noise);
	refuse("expected a history of weir, found another file");
	run_sql("CREATE TABLE photo (id INTEGER)");
	refuse("expected a history of weir, found another database");
	run_sql("PRAGMA application_id = 7");
	refuse("expected a history of weir, found another database");
	history_close(open_or_fail(HISTORY_WRITE));
	run_sql("PRAGMA user_version = 99");
	refuse("expected a history of version 2 or before, found version 99");
}

/* A file of no bytes is one that died before its first commit. */
static void an_empty_file_is_a_new_history(void **state)
{
	struct history *h;

	(void)state;
	make_file("", 0);
	h = open_or_fail(HISTORY_WRITE);
	deliver(h, "a", "1");
	history_close(h);
}

/* Every page damaged in turn: an error or the truth, never a crash, never another content. */
static void damage_is_told(void **state)
{
	static char whole[1 << 17];
	struct history *h = open_or_fail(HISTORY_WRITE);
	size_t size, told = 0;

	(void)state;
	for (int i = 0; i < 20; i++)
		deliver(h, "a", i % 2 ? "one" : "two");
	history_close(h);
	size = read_back(whole, sizeof whole);
	for (size_t at = 0; at < size; at += 509) {
		struct history_records r = {0};
		struct out content;
		struct err e = {0};
		char kept[64];
		size_t n = size - at < sizeof kept ? size - at : sizeof kept;
		int rc;

		memcpy(kept, whole + at, n);
		memset(whole + at, 0xff, n);
		make_file(whole, size);
		memcpy(whole + at, kept, n);
		out_mem(&content, 1000);
		h = NULL;
		rc = history_open(&h, path, HISTORY_READ, &e);
		if (!rc)
			rc = history_find(h, &(struct history_query){0}, &r, &e);
		if (!rc && r.items.n && !history_content(h, r.items.v[0].files[0].hash, &content, &e))
			assert_true(content.n == 3);
		told += rc && e.msg[0];
		history_records_release(&r);
		out_release(&content);
		history_close(h);
	}
	assert_true(told > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_added_is_there_after_it_was_closed, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_packed_beforehand_is_kept_as_the_rest, setup, teardown),
		cmocka_unit_test_setup_teardown(queries_narrow, setup, teardown),
		cmocka_unit_test_setup_teardown(what_was_begun_before_is_cut, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_undone_is_not_there, setup, teardown),
		cmocka_unit_test_setup_teardown(growth_is_bounded, setup, teardown),
		cmocka_unit_test_setup_teardown(figures_of_sources_are_the_measure_when_their_hold_is_approved, setup, teardown),
		cmocka_unit_test_setup_teardown(values_that_make_no_sense_are_damage, setup, teardown),
		cmocka_unit_test_setup_teardown(a_history_of_an_old_version_is_raised, setup, teardown),
		cmocka_unit_test_setup_teardown(one_writes_at_a_time_and_others_read, setup, teardown),
		cmocka_unit_test_setup_teardown(reading_leaves_no_file, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_no_history_is_refused_and_left_alone, setup, teardown),
		cmocka_unit_test_setup_teardown(an_empty_file_is_a_new_history, setup, teardown),
		cmocka_unit_test_setup_teardown(damage_is_told, setup, teardown),
	};

	return check_main(tests);
}
