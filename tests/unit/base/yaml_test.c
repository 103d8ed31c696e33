#include "../check.h"

#include <stdlib.h>
#include <string.h>

#include "base/yaml.h"

static struct yaml_tree tree;
static struct err error;

static int read_text(const char *text)
{
	yaml_release(&tree);
	error = (struct err){0};
	return yaml_read_mem(&tree, "t.yaml", text, strlen(text), &error);
}

static void a_tree_knows_its_places(void **state)
{
	const struct yaml_value *a, *b;

	(void)state;
	assert_int_equal(read_text("a: [x, \"y\"]\n\"bé\": {c: }\n"), 0);
	assert_int_equal(tree.root->kind, YAML_MAP);
	assert_int_equal(tree.root->members, 2);
	a = tree.root->first;
	assert_string_equal(a->key->text, "a");
	assert_int_equal(a->kind, YAML_LIST);
	assert_int_equal(a->first->next->line, 1);
	assert_int_equal(a->first->next->col, 8);
	assert_true(a->first->plain);
	assert_false(a->first->next->plain);
	b = a->next;
	assert_int_equal(b->key->line, 2);
	assert_int_equal(b->col, 7);
	assert_int_equal(b->first->len, 0);
	assert_null(b->next);
}

static void a_block_ends_before_its_last_newline(void **state)
{
	static const struct {
		const char *text, *read;
	} rows[] = {
		{"a: >\n  two\n  lines\n", "two lines"},	 {"a: >-\n  two\n  lines\n", "two lines"},
		{"a: >+\n  one\n\n", "one\n"},		 {"a: >\n  two\n\n  paragraphs\nb: 1\n", "two\nparagraphs"},
		{"a: |\n  two\n  lines\n", "two\nlines"},	 {"a: |-\n  one\n", "one"},
		{"a: >\n", ""},				 {"a: \"one\\n\"\n", "one\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(read_text(rows[i].text), 0);
		assert_string_equal(tree.root->first->text, rows[i].read);
		assert_int_equal(tree.root->first->len, strlen(rows[i].read));
	}
}

static void no_value_is_no_root(void **state)
{
	(void)state;
	assert_int_equal(read_text(""), 0);
	assert_null(tree.root);
	assert_int_equal(read_text("# nothing\n"), 0);
	assert_null(tree.root);
}

static void what_is_not_configuration_is_refused(void **state)
{
	static const struct {
		const char *text, *message;
		unsigned line, col;
	} rows[] = {
		{"a: &x 1\nb: *x\n", "expected a value written out, found an anchor or alias", 1, 4},
		{"a: *x\n", "expected a value written out, found an anchor or alias", 1, 4},
		{"a: !!int 1\n", "expected a value, found a tag", 1, 4},
		{"a: 1\n---\nb: 2\n", "expected one document, found a second", 2, 1},
		{"? [a, b]\n: 1\n", "expected a key, found a list", 1, 3},
		{"a: \"x\\0y\"\n", "expected text, found a NUL byte in it", 1, 4},
		{"a: b: c\n",
		 "expected no second ': ' here (is the indentation of this line right?), found ': c'",
		 1, 5},
		{"a: \"open\n", "expected a closing quote before the end of the file while scanning a "
			       "quoted scalar from line 1, found the end of the file",
		 2, 1},
		{"ab: 1\nc\xff: 2\n",
		 "expected text in UTF-8, found a byte 0xff: invalid leading UTF-8 octet", 2, 2},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(read_text(rows[i].text), WEIR_ESYNTAX);
		assert_string_equal(error.msg, rows[i].message);
		assert_int_equal(error.line, rows[i].line);
		assert_int_equal(error.col, rows[i].col);
	}
}

static void maxima_hold(void **state)
{
	char *big = malloc(YAML_BYTES_MAX + 1);

	(void)state;
	memset(big, '[', 100);
	big[100] = '\0';
	assert_int_equal(read_text(big), WEIR_ELIMIT);
	assert_int_equal(error.col, YAML_DEPTH_MAX + 1);
	big[0] = '[';
	for (size_t i = 1; i < 2u * YAML_VALUES_MAX + 1; i += 2)
		memcpy(big + i, "1,", 2);
	yaml_release(&tree);
	assert_int_equal(yaml_read_mem(&tree, "t", big, 2u * YAML_VALUES_MAX + 1, &error),
			 WEIR_ELIMIT);
	assert_string_equal(error.msg, "more values than a file may have");
	yaml_release(&tree);
	assert_int_equal(yaml_read_mem(&tree, "t", big, YAML_BYTES_MAX + 1, &error), WEIR_ELIMIT);
	free(big);
}

static int release(void **state)
{
	(void)state;
	yaml_release(&tree);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_block_ends_before_its_last_newline, release),
		cmocka_unit_test_teardown(a_tree_knows_its_places, release),
		cmocka_unit_test_teardown(no_value_is_no_root, release),
		cmocka_unit_test_teardown(what_is_not_configuration_is_refused, release),
		cmocka_unit_test_teardown(maxima_hold, release),
	};

	return check_main(tests);
}
