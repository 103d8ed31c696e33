#ifndef WEIR_SERVE_HTTP_REQUEST_H
#define WEIR_SERVE_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The head of a request (RFC 9112 sections 2 to 5), as far as pages without parameters need it: method and
 * path. What follows the first line is passed over.
 */
enum { HTTP_REQUEST_MAX = 4096, HTTP_PATH_MAX = 64 };

enum http_status {
	HTTP_MORE = 0, /* the head is not whole yet */
	HTTP_OK = 200,
	HTTP_BAD = 400,
	HTTP_NOT_FOUND = 404,
	HTTP_METHOD = 405,
	HTTP_LARGE = 431,
	HTTP_INTERNAL = 500,
	HTTP_UNAVAILABLE = 503,
	HTTP_VERSION = 505
};

struct http_request {
	bool head;		  /* the head of the answer is wanted alone */
	char path[HTTP_PATH_MAX]; /* without what follows '?'; a longer one is "", which is no page */
};

/* HTTP_OK, HTTP_MORE, or what to answer to a request that is none. `n` up to HTTP_REQUEST_MAX. O(n). */
enum http_status http_request_read(const char *bytes, size_t n, struct http_request *to);

/* "OK", "Bad Request", … */
const char *http_status_text(enum http_status s);

#endif
