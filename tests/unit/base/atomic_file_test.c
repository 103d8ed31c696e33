#include "../check.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/atomic_file.h"

static char folder[] = "atomic.XXXXXX";

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) && !chdir(folder) ? 0 : -1;
}

static int drop_folder(void **state)
{
	(void)state;
	unlink("list");
	return chdir("..") || rmdir(folder);
}

/* Everything that is in the folder: one name, or none. */
static unsigned files(void)
{
	DIR *d = opendir(".");
	unsigned n = 0;

	for (struct dirent *e; (e = readdir(d));)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static void assert_content(const char *path, const char *text)
{
	char got[100] = "";
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	got[fread(got, 1, sizeof got - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(got, text);
}

static void write_list(const char *text)
{
	struct atomic_file f;
	struct err e;

	assert_int_equal(atomic_file_open(&f, "list", &e), 0);
	out_str(&f.out, text);
	assert_int_equal(atomic_file_commit(&f, &e), 0);
}

static void commit_replaces_whole(void **state)
{
	struct stat st;

	(void)state;
	write_list("first and longer\n");
	write_list("second\n");
	assert_content("list", "second\n");
	assert_int_equal(files(), 1);
	assert_int_equal(stat("list", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0644);
}

static void abort_leaves_the_old_one(void **state)
{
	struct atomic_file f;

	(void)state;
	write_list("good\n");
	assert_int_equal(atomic_file_open(&f, "list", NULL), 0);
	out_str(&f.out, "half");
	assert_content("list", "good\n");
	atomic_file_abort(&f);
	assert_content("list", "good\n");
	assert_int_equal(files(), 1);
}

static void a_sink_that_failed_leaves_the_old_one(void **state)
{
	struct atomic_file f;
	struct err e;

	(void)state;
	write_list("good\n");
	assert_int_equal(atomic_file_open(&f, "list", &e), 0);
	out_str(&f.out, "half");
	f.out.status = WEIR_ENOMEM;
	assert_int_equal(atomic_file_commit(&f, &e), WEIR_EIO);
	assert_non_null(strstr(e.msg, "cannot write"));
	assert_string_equal(e.file, "list");
	assert_content("list", "good\n");
	assert_int_equal(files(), 1);
}

static void a_folder_that_is_not_there_is_said(void **state)
{
	struct atomic_file f;
	struct err e;

	(void)state;
	assert_int_equal(atomic_file_open(&f, "nowhere/list", &e), WEIR_EIO);
	assert_string_equal(e.file, "nowhere/list");
	assert_non_null(strstr(e.msg, "cannot create: No such file"));
	atomic_file_abort(&f);
}

/* A folder stands where the file should go: the rename is refused. */
static void a_refused_rename_leaves_nothing_behind(void **state)
{
	struct atomic_file f;
	struct err e;

	(void)state;
	unlink("list");
	assert_int_equal(mkdir("list", 0755), 0);
	assert_int_equal(atomic_file_open(&f, "list", &e), 0);
	out_str(&f.out, "text");
	assert_int_equal(atomic_file_commit(&f, &e), WEIR_EIO);
	assert_non_null(strstr(e.msg, "cannot rename"));
	assert_int_equal(rmdir("list"), 0);
	assert_int_equal(files(), 0);
}

static void touch(const char *path)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fclose(f);
}

/* Only what a process that died would have left: a name of ours, and no lock on it. */
static void what_a_dead_process_left_is_swept(void **state)
{
	static const char *const others[] = {"list.backup", "list.weir-abcde", "list.weir-abcdef.gz", "list.weir-ab-def", ".weir-abcdef"};
	struct atomic_file alive;
	struct err e;

	(void)state;
	write_list("good\n");
	touch("list.weir-aB3xyZ");
	touch("gone-in.json.held.weir-000000");
	assert_int_equal(symlink("list", "link.weir-abcdef"), 0);
	assert_int_equal(mkdir("folder.weir-abcdef", 0755), 0);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		touch(others[i]);
	assert_int_equal(atomic_file_open(&alive, "list", &e), 0);
	out_str(&alive.out, "new\n");
	assert_int_equal(atomic_file_sweep(".", &e), 0);
	assert_int_equal(access("list.weir-aB3xyZ", F_OK), -1);
	assert_int_equal(access("gone-in.json.held.weir-000000", F_OK), -1);
	assert_int_equal(unlink("link.weir-abcdef"), 0);
	assert_int_equal(rmdir("folder.weir-abcdef"), 0);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_int_equal(unlink(others[i]), 0);
	assert_int_equal(atomic_file_commit(&alive, &e), 0);
	assert_content("list", "new\n");
	assert_int_equal(files(), 1);
	assert_int_equal(atomic_file_sweep("nowhere", &e), 0);
	assert_int_equal(atomic_file_sweep("list", &e), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commit_replaces_whole),
		cmocka_unit_test(abort_leaves_the_old_one),
		cmocka_unit_test(a_sink_that_failed_leaves_the_old_one),
		cmocka_unit_test(a_folder_that_is_not_there_is_said),
		cmocka_unit_test(what_a_dead_process_left_is_swept),
		cmocka_unit_test(a_refused_rename_leaves_nothing_behind),
	};

	return cmocka_set_message_output(CM_OUTPUT_TAP),
	       cmocka_run_group_tests(tests, make_folder, drop_folder);
}
