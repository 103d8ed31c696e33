#include "../check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/out.h"

#define assert_out(o, text)                                  \
	do {                                                 \
		assert_int_equal((o)->n, strlen(text));      \
		assert_memory_equal((o)->s, text, (o)->n);   \
	} while (0)

static void memory_collects(void **state)
{
	struct out o;

	(void)state;
	out_mem(&o, 1 << 20);
	out_str(&o, "prefix ");
	out_u64(&o, 0);
	out_ch(&o, ' ');
	out_u64(&o, UINT64_MAX);
	out_printf(&o, " %s/%d", "192.0.2.0", 24);
	out_write(&o, NULL, 0);
	assert_int_equal(out_finish(&o), 0);
	assert_out(&o, "prefix 0 18446744073709551615 192.0.2.0/24");
	out_release(&o);
	out_release(&o);
}

/* No bytes yet and none asked for is no error: NULL would say so. */
static void room_for_nothing_is_room(void **state)
{
	struct out o;

	(void)state;
	out_mem(&o, 10);
	assert_non_null(out_room(&o, 0));
	assert_int_equal(out_finish(&o), 0);
	out_release(&o);
}

static void the_maximum_is_hard_and_sticky(void **state)
{
	struct out o;

	(void)state;
	out_mem(&o, 10);
	out_str(&o, "0123456789");
	assert_int_equal(o.status, 0);
	out_ch(&o, 'x');
	assert_int_equal(o.status, WEIR_ELIMIT);
	out_str(&o, "y");
	assert_int_equal(out_finish(&o), WEIR_ELIMIT);
	assert_out(&o, "0123456789");
	out_release(&o);
}

/* More than the buffer, in pieces that straddle its end, and one larger than it. */
static void a_descriptor_gets_every_byte_in_order(void **state)
{
	enum { PIECES = 30000, LARGE = 200000 };
	FILE *f = tmpfile();
	static char large[LARGE];
	struct out o;
	int c;

	(void)state;
	assert_non_null(f);
	memset(large, 'L', sizeof large);
	out_fd(&o, fileno(f));
	for (unsigned i = 0; i < PIECES; i++)
		out_printf(&o, "%05u\n", i);
	out_write(&o, large, sizeof large);
	assert_in_range(o.cap, 1, LARGE - 1); /* what is large is not copied */
	out_ch(&o, '.');
	assert_int_equal(out_finish(&o), 0);
	out_release(&o);
	rewind(f);
	for (unsigned i = 0; i < PIECES; i++) {
		unsigned got;

		assert_int_equal(fscanf(f, "%5u\n", &got), 1);
		assert_int_equal(got, i);
	}
	for (unsigned i = 0; i < LARGE; i++)
		assert_int_equal(fgetc(f), 'L');
	assert_int_equal(fgetc(f), '.');
	c = fgetc(f);
	assert_int_equal(c, EOF);
	fclose(f);
}

static void a_full_disk_is_told_at_the_end(void **state)
{
	int fd = open("/dev/full", O_WRONLY);
	struct out o;

	(void)state;
	assert_true(fd >= 0);
	out_fd(&o, fd);
	for (unsigned i = 0; i < 100000; i++)
		out_str(&o, "a line that goes nowhere\n");
	assert_int_equal(out_finish(&o), WEIR_EIO);
	assert_int_equal(o.sys, ENOSPC);
	assert_in_range(o.cap, 0, 1 << 20);
	out_release(&o);
	close(fd);
}

static void a_pipe_that_takes_little_gets_all(void **state)
{
	int p[2];
	struct out o;
	char got[8];

	(void)state;
	assert_int_equal(pipe(p), 0);
	out_fd(&o, p[1]);
	out_str(&o, "weir");
	assert_int_equal(out_finish(&o), 0);
	out_str(&o, "more");
	assert_int_equal(out_finish(&o), 0);
	assert_int_equal(read(p[0], got, sizeof got), 8);
	assert_memory_equal(got, "weirmore", 8);
	out_release(&o);
	close(p[0]);
	close(p[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_collects),
		cmocka_unit_test(room_for_nothing_is_room),
		cmocka_unit_test(the_maximum_is_hard_and_sticky),
		cmocka_unit_test(a_descriptor_gets_every_byte_in_order),
		cmocka_unit_test(a_full_disk_is_told_at_the_end),
		cmocka_unit_test(a_pipe_that_takes_little_gets_all),
	};

	return check_main(tests);
}
