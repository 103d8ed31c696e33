#ifndef WEIR_BORDER_URL_H
#define WEIR_BORDER_URL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Where a source is fetched from, the form of RFC 9110 section 4.2 that the border file takes:
 * https://HOST[:PORT][/PATH][?QUERY], in printable ASCII, without user and fragment.
 */
enum { URL_MAX = 1024, URL_NAME = 96 };

struct url {
	bool https;    /* else http */
	bool loopback; /* the host is an address of loopback; no name is, for a resolver may say anything */
	const char *host; /* in the text, of an IPv6 address without its brackets */
	size_t host_len;
};

/* Whether a text is meant to be one: "SCHEME://". What it lacks is for url_parse() to find. */
bool url_is_meant(const char *s);

/* NULL, or what is expected in place of what stands there. `u` points into `s`. O(n). */
const char *url_parse(struct url *u, const char *s, size_t n);

/*
 * The name of the file that keeps what was fetched: the host, the end of the path, and a hash
 * of it all; the same for the same URL, letters, digits, '-', '_' and '.' alone. Returns `to`.
 */
const char *url_file_name(const char *url, char to[URL_NAME]);

#endif
