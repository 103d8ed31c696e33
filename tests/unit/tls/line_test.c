#include "../check.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

#include "make.h"
#include "tls/line.h"

/* Two ends of a connection within this process. */
struct pair {
	struct made made;
	struct tls_context *server, *client;
	struct line a, b; /* who was connected to, who connects */
};

static void open_sockets(int ends[2])
{
	const int small = 4096;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
	setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
}

static void open_pair(struct pair *p, const char *peer, const char *name)
{
	const struct prefix at = prefix_ipv4(0xc0000201, 32);
	struct tls_files f;
	struct err e;
	int ends[2];

	p->made = make("DNS:a.example,IP:192.0.2.1", -10, 100);
	f = made_files(&p->made, p->made.certificate);
	assert_int_equal(tls_server(&p->server, &f, &e), 0);
	assert_int_equal(tls_client(&p->client, &f, &e), 0);
	open_sockets(ends);
	assert_int_equal(line_accept(&p->a, ends[0], p->server, peer ? &at : NULL), 0);
	assert_int_equal(line_connect(&p->b, ends[1], p->client, name), 0);
}

static void close_pair(struct pair *p)
{
	line_close(&p->a);
	line_close(&p->b);
	tls_context_free(p->server);
	tls_context_free(p->client);
	made_close(&p->made);
}

/* Both sides go on until neither can. */
static void shake_hands(struct pair *p)
{
	for (int i = 0; i < 20; i++) {
		line_handshake(&p->b);
		line_handshake(&p->a);
	}
}

static void bytes_pass_in_both_directions(void **state)
{
	const struct iovec parts[] = {{(char[]){"one "}, 4}, {(char[]){""}, 0}, {(char[]){"two"}, 3}};
	struct pair p;
	char got[16] = "";

	(void)state;
	open_pair(&p, "192.0.2.1", "a.example");
	assert_false(line_is_up(&p.a) || line_is_up(&p.b));
	assert_int_equal(line_write(&p.a, parts, 3), LINE_AGAIN);
	assert_int_equal(line_read(&p.a, got, sizeof got), LINE_AGAIN);
	shake_hands(&p);
	assert_true(line_is_up(&p.a) && line_is_up(&p.b));
	assert_int_equal(line_read(&p.a, got, sizeof got), LINE_AGAIN);
	assert_int_equal(line_write(&p.b, parts, 3), 7);
	/* of a record, what there is room for; the rest is here, though no poll will tell */
	assert_int_equal(line_read(&p.a, got, 2), 2);
	assert_true(line_holds_input(&p.a));
	assert_int_equal(line_read(&p.a, got + 2, sizeof got - 2), 2);
	assert_false(line_holds_input(&p.a));
	assert_int_equal(line_read(&p.a, got + 4, sizeof got - 4), 3);
	assert_string_equal(got, "one two");
	assert_int_equal(line_write(&p.a, parts, 1), 4);
	assert_int_equal(line_read(&p.b, got, sizeof got), 4);
	/* an end in order */
	line_close(&p.a);
	assert_int_equal(line_read(&p.b, got, sizeof got), 0);
	p.a.fd = open("/dev/null", O_RDONLY);
	close_pair(&p);
}

static void who_does_not_read_holds_one_piece(void **state)
{
	enum { SIZE = 1 << 20 };
	char *much = malloc(SIZE), *got = malloc(SIZE);
	struct iovec part = {much, SIZE};
	size_t sent = 0, taken = 0;
	struct pair p;
	ssize_t n;

	(void)state;
	for (size_t i = 0; i < SIZE; i++)
		much[i] = (char)(i * 7 + i / 256);
	open_pair(&p, NULL, "a.example");
	shake_hands(&p);
	while ((n = line_write(&p.a, &part, 1)) > 0) {
		assert_true(n <= LINE_PIECE);
		sent += (size_t)n;
		part = (struct iovec){much + sent, SIZE - sent};
	}
	assert_int_equal(n, LINE_AGAIN);
	assert_false(line_is_flushed(&p.a));
	assert_true(sent < SIZE / 4);
	/* what comes meanwhile waits: an answer would have nowhere to go */
	assert_int_equal(line_write(&p.b, &(struct iovec){(char[]){"x"}, 1}, 1), 1);
	assert_int_equal(line_read(&p.a, got, 1), LINE_AGAIN);
	/* The writer may have changed its mind about what follows: here, that nothing does. */
	while (taken < sent) {
		n = line_read(&p.b, got + taken, SIZE - taken);
		if (n == LINE_AGAIN)
			line_flush(&p.a);
		else
			taken += (size_t)n;
	}
	assert_int_equal(taken, sent);
	assert_memory_equal(much, got, sent);
	assert_true(line_is_flushed(&p.a));
	assert_int_equal(line_read(&p.a, got, 1), 1);
	close_pair(&p);
	free(much);
	free(got);
}

static void names_are_checked_on_both_sides(void **state)
{
	static const struct {
		const char *peer, *name;
		bool client;
	} rows[] = {{"x", "a.example", true}, {"x", "192.0.2.1", true}, {"x", "A.EXAMPLE", true}, {"x", "b.example", false},
		    {"x", "made", false}, {"x", "192.0.2.2", false}, {"x", "example", false}};
	struct pair p;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		open_pair(&p, rows[i].peer, rows[i].name);
		shake_hands(&p);
		if (line_is_up(&p.b) != rows[i].client || line_is_up(&p.a) != rows[i].client)
			fail_msg("row %zu: %d %d", i, line_is_up(&p.a), line_is_up(&p.b));
		if (!rows[i].client)
			assert_non_null(strstr(p.b.why, "mismatch"));
		close_pair(&p);
	}
}

static void an_address_that_is_not_named_is_refused(void **state)
{
	const struct prefix elsewhere = prefix_make(IPV6, (u128)0x20010db8 << 96 | 1, 128);
	struct pair p;
	int ends[2];
	char got[4];

	(void)state;
	open_pair(&p, NULL, "a.example");
	line_close(&p.a);
	line_close(&p.b);
	open_sockets(ends);
	assert_int_equal(line_accept(&p.a, ends[0], p.server, &elsewhere), 0);
	assert_int_equal(line_connect(&p.b, ends[1], p.client, "a.example"), 0);
	shake_hands(&p);
	assert_false(line_is_up(&p.a));
	assert_string_equal(p.a.why, "the certificate: IP address mismatch");
	/* in TLS 1.3 who connects is ready first, and hears it then */
	assert_int_equal(line_read(&p.b, got, sizeof got), LINE_GONE);
	assert_non_null(strstr(p.b.why, "bad certificate"));
	assert_int_equal(line_write(&p.b, &(struct iovec){got, 1}, 1), LINE_GONE);
	close_pair(&p);
}

static void garbage_and_silence_end_nothing_else(void **state)
{
	struct pair p;
	int ends[2];
	char got[4];

	(void)state;
	open_pair(&p, NULL, "a.example");
	line_close(&p.b);
	assert_int_equal(line_read(&p.a, got, sizeof got), LINE_GONE);
	assert_string_equal(p.a.why, "");
	line_close(&p.a);
	open_sockets(ends);
	assert_int_equal(line_accept(&p.a, ends[0], p.server, NULL), 0);
	line_plain(&p.b, ends[1]);
	assert_int_equal(line_read(&p.a, got, sizeof got), LINE_AGAIN);
	assert_int_equal(line_write(&p.b, &(struct iovec){(char[]){"\1\2\0\0\0\0\0\10"}, 8}, 1), 8);
	assert_int_equal(line_read(&p.a, got, sizeof got), LINE_GONE);
	assert_true(p.a.why[0]);
	assert_false(line_is_up(&p.a));
	close_pair(&p);
}

static void tcp_is_as_it_is(void **state)
{
	struct line a, b;
	int ends[2];
	char got[8];

	(void)state;
	open_sockets(ends);
	line_plain(&a, ends[0]);
	line_plain(&b, ends[1]);
	assert_true(line_is_up(&a) && line_is_flushed(&a) && !line_holds_input(&a) && !line_flush(&a) && !line_handshake(&a));
	assert_int_equal(line_read(&a, got, sizeof got), LINE_AGAIN);
	assert_int_equal(line_write(&b, &(struct iovec){(char[]){"abc"}, 3}, 1), 3);
	assert_int_equal(line_read(&a, got, 2), 2);
	line_close(&b);
	assert_int_equal(line_read(&a, got, sizeof got), 1);
	assert_int_equal(line_read(&a, got, sizeof got), 0);
	assert_int_equal(line_write(&a, &(struct iovec){got, 1}, 1), LINE_GONE);
	line_close(&a);
}

/* Who finished can be sent more, which harms nothing that it said. */
static void who_finished_is_heard_out(void **state)
{
	const struct iovec word = {(char[]){"last"}, 4};
	struct pair p;
	char got[8] = "";

	(void)state;
	open_pair(&p, NULL, "a.example");
	shake_hands(&p);
	assert_int_equal(line_write(&p.a, &word, 1), 4);
	assert_int_equal(line_finish(&p.a), 0);
	assert_int_equal(line_finish(&p.a), 0);
	assert_int_equal(line_discard(&p.a), LINE_AGAIN);
	assert_int_equal(line_write(&p.b, &word, 1), 4);
	assert_true(line_discard(&p.a) > 4);
	assert_int_equal(line_read(&p.b, got, sizeof got), 4);
	assert_string_equal(got, "last");
	assert_int_equal(line_read(&p.b, got, sizeof got), 0);
	assert_int_equal(line_finish(&p.b), 0);
	assert_true(line_discard(&p.a) > 0); /* its good-bye */
	assert_int_equal(line_discard(&p.a), 0);
	close_pair(&p);
}

/* A good-bye that has no room waits for it, behind what was said before. */
static void a_good_bye_waits_for_room(void **state)
{
	static char much[LINE_PIECE], got[LINE_PIECE];
	const struct iovec part = {much, sizeof much};
	struct pair p;
	ssize_t n;

	(void)state;
	open_pair(&p, NULL, "a.example");
	shake_hands(&p);
	while (line_write(&p.a, &part, 1) > 0)
		continue;
	assert_int_equal(line_finish(&p.a), LINE_AGAIN);
	assert_false(line_is_flushed(&p.a));
	while ((n = line_read(&p.b, got, sizeof got)))
		assert_true(n > 0 || (n == LINE_AGAIN && line_finish(&p.a) != LINE_GONE));
	assert_true(line_is_flushed(&p.a));
	assert_int_equal(line_finish(&p.a), 0);
	close_pair(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_pass_in_both_directions),
		cmocka_unit_test(who_does_not_read_holds_one_piece),
		cmocka_unit_test(names_are_checked_on_both_sides),
		cmocka_unit_test(an_address_that_is_not_named_is_refused),
		cmocka_unit_test(garbage_and_silence_end_nothing_else),
		cmocka_unit_test(tcp_is_as_it_is),
		cmocka_unit_test(who_finished_is_heard_out),
		cmocka_unit_test(a_good_bye_waits_for_room),
	};

	return check_main(tests);
}
