#ifndef WEIR_TESTS_UNIT_CHECK_H
#define WEIR_TESTS_UNIT_CHECK_H

/* cmocka and what it wants included before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Run a table of tests; TAP on stdout. */
#define check_main(tests) \
	(cmocka_set_message_output(CM_OUTPUT_TAP), cmocka_run_group_tests(tests, NULL, NULL))

#endif
