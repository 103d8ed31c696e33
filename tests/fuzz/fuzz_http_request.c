#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "serve/http_request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As it comes: byte by byte or at once, a request is the same, and what follows it changes nothing. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const size_t n = size < HTTP_REQUEST_MAX ? size : HTTP_REQUEST_MAX;
	char *bytes = malloc(n + !n); /* of its exact size, so that a step too far is seen */
	enum http_status whole, first = HTTP_MORE;
	struct http_request a, b;

	if (!bytes)
		return 0;
	memcpy(bytes, data, n);
	whole = http_request_read(bytes, n, &a);
	for (size_t i = 0; i <= n && first == HTTP_MORE; i++)
		first = http_request_read(bytes, i, &b);
	if (whole != first || memcmp(&a.path, &b.path, sizeof a.path) || a.head != b.head)
		abort();
	if (whole == HTTP_OK && strlen(a.path) && a.path[0] != '/')
		abort();
	free(bytes);
	return 0;
}
