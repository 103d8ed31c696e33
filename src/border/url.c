#include "border/url.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/decimal.h"
#include "base/hash.h"
#include "net/endpoint.h"

static const char expected_url[] = "a URL such as https://rpki.example.net/json, or a path";
static const char expected_scheme[] = "a URL that begins with https://";
static const char expected_user[] = "a URL without a user, a fragment, blanks, or letters beyond ASCII";
static const char expected_host[] = "a URL with the name or address of a host, and a port from 1 to 65535";

bool url_is_meant(const char *s)
{
	return strstr(s, "://") != NULL;
}

static bool starts(const char *s, size_t n, const char *with)
{
	return n >= strlen(with) && !strncasecmp(s, with, strlen(with));
}

/* A blank or an '@' can make one host look like another; a fragment is never sent. */
static bool is_printable(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] <= ' ' || s[i] > '~' || strchr("#\"<>\\^`{|}", s[i]))
			return false;
	return true;
}

static bool name_ok(const char *s, size_t n)
{
	if (!n || n > 253 || s[0] == '.' || s[0] == '-')
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)s[i]) && !strchr("-._", s[i]))
			return false;
	return true;
}

/* What follows the host: nothing, or ":PORT". */
static bool port_ok(const char *s, size_t n)
{
	uint64_t port;

	if (!n)
		return true;
	return *s == ':' && n <= 6 && decimal_parse(s + 1, n - 1, UINT16_MAX, &port) && port;
}

/* [2001:db8::1]:443, 192.0.2.1 or rpki.example.net:8443. */
static bool authority_ok(struct url *u, const char *s, size_t n)
{
	const char *end = n && *s == '[' ? memchr(s, ']', n) : memchr(s, ':', n);
	struct prefix host;

	if (!n || *s != '[') {
		u->host = s;
		u->host_len = end ? (size_t)(end - s) : n;
		return name_ok(u->host, u->host_len) && port_ok(s + u->host_len, n - u->host_len);
	}
	if (!end)
		return false;
	u->host = s + 1;
	u->host_len = (size_t)(end - u->host);
	return address_parse(u->host, u->host_len, &host) == PREFIX_OK && host.family == IPV6 &&
	       port_ok(end + 1, n - u->host_len - 2);
}

const char *url_parse(struct url *u, const char *s, size_t n)
{
	struct prefix host;
	size_t authority = 0;

	*u = (struct url){.https = starts(s, n, "https://")};
	if (n > URL_MAX)
		return expected_url;
	if (!u->https && !starts(s, n, "http://"))
		return expected_scheme;
	s += strlen("http://") + u->https;
	n -= strlen("http://") + u->https;
	while (authority < n && !strchr("/?", s[authority]))
		authority++;
	if (!is_printable(s, n) || memchr(s, '@', authority))
		return expected_user;
	if (!authority_ok(u, s, authority))
		return expected_host;
	u->loopback = address_parse(u->host, u->host_len, &host) == PREFIX_OK && address_is_loopback(&host);
	return NULL;
}

static size_t put_safe(char *to, size_t n, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		to[n++] = isalnum((unsigned char)s[i]) || strchr("-_.", s[i]) ? s[i] : '_';
	return n;
}

const char *url_file_name(const char *url, char to[URL_NAME])
{
	enum { HOST = 40, TAIL = 32 };
	const char *host = strstr(url, "://"), *path, *tail;
	size_t n, tail_len;

	host = host ? host + 3 : url;
	path = host + strcspn(host, "/?");
	tail = strrchr(path, '/');
	tail = tail ? tail + 1 : path;
	tail_len = strcspn(tail, "?");
	n = put_safe(to, 0, host, (size_t)(path - host) < HOST ? (size_t)(path - host) : HOST);
	to[n++] = '-';
	n = put_safe(to, n, tail, tail_len < TAIL ? tail_len : TAIL);
	snprintf(to + n, URL_NAME - n, "-%016" PRIx64, hash_add(HASH_START, url, strlen(url)));
	return to;
}
