#include "serve/http_request.h"

#include <string.h>

/*
 * Behind the empty line that ends the head; NULL: it is not there. Lines may end in LF alone (RFC 9112 section
 * 2.2).
 */
static const char *end_of_head(const char *bytes, size_t n)
{
	const char *line = bytes, *end;

	while ((end = memchr(line, '\n', n - (size_t)(line - bytes)))) {
		if (end == line || (end == line + 1 && *line == '\r'))
			return end + 1;
		line = end + 1;
	}
	return NULL;
}

/* Take a word up to the next blank, or the rest. */
static const char *next_word(const char **s, const char *end, size_t *n)
{
	const char *word = *s, *blank = memchr(word, ' ', (size_t)(end - word));

	*n = (size_t)((blank ? blank : end) - word);
	*s = blank ? blank + 1 : end;
	return word;
}

static bool is(const char *word, size_t n, const char *wanted)
{
	return n == strlen(wanted) && !memcmp(word, wanted, n);
}

static void take_path(struct http_request *to, const char *target, size_t n)
{
	const char *query = memchr(target, '?', n);

	if (query)
		n = (size_t)(query - target);
	memset(to->path, 0, sizeof to->path);
	if (n < sizeof to->path)
		memcpy(to->path, target, n);
}

static enum http_status read_line(const char *s, const char *end, struct http_request *to)
{
	size_t method, target;
	const char *what = next_word(&s, end, &method), *where = next_word(&s, end, &target);
	const size_t version = (size_t)(end - s);

	if (!method || !target || *where != '/' || version != strlen("HTTP/1.1") || memcmp(s, "HTTP/", strlen("HTTP/")))
		return HTTP_BAD;
	if (!is(s, version, "HTTP/1.0") && !is(s, version, "HTTP/1.1"))
		return HTTP_VERSION;
	to->head = is(what, method, "HEAD");
	if (!to->head && !is(what, method, "GET"))
		return HTTP_METHOD;
	take_path(to, where, target);
	return HTTP_OK;
}

enum http_status http_request_read(const char *bytes, size_t n, struct http_request *to)
{
	const char *head = end_of_head(bytes, n), *end;

	*to = (struct http_request){.head = false};
	if (!head)
		return n < HTTP_REQUEST_MAX ? HTTP_MORE : HTTP_LARGE;
	end = memchr(bytes, '\n', n);
	if (end > bytes && end[-1] == '\r')
		end--;
	return read_line(bytes, end, to);
}

const char *http_status_text(enum http_status s)
{
	static const struct {
		enum http_status status;
		const char *text;
	} texts[] = {{HTTP_OK, "OK"},
		     {HTTP_BAD, "Bad Request"},
		     {HTTP_NOT_FOUND, "Not Found"},
		     {HTTP_METHOD, "Method Not Allowed"},
		     {HTTP_LARGE, "Request Header Fields Too Large"},
		     {HTTP_UNAVAILABLE, "Service Unavailable"},
		     {HTTP_VERSION, "HTTP Version Not Supported"}};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (texts[i].status == s)
			return texts[i].text;
	return "Internal Server Error";
}
