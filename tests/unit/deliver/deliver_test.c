#include "../check.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deliver/deliver.h"
#include "deliver/import_file.h"

static char folder[] = "deliver_test.XXXXXX";

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

static ino_t delivered_inode(void)
{
	struct stat st;
	char path[64];

	snprintf(path, sizeof path, "%s/list", folder);
	return stat(path, &st) ? 0 : st.st_ino;
}

/* Deliver a text; whether the file was written anew (atomically: another inode). */
static bool deliver_text(const char *text)
{
	ino_t before = delivered_inode();
	struct out content;
	struct err e;

	out_mem(&content, 1 << 20);
	out_str(&content, text);
	assert_int_equal(deliver_file(folder, "list", &content, &e), 0);
	out_release(&content);
	return delivered_inode() != before;
}

static const char *delivered_text(void)
{
	static char text[1 << 18];
	char path[64];
	size_t n;
	FILE *f;

	snprintf(path, sizeof path, "%s/list", folder);
	f = fopen(path, "r");
	if (!f)
		return NULL;
	n = fread(text, 1, sizeof text - 1, f);
	fclose(f);
	text[n] = '\0';
	return text;
}

static void a_file_is_written_where_it_differs(void **state)
{
	static char big[1 << 17];
	struct err e;

	(void)state;
	assert_null(delivered_text());
	assert_true(deliver_text("one\n"));
	assert_string_equal(delivered_text(), "one\n");
	assert_false(deliver_text("one\n"));
	assert_true(deliver_text("one"));
	assert_true(deliver_text("one\ntwo\n"));
	assert_true(deliver_text(""));
	assert_false(deliver_text(""));
	memset(big, 'x', sizeof big - 1);
	assert_true(deliver_text(big));
	assert_false(deliver_text(big));
	big[sizeof big - 2] = 'y';
	assert_true(deliver_text(big));
	assert_int_equal(deliver_remove(folder, "list", &e), 0);
	assert_null(delivered_text());
	assert_int_equal(deliver_remove(folder, "list", &e), 0);
}

static void content_that_does_not_fit_is_not_delivered(void **state)
{
	struct out content;
	struct err e;

	(void)state;
	out_mem(&content, 4);
	out_str(&content, "too long");
	assert_int_equal(deliver_file(folder, "list", &content, &e), WEIR_ELIMIT);
	assert_null(delivered_text());
	out_release(&content);
}

static void what_is_there_is_read(void **state)
{
	struct out content;
	struct err e;
	bool exists;

	(void)state;
	out_mem(&content, 100);
	assert_int_equal(deliver_fetch(folder, "list", &content, &exists, &e), 0);
	assert_false(exists);
	deliver_text("some text\n");
	assert_int_equal(deliver_fetch(folder, "list", &content, &exists, &e), 0);
	assert_true(exists);
	assert_int_equal(content.n, 10);
	assert_memory_equal(content.s, "some text\n", 10);
	out_release(&content);
	out_mem(&content, 4);
	assert_int_equal(deliver_fetch(folder, "list", &content, &exists, &e), WEIR_ELIMIT);
	out_release(&content);
	assert_int_equal(deliver_remove(folder, "list", &e), 0);
}

/* Whether what is in force is this text. */
static bool is_in_force(const char *text)
{
	struct out content;
	bool same;

	out_mem(&content, 100);
	out_str(&content, text);
	same = deliver_holds(folder, "list", &content);
	out_release(&content);
	return same;
}

static void a_text_is_held_against_what_is_there(void **state)
{
	struct err e;

	(void)state;
	assert_false(is_in_force(""));
	assert_int_equal(deliver_size(folder, "list"), 0);
	deliver_text("some text\n");
	assert_true(is_in_force("some text\n"));
	assert_false(is_in_force("some text"));
	assert_false(is_in_force("some text\n\n"));
	assert_false(is_in_force("some test\n"));
	assert_false(is_in_force(""));
	assert_int_equal(deliver_size(folder, "list"), 10);
	assert_int_equal(deliver_remove(folder, "list", &e), 0);
}

static void add(struct range_list *l, const char *prefix, unsigned ge, unsigned le)
{
	struct prefix p;
	struct range r;

	assert_int_equal(prefix_parse(prefix, strlen(prefix), &p), PREFIX_OK);
	r = range_make(&p, ge, le);
	assert_int_equal(range_list_add(l, &r), 0);
}

/* A list as its form writes it. */
static const char *written(enum border_language language, const struct import_list *l)
{
	static char text[8192];
	struct border b = {.path = "weir.yaml", .network = {.asn = 64500}};
	struct snapshot s = {0};
	const struct import_file f = {&b, &s, l, 7, 2};
	struct out o;

	out_mem(&o, sizeof text - 1);
	import_form(language)->write(&o, &f);
	assert_int_equal(o.status, 0);
	memcpy(text, o.s, o.n);
	text[o.n] = '\0';
	out_release(&o);
	return text;
}

static void bind_origin(struct origin_list *l, const char *prefix, unsigned ge, unsigned le, uint32_t origin)
{
	struct prefix p;
	struct range r;

	assert_int_equal(prefix_parse(prefix, strlen(prefix), &p), PREFIX_OK);
	r = range_make(&p, ge, le);
	assert_int_equal(origin_list_add(l, &r, origin), 0);
}

static void lists_in_bird_and_json(void **state)
{
	const struct border_neighbor n = {.asn = 64501,
					  .relationships = REL_CUSTOMER | REL_PEER,
					  .name = {.text = "Cust\n64501"}};
	struct import_list l = {.neighbor = &n, .asn = 64501};
	const char *text;

	(void)state;
	add(&l.entries, "10.0.0.0/8", 9, 24);
	add(&l.entries, "192.0.2.0/24", 24, 24);
	text = written(LANGUAGE_BIRD2, &l);
	assert_ptr_equal(strstr(text, "# AS64501, Cust 64501 (customer, peer): what is accepted from it\n"
				      "# the routes registered for AS64501\n"
				      "# 2 IPv4 and 0 IPv6 entries; made by weir build, do not edit\n"),
			 text);
	assert_non_null(strstr(text, "\ndefine AS64501_IN_V4 = [\n    10.0.0.0/8{9,24},\n    192.0.2.0/24\n];\n"
				     "\ndefine AS64501_IN_V6 = [];\n"));
	assert_non_null(strstr(written(LANGUAGE_JSON, &l),
			       "\"ipv4\":[\n{\"prefix\":\"10.0.0.0/8\",\"ge\":9,\"le\":24},\n"
			       "{\"prefix\":\"192.0.2.0/24\"}],\n\"ipv6\":[],\n\"bogons\":[],\n\"own\":[],\n"));
	l.neighbor = NULL;
	l.asn = 64500;
	assert_non_null(strstr(written(LANGUAGE_BIRD2, &l), "function as64500_out()"));
	assert_non_null(strstr(written(LANGUAGE_JSON, &l), "{\"list\":\"announce\",\"asn\":64500"));
	import_list_release(&l);
}

/* A range that begins below its prefix is no ROA; origins of one range stand together. */
static void pairs_of_prefix_and_origin(void **state)
{
	const struct border_neighbor n = {.asn = 1, .relationships = REL_CUSTOMER};
	struct import_list l = {.neighbor = &n, .asn = 1};
	const char *text;

	(void)state;
	bind_origin(&l.bound, "10.0.0.0/8", 8, 8, 7);
	bind_origin(&l.bound, "10.0.0.0/8", 24, 25, 7);
	bind_origin(&l.bound, "10.0.0.0/8", 24, 25, 4200000000);
	bind_origin(&l.bound, "11.0.0.0/8", 9, 9, 8);
	bind_origin(&l.bound, "12.0.0.0/8", 8, 9, 9);
	origin_list_normalize(&l.bound);
	text = written(LANGUAGE_BIRD2, &l);
	assert_non_null(strstr(text, "\troute 10.0.0.0/8 max 8 as 7;\n\troute 12.0.0.0/8 max 9 as 9;\n}\n"));
	assert_non_null(strstr(text, "\tif net ~ [10.0.0.0/8{24,25}] && bgp_path.last ~ [7, 4200000000] then return true;\n"
				     "\tif net ~ [11.0.0.0/8{9,9}] && bgp_path.last ~ [8] then return true;\n"
				     "\treturn roa_check(as1_bound_v4_t, net, bgp_path.last) = ROA_VALID;\n"));
	assert_null(strstr(text, "bound_v6"));
	l.path.any_origin = true;
	text = written(LANGUAGE_OPENBGPD, &l);
	assert_non_null(strstr(text, "\norigin-set AS1-BOUND {\n\t10.0.0.0/8 source-as 7\n\t12.0.0.0/8 maxlen 9 source-as 9\n}\n"));
	assert_non_null(strstr(text, "\nallow from AS 1 prefix 10.0.0.0/8 prefixlen 24 - 25 source-as 7\n"
				     "allow from AS 1 prefix 10.0.0.0/8 prefixlen 24 - 25 source-as 4200000000\n"
				     "allow from AS 1 prefix 11.0.0.0/8 prefixlen = 9 source-as 8\n"));
	assert_non_null(strstr(written(LANGUAGE_JSON, &l),
			       "\"bound\":[\n\"10.0.0.0/8 7\",\n\"10.0.0.0/8^24-25 7 4200000000\",\n"
			       "\"11.0.0.0/8^9-9 8\",\n\"12.0.0.0/8^8-9 9\"],\n"));
	import_list_release(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_written_where_it_differs),
		cmocka_unit_test(content_that_does_not_fit_is_not_delivered),
		cmocka_unit_test(what_is_there_is_read),
		cmocka_unit_test(a_text_is_held_against_what_is_there),
		cmocka_unit_test(lists_in_bird_and_json),
		cmocka_unit_test(pairs_of_prefix_and_origin),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
