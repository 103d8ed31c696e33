#include "../check.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "serve/handover.h"

static struct rtr_set *make_set(unsigned vrps)
{
	struct rpki r = {.v4 = {.n = 0}};
	struct rtr_set *set;
	size_t left_out;

	assert_int_equal(rpki_source(&r, "x"), 0);
	for (unsigned i = 0; i < vrps; i++) {
		struct vrp v = {.prefix = prefix_ipv4(i << 8, 24), .asn = i, .max_len = 24};

		assert_int_equal(rpki_add_vrp(&r, &v), 0);
	}
	assert_int_equal(rpki_add_aspa(&r, 64500, 7, 1), 0);
	assert_int_equal(rpki_add_aspa(&r, 64500, 8, 1), 0);
	assert_int_equal(rpki_add_aspa(&r, 64501, 7, 1), 0);
	assert_int_equal(rpki_finish(&r), 0);
	assert_int_equal(rtr_set_make(&set, &r, &left_out), 0);
	rpki_release(&r);
	return set;
}

static int written(const struct handover *head, const struct rtr_set *set)
{
	struct handover h = *head;
	struct err e;
	int fd = handover_open();

	assert_true(fd >= 0);
	assert_int_equal(handover_write(fd, &h, set ? set->image : NULL, &e), 0);
	return fd;
}

static void what_is_written_is_read(void **state)
{
	struct handover h = {.as_of = 7, .damaged = 2, .anchors = 1, .aspas = 99, .anchor = {{"ri\npe", 3}}, .said = "a\tb"}, again;
	struct rtr_set *set = make_set(3), *got;
	int fd = written(&h, set);
	struct err e;

	(void)state;
	assert_int_equal(handover_seal(fd, &e), 0);
	assert_int_equal(pwrite(fd, "x", 1, 0), -1); /* sealed */
	assert_int_equal(handover_read(fd, &again, &got, &e), 0);
	assert_true(rtr_set_equal(set, got));
	assert_true(again.as_of == 7 && again.damaged == 2 && again.anchors == 1 && again.anchor[0].vrps == 3);
	assert_int_equal(again.aspas, 2); /* what the parser says of them is not asked */
	assert_string_equal(again.anchor[0].name, "ri?pe");
	assert_string_equal(again.said, "a?b");
	rtr_set_unref(set);
	rtr_set_unref(got);
	close(fd);
}

static void a_run_that_failed_has_no_records(void **state)
{
	struct handover h = {.said = "why"};
	struct rtr_set *got = (struct rtr_set *)&h;
	int fd = written(&h, NULL);
	struct err e;

	(void)state;
	assert_int_equal(handover_seal(fd, &e), 0);
	assert_int_equal(handover_read(fd, &h, &got, &e), 0);
	assert_null(got);
	assert_string_equal(h.said, "why");
	close(fd);
}

/* What a parser that was taken over may write: one byte is changed each time. */
static void wrong_bytes_are_refused(void **state)
{
	static const struct {
		off_t at;
		int by; /* added to the byte */
		const char *why;
	} cases[] = {
		{0, 1, "expected the records of the parser, found other bytes"},
		{offsetof(struct handover, anchors) + 1, 1, "expected the records of the parser, found other bytes"},
		{offsetof(struct handover, size) + 5, 1, "expected the records of the parser, found other bytes"},
		{offsetof(struct handover, anchor[1].vrps), 1, "expected as many VRPs as the trust anchors have"},
		{offsetof(struct handover, anchor[0].vrps), -1, "expected as many VRPs as the trust anchors have"},
		{offsetof(struct handover, anchor[0].vrps) + 7, 1, "expected as many VRPs as the trust anchors have"},
		{offsetof(struct handover, size), 1, "bytes of records, found another number"},
		{offsetof(struct handover, size), -20, "bytes of records, found another number"},
		{sizeof(struct handover), 1, "expected records as routers take them, found others"},      /* version */
		{sizeof(struct handover) + 1, 1, "expected records as routers take them, found others"},  /* type */
		{sizeof(struct handover) + 7, 1, "expected records as routers take them, found others"},  /* length */
		{sizeof(struct handover) + 15, 1, "expected records as routers take them, found others"}, /* host bits */
		{sizeof(struct handover) + 14, -2, "expected records as routers take them, found others"}, /* order */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct handover h = {.anchors = 2, .anchor = {{"ripe", 2}, {"", 1}}};
		struct rtr_set *set = make_set(3), *got;
		int fd = written(&h, set);
		struct err e;
		uint8_t byte;

		assert_int_equal(pread(fd, &byte, 1, cases[i].at), 1);
		byte = (uint8_t)(byte + cases[i].by);
		assert_int_equal(pwrite(fd, &byte, 1, cases[i].at), 1);
		assert_int_equal(handover_seal(fd, &e), 0);
		assert_int_equal(handover_read(fd, &h, &got, &e), WEIR_ESYNTAX);
		assert_non_null(strstr(e.msg, cases[i].why));
		rtr_set_unref(set);
		close(fd);
	}
}

static void who_did_not_seal_is_not_believed(void **state)
{
	struct handover h = {.anchors = 0};
	struct rtr_set *set = make_set(1), *got;
	int fd = written(&h, set);
	struct err e;

	(void)state;
	assert_int_equal(handover_read(fd, &h, &got, &e), WEIR_ESYNTAX);
	assert_int_equal(ftruncate(fd, 100), 0);
	assert_int_equal(handover_read_head(fd, &h, &e), WEIR_ESYNTAX);
	rtr_set_unref(set);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(a_run_that_failed_has_no_records),
		cmocka_unit_test(wrong_bytes_are_refused),
		cmocka_unit_test(who_did_not_seal_is_not_believed),
	};

	return check_main(tests);
}
