#include "../check.h"

#include "net/wire.h"

static const uint8_t bytes[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0xff};

static void numbers_are_in_network_order(void **state)
{
	struct wire w = wire_make(bytes, sizeof bytes);

	(void)state;
	assert_int_equal(wire_u8(&w), 0x01);
	assert_int_equal(wire_u16(&w), 0x0203);
	assert_int_equal(wire_u32(&w), 0x04050607);
	assert_int_equal(wire_left(&w), 1);
	assert_false(wire_done(&w));
	assert_int_equal(wire_u8(&w), 0xff);
	assert_true(wire_done(&w));
}

static void an_error_sticks(void **state)
{
	struct wire w = wire_make(bytes, 3);

	(void)state;
	assert_int_equal(wire_u32(&w), 0);
	assert_true(w.bad);
	assert_int_equal(wire_left(&w), 0);
	assert_int_equal(wire_u8(&w), 0);
	assert_null(wire_bytes(&w, 1));
	assert_false(wire_done(&w));
}

static void a_part_is_consumed_and_bounded(void **state)
{
	struct wire w = wire_make(bytes, sizeof bytes), part = wire_sub(&w, 3), none;

	(void)state;
	assert_int_equal(wire_left(&part), 3);
	assert_int_equal(wire_u32(&part), 0); /* a byte more than the part has */
	assert_true(part.bad);
	assert_false(w.bad);
	assert_int_equal(wire_u8(&w), 0x04);
	none = wire_sub(&w, SIZE_MAX);
	assert_true(w.bad && none.bad);
	assert_int_equal(wire_left(&none), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_in_network_order),
		cmocka_unit_test(an_error_sticks),
		cmocka_unit_test(a_part_is_consumed_and_bounded),
	};

	return check_main(tests);
}
