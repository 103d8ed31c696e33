#include "../check.h"

#include <string.h>

#include "net/endpoint.h"

static void good(void **state)
{
	static const struct {
		const char *text, *host;
		uint16_t port;
		unsigned family;
	} cases[] = {
		{"127.0.0.1:8282", "127.0.0.1", 8282, IPV4},
		{"0.0.0.0:1", "0.0.0.0", 1, IPV4},
		{"[::1]:323", "::1", 323, IPV6},
		{"[2001:db8::2]:65535", "2001:db8::2", 65535, IPV6},
		{"[::]:9", "::", 9, IPV6},
		{"0.0.0.0:9", "0.0.0.0", 9, IPV4},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct endpoint e;
		char text[ENDPOINT_TEXT], host[ADDRESS_TEXT];

		assert_true(endpoint_parse(cases[i].text, strlen(cases[i].text), &e));
		assert_int_equal(e.port, cases[i].port);
		assert_int_equal(e.host.family, cases[i].family);
		assert_int_equal(e.host.len, family_bits(cases[i].family));
		for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
			struct endpoint other;

			assert_true(endpoint_parse(cases[k].text, strlen(cases[k].text), &other));
			assert_int_equal(endpoint_equal(&e, &other), i == k);
		}
		assert_string_equal(endpoint_text(&e, text), cases[i].text);
		assert_string_equal(endpoint_host_text(&e, host), cases[i].host);
	}
}

static void bad(void **state)
{
	static const char *const cases[] = {
		"", ":", "127.0.0.1", "127.0.0.1:", ":8282", "127.0.0.1:0", "127.0.0.1:08", "127.0.0.1:65536",
		"127.0.0.1:100000", "127.0.0.1:8a", "127.0.0.1:-1", "[127.0.0.1]:1", "::1:8282", "[::1]", "[]:1", "[::1:8282",
		"::1]:8282", "localhost:8282", "127.0.0.1/32:1", " 127.0.0.1:1", "127.0.0.1 :1",
	};
	struct endpoint e;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_false(endpoint_parse(cases[i], strlen(cases[i]), &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good),
		cmocka_unit_test(bad),
	};

	return check_main(tests);
}
