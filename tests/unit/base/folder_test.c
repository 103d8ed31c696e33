#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/folder.h"

static void one_is_made_with_the_ones_above(void **state)
{
	char top[] = "folder.XXXXXX", above[40], path[40], below[48];
	struct stat st;
	struct err e;

	(void)state;
	assert_non_null(mkdtemp(top));
	snprintf(above, sizeof above, "%s/a", top);
	snprintf(path, sizeof path, "%s/a/b", top);
	assert_int_equal(folder_make(path, 0750, &e), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0750);
	assert_int_equal(folder_make(path, 0700, &e), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0750);
	assert_int_equal(stat(above, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0755);
	rmdir(path);
	fclose(fopen(path, "w"));
	assert_int_equal(folder_make(path, 0755, &e), WEIR_EIO);
	assert_string_equal(e.msg, "expected a folder, found a file");
	snprintf(below, sizeof below, "%s/c", path);
	assert_int_equal(folder_make(below, 0755, &e), WEIR_EIO);
	assert_non_null(strstr(e.msg, "cannot make the folder"));
	unlink(path);
	rmdir(above);
	rmdir(top);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_is_made_with_the_ones_above),
	};

	umask(022);
	return check_main(tests);
}
