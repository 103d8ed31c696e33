#include "../check.h"

#include <string.h>

#include "serve/http_request.h"

static const struct {
	const char *bytes;
	enum http_status status;
	bool head;
	const char *path;
} rows[] = {
	{"GET / HTTP/1.0\r\n\r\n", HTTP_OK, false, "/"},
	{"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", HTTP_OK, false, "/metrics"},
	{"HEAD /healthz?verbose=1 HTTP/1.1\nHost: x\n\n", HTTP_OK, true, "/healthz"},
	{"GET /a HTTP/1.1\r\nHost: x\n\r\nmore", HTTP_OK, false, "/a"},
	{"", HTTP_MORE, false, ""},
	{"GET / HTTP/1.1\r\nHost: x\r\n", HTTP_MORE, false, ""},
	{"GET / HTTP/1.1\r\nHost: x\r\n\r", HTTP_MORE, false, ""},
	{"\r\n", HTTP_BAD, false, ""},
	{"\n\n", HTTP_BAD, false, ""},
	{"GET /\r\n\r\n", HTTP_BAD, false, ""},
	{"GET  / HTTP/1.1\r\n\r\n", HTTP_BAD, false, ""},
	{"GET / HTTP/1.1 \r\n\r\n", HTTP_BAD, false, ""},
	{"GET / HTTP/1.1 x\r\n\r\n", HTTP_BAD, false, ""},
	{" GET / HTTP/1.1\r\n\r\n", HTTP_BAD, false, ""},
	{"GET http://x/ HTTP/1.1\r\n\r\n", HTTP_BAD, false, ""},
	{"GET / http/1.1\r\n\r\n", HTTP_BAD, false, ""},
	{"GET / HTTP/1.11\r\n\r\n", HTTP_BAD, false, ""},
	{"GET / HTTP/2.0\r\n\r\n", HTTP_VERSION, false, ""},
	{"POST /metrics HTTP/1.1\r\n\r\n", HTTP_METHOD, false, ""},
	{"get / HTTP/1.1\r\n\r\n", HTTP_METHOD, false, ""},
};

static void each_request_is_read_or_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct http_request r;
		enum http_status status = http_request_read(rows[i].bytes, strlen(rows[i].bytes), &r);

		if (status != rows[i].status || r.head != rows[i].head || strcmp(r.path, rows[i].path))
			fail_msg("row %zu: %d %d '%s'", i, status, r.head, r.path);
	}
}

/* Whatever the pieces it comes in, the answer is the same once the head is whole, and HTTP_MORE before. */
static void a_head_is_whole_at_its_empty_line(void **state)
{
	static const char text[] = "GET /metrics HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n";
	struct http_request r;

	(void)state;
	for (size_t n = 0; n < sizeof text - 1; n++)
		assert_int_equal(http_request_read(text, n, &r), HTTP_MORE);
	assert_int_equal(http_request_read(text, sizeof text - 1, &r), HTTP_OK);
}

static void what_is_too_large_is_no_page(void **state)
{
	static char text[HTTP_REQUEST_MAX];
	struct http_request r;

	(void)state;
	memset(text, 'a', sizeof text);
	assert_int_equal(http_request_read(text, sizeof text - 1, &r), HTTP_MORE);
	assert_int_equal(http_request_read(text, sizeof text, &r), HTTP_LARGE);
	memcpy(text, "GET /", 5);
	memcpy(text + 5 + HTTP_PATH_MAX, " HTTP/1.1\n\n", 11);
	assert_int_equal(http_request_read(text, 5 + HTTP_PATH_MAX + 11, &r), HTTP_OK);
	assert_string_equal(r.path, "");
	memcpy(text + 3 + HTTP_PATH_MAX, " HTTP/1.1\n\n", 11);
	assert_int_equal(http_request_read(text, 3 + HTTP_PATH_MAX + 11, &r), HTTP_OK);
	assert_int_equal(strlen(r.path), HTTP_PATH_MAX - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_request_is_read_or_refused),
		cmocka_unit_test(a_head_is_whole_at_its_empty_line),
		cmocka_unit_test(what_is_too_large_is_no_page),
	};

	return check_main(tests);
}
