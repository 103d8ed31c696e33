#include "net/endpoint.h"

#include <string.h>

#include "base/decimal.h"

static bool parse_port(const char *s, size_t n, uint16_t *port)
{
	uint64_t v;

	if (!decimal_parse(s, n, UINT16_MAX, &v) || *s == '0')
		return false;
	*port = (uint16_t)v;
	return true;
}

bool endpoint_parse(const char *s, size_t n, struct endpoint *e)
{
	const char *colon = memrchr(s, ':', n);
	size_t host = colon ? (size_t)(colon - s) : 0;
	unsigned family = IPV4;
	struct endpoint read;

	if (!colon || !parse_port(colon + 1, n - host - 1, &read.port))
		return false;
	if (host > 2 && s[0] == '[' && s[host - 1] == ']') {
		family = IPV6;
		s++;
		host -= 2;
	}
	if (address_parse(s, host, &read.host) != PREFIX_OK || read.host.family != family)
		return false;
	*e = read;
	return true;
}

bool address_is_loopback(const struct prefix *host)
{
	return host->family == IPV4 ? host->hi >> 56 == 127 : !host->hi && host->lo == 1;
}

const char *endpoint_host_text(const struct endpoint *e, char to[ADDRESS_TEXT])
{
	*address_put(to, e->host.family, e->host.hi, e->host.lo) = '\0';
	return to;
}

const char *endpoint_text(const struct endpoint *e, char to[ENDPOINT_TEXT])
{
	const bool bracket = e->host.family == IPV6;
	char *p = to;

	if (bracket)
		*p++ = '[';
	p = address_put(p, e->host.family, e->host.hi, e->host.lo);
	if (bracket)
		*p++ = ']';
	*p++ = ':';
	*decimal_put(p, e->port) = '\0';
	return to;
}
