#include "../check.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gate/gate.h"

static struct range_list list_of(const char *const *prefixes)
{
	struct range_list l = {0};

	for (; *prefixes; prefixes++) {
		struct prefix p;
		struct range r;

		assert_int_equal(prefix_parse(*prefixes, strlen(*prefixes), &p), PREFIX_OK);
		r = range_exact(&p);
		assert_int_equal(range_list_add(&l, &r), 0);
	}
	assert_int_equal(range_list_normalize(&l), 0);
	return l;
}

static void a_candidate_is_judged_beside_the_last_good_list(void **state)
{
	static const struct {
		const char *now[4], *then[4]; /* then[0] == NULL: nothing was delivered yet */
		unsigned min_entries, gaps, damage, last_gaps, last_damage;
		const char *reason;
	} rows[] = {
		{{"192.0.2.0/24"}, {NULL}, 1, 0, 0, 0, 0, ""},
		{{NULL}, {NULL}, 1, 0, 0, 0, 0, "the list is empty"},
		{{NULL}, {NULL}, 0, 0, 0, 0, 0, ""},
		{{"192.0.2.0/24"}, {NULL}, 3, 0, 0, 0, 0, "only 1 of the 3 entries that gate.min-entries asks for"},
		{{NULL}, {"192.0.2.0/24"}, 1, 0, 0, 0, 0, "the list is empty"},
		{{"2001:db8::/32"}, {NULL}, 1, 0, 0, 0, 0, ""},
		{{"192.0.2.0/24"}, {"192.0.2.0/24", "2001:db8::/32"}, 1, 0, 0, 0, 0,
		 "no IPv6 prefix is left, the last good list has some"},
		{{"2001:db8::/32"}, {"192.0.2.0/24", "2001:db8::/32"}, 1, 0, 0, 0, 0,
		 "no IPv4 prefix is left, the last good list has some"},
		/* Fewer, with all data sound: registrations do go away. */
		{{"192.0.2.0/24"}, {"192.0.2.0/24", "198.51.100.0/24"}, 1, 0, 0, 0, 0, ""},
		{{"192.0.2.0/24"}, {"192.0.2.0/24", "198.51.100.0/24"}, 1, 2, 5, 2, 5, ""},
		/* Fewer, and something is missing that was not then. */
		{{"192.0.2.0/24"}, {"192.0.2.0/24", "198.51.100.0/24"}, 1, 1, 0, 0, 0,
		 "prefixes of the last good list are gone (entries: 1), and registry data is missing or "
		 "damaged that was not then"},
		{{"192.0.2.0/24"}, {"192.0.2.0/24", "198.51.100.0/24"}, 1, 0, 6, 0, 5,
		 "prefixes of the last good list are gone (entries: 1), and registry data is missing or "
		 "damaged that was not then"},
		/* Damage, but nothing is gone. */
		{{"192.0.2.0/24", "198.51.100.0/24"}, {"192.0.2.0/24"}, 1, 1, 6, 0, 5, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct range_list now = list_of(rows[i].now);
		struct gate_last last = {.exists = rows[i].then[0],
					 .entries = list_of(rows[i].then),
					 .gaps = rows[i].last_gaps,
					 .damage = rows[i].last_damage};
		const struct gate_candidate c = {&now, rows[i].gaps, rows[i].damage,
						 rows[i].min_entries};
		struct gate_verdict v;

		assert_int_equal(gate_judge(&v, &c, &last), 0);
		assert_string_equal(v.reason, rows[i].reason);
		assert_int_equal(v.held, rows[i].reason[0] != '\0');
		range_list_release(&now);
		gate_last_release(&last);
	}
}

/* Read a last good list from these bytes. */
static int read_last(struct gate_last *last, const char *json, struct err *e)
{
	char path[] = "gate_test.XXXXXX";
	int fd = mkstemp(path), rc;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, json, strlen(json)), strlen(json));
	close(fd);
	rc = gate_last_read(last, path, e);
	unlink(path);
	return rc;
}

static void a_last_good_list_is_read_back(void **state)
{
	struct gate_last last;
	struct range r;
	struct err e;

	(void)state;
	assert_int_equal(read_last(&last,
				   "{\"list\":\"import\",\"gaps\":3,\"damage\":7,\n"
				   "\"ipv4\":[{\"prefix\":\"192.0.2.0/24\"},\n"
				   "{\"prefix\":\"10.0.0.0/8\",\"ge\":9,\"le\":24}],\"ipv6\":[]}\n",
				   &e),
			 0);
	assert_true(last.exists);
	assert_int_equal(last.gaps, 3);
	assert_int_equal(last.damage, 7);
	assert_int_equal(range_list_count(&last.entries), 2);
	r = range_list_get(&last.entries, 0);
	assert_int_equal(r.len, 8);
	assert_int_equal(r.ge, 9);
	assert_int_equal(r.le, 24);
	gate_last_release(&last);
}

static void what_is_no_last_good_list_is_an_error(void **state)
{
	static const char *const rows[] = {
		"",
		"{}",
		"{\"gaps\":0,\"damage\":0,\"ipv4\":[],\"ipv6\":[",
		"{\"gaps\":0,\"damage\":0,\"ipv4\":[]}",
		"{\"gaps\":\"x\",\"damage\":0,\"ipv4\":[],\"ipv6\":[]}",
		"{\"gaps\":0,\"damage\":0,\"ipv4\":[{\"prefix\":\"192.0.2.0/33\"}],\"ipv6\":[]}",
		"{\"gaps\":0,\"damage\":0,\"ipv4\":[{\"prefix\":\"192.0.2.0/24\",\"ge\":8}],\"ipv6\":[]}",
		"{\"gaps\":0,\"damage\":0,\"ipv4\":[{\"prefix\":\"192.0.2.0/24\",\"le\":33}],\"ipv6\":[]}",
		"{\"gaps\":0,\"damage\":0,\"ipv4\":[{\"ge\":24}],\"ipv6\":[]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct gate_last last;
		struct err e = {0};

		assert_int_equal(read_last(&last, rows[i], &e), WEIR_ESYNTAX);
		assert_false(last.exists);
		assert_true(e.msg[0]);
		gate_last_release(&last);
	}
}

static void no_file_means_that_nothing_was_delivered(void **state)
{
	struct gate_last last;
	struct err e;

	(void)state;
	assert_int_equal(gate_last_read(&last, "/nonexistent/as64501-in.json", &e), 0);
	assert_false(last.exists);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_candidate_is_judged_beside_the_last_good_list),
		cmocka_unit_test(a_last_good_list_is_read_back),
		cmocka_unit_test(what_is_no_last_good_list_is_an_error),
		cmocka_unit_test(no_file_means_that_nothing_was_delivered),
	};

	return check_main(tests);
}
