#include "../check.h"

#include <stdio.h>
#include <string.h>

#include "snapshot/senders.h"

static struct border border;
static struct senders senders;

static int make(void **state)
{
	static const char text[] = "network: {asn: 3333}\n"
				   "neighbors: [{asn: 30, relationship: peer}, {asn: 10, relationship: customer},"
				   " {asn: 20, relationship: provider}]\n"
				   "sources: {}\n";
	struct report errors = {0};

	(void)state;
	assert_int_equal(border_read_mem(&border, "weir.yaml", text, strlen(text), &errors), 0);
	assert_int_equal(senders_make(&senders, &border), 0);
	return 0;
}

static int release(void **state)
{
	(void)state;
	senders_release(&senders);
	border_release(&border);
	return 0;
}

/* "neighbor 1 skip 0", by the session's ASN and the path. */
static const char *sender_text(uint32_t session, const char *text)
{
	static const char *const kinds[] = {"neighbor", "self", "loop", "stranger"};
	static char result[64];
	const struct bgp_peer peer = {.asn = session};
	struct as_path_buf b = {0};
	struct bgp_table_route r = {.peer = &peer};
	struct sender s;
	size_t col;

	assert_int_equal(as_path_parse(text, strlen(text), &b, &col), 0);
	r.path = as_path_buf_view(&b);
	s = senders_find(&senders, &r);
	if (s.kind == SENDER_NEIGHBOR)
		snprintf(result, sizeof result, "AS%u skip %u", border.neighbors.v[s.neighbor].asn, s.skip);
	else
		snprintf(result, sizeof result, "%s", kinds[s.kind]);
	as_path_buf_release(&b);
	return result;
}

static void who_sent_it(void **state)
{
	static const struct {
		uint32_t session;
		const char *path, *sender;
	} rows[] = {
		{10, "10 11", "AS10 skip 0"},
		{10, "", "AS10 skip 0"},
		{20, "21 22", "AS20 skip 0"}, /* a route server, or a forged path: the rules say */
		{40, "10 11", "stranger"},
		{3333, "10 11", "AS10 skip 0"},
		{3333, "3333 3333 30 11", "AS30 skip 2"},
		{3333, "(65001 65002) 20 {11,12}", "AS20 skip 2"},
		{3333, "[65001,65002] 3333 20", "AS20 skip 3"},
		{3333, "40 11", "stranger"},
		{3333, "", "self"},
		{3333, "3333", "self"},
		{3333, "(65001)", "self"},
		{10, "10 3333 11", "loop"},
		{10, "10 {3333,11}", "loop"},
		{40, "40 3333", "loop"},
		{3333, "3333 10 3333", "loop"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(sender_text(rows[i].session, rows[i].path), rows[i].sender);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(who_sent_it)};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make, release);
}
