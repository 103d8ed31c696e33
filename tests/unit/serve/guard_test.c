#include "../check.h"

#include <stdio.h>
#include <string.h>

#include "border/border.h"
#include "serve/guard.h"

static struct handover of(const char *a, uint64_t na, const char *b, uint64_t nb)
{
	struct handover h = {.anchors = 0};

	if (a)
		snprintf(h.anchor[h.anchors].name, HANDOVER_NAME, "%s", a), h.anchor[h.anchors++].vrps = na;
	if (b)
		snprintf(h.anchor[h.anchors].name, HANDOVER_NAME, "%s", b), h.anchor[h.anchors++].vrps = nb;
	return h;
}

static void an_anchor_that_shrinks_too_far_is_held(void **state)
{
	static const struct {
		const char *a, *b;
		uint64_t na, nb;
		uint32_t percent;
		const char *why;
	} cases[] = {
		{"ripe", "arin", 100, 1000, 10, NULL},
		{"ripe", "arin", 90, 900, 10, NULL}, /* exactly ten percent */
		{"ripe", "arin", 89, 2000, 10, "11 of 100 VRPs of trust anchor 'ripe' are gone"},
		{"arin", "ripe", 899, 100, 10, "101 of 1000 VRPs of trust anchor 'arin' are gone"},
		{"ripe", NULL, 5000, 0, 10, "1000 of 1000 VRPs of trust anchor 'arin' are gone"},
		{NULL, NULL, 0, 0, 99, "100 of 100 VRPs of trust anchor 'ripe' are gone"},
		{NULL, NULL, 0, 0, 100, NULL},
		{"ripe", NULL, 1, 0, GATE_ANY_CHANGE, NULL},
		{"ripe", "arin", 99, 1000, 0, "1 of 100 VRPs of trust anchor 'ripe' are gone"},
	};
	const struct handover last = of("ripe", 100, "arin", 1000), none = of(NULL, 0, NULL, 0);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct handover now = of(cases[i].a, cases[i].na, cases[i].b, cases[i].nb);
		char why[GUARD_WHY];

		assert_int_equal(guard_holds(&last, &now, cases[i].percent, why), cases[i].why != NULL);
		if (cases[i].why)
			assert_string_equal(why, cases[i].why);
		assert_false(guard_holds(&none, &now, cases[i].percent, why));
	}
}

static void aspas_that_vanish_are_held(void **state)
{
	static const struct {
		uint32_t was, is, percent;
		const char *why;
	} cases[] = {
		{0, 0, 10, NULL},
		{0, 500, 10, NULL},
		{9, 0, 0, NULL}, /* few may go whatever their share */
		{10, 0, 10, "10 of 10 ASPAs are gone"},
		{10, 1, 10, NULL},
		{40, 31, 10, NULL},
		{40, 30, 10, "10 of 40 ASPAs are gone"},
		{1000, 900, 10, NULL}, /* exactly ten percent */
		{1000, 899, 10, "101 of 1000 ASPAs are gone"},
		{1000, 900, 9, "100 of 1000 ASPAs are gone"},
		{1000, 0, 100, NULL},
		{1000, 0, GATE_ANY_CHANGE, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct handover last = of("ripe", 100, "arin", 1000), now = last;
		char why[GUARD_WHY];

		last.aspas = cases[i].was;
		now.aspas = cases[i].is;
		assert_int_equal(guard_holds(&last, &now, cases[i].percent, why), cases[i].why != NULL);
		if (cases[i].why)
			assert_string_equal(why, cases[i].why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_anchor_that_shrinks_too_far_is_held),
		cmocka_unit_test(aspas_that_vanish_are_held),
	};

	return check_main(tests);
}
