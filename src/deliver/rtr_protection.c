#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "deliver/rtr_config.h"

/*
 * How this works: no router has TLS for its sessions with caches, and few sign them. So what is asked for and is
 * not there is said, in comments of the router's language, before the piece itself is written with other sessions:
 * those with stunnel(8) on the router's own host, or none.
 */
enum { TUNNEL_PORT = 8300 }; /* the near end of the first tunnel, on loopback; the next has the next */

/* A line of comment, of 100 bytes or so. */
__attribute__((format(printf, 3, 4)))
static void say(struct out *o, const struct rtr_language *l, const char *fmt, ...)
{
	char line[200];
	va_list arguments;

	va_start(arguments, fmt);
	vsnprintf(line, sizeof line, fmt, arguments);
	va_end(arguments);
	out_printf(o, "%s%s%s\n", l->comment[0], line, l->comment[1]);
}

static void say_instead(struct out *o, const struct rtr_language *l)
{
	if (l->instead)
		say(o, l, "%s has %s", l->title, l->instead);
}

/* A service of stunnel.conf: stunnel takes an IPv6 address as it is, the port behind its last colon. */
static void put_tunnel(struct out *o, const struct rtr_language *l, const struct endpoint *near,
		       const struct endpoint *cache, size_t number)
{
	char host[ADDRESS_TEXT];

	say(o, l, "  [weir-%zu]", number);
	say(o, l, "  client = yes");
	say(o, l, "  accept = %s:%u", endpoint_host_text(near, host), near->port);
	say(o, l, "  connect = %s:%u", endpoint_host_text(cache, host), cache->port);
	say(o, l, "  verifyChain = yes");
	say(o, l, "  CAfile = /etc/stunnel/weir-ca.pem");
	say(o, l, "  checkHost = NAME");
	say(o, l, "  cert = /etc/stunnel/router.pem");
	say(o, l, "  key = /etc/stunnel/router.key");
}

/* Sessions with the near ends of tunnels, whose far ends are the caches. */
static void write_tunnels(struct out *o, const struct rtr_language *l, const struct rtr_config *c)
{
	static const char loopback[] = "127.0.0.1:1";
	struct endpoint near[RTR_CACHES];
	struct rtr_config tunnels = *c;

	say(o, l, "%s has no TLS for RTR: its sessions are with stunnel(8) on this host. In stunnel.conf,", l->title);
	say(o, l, "where CAfile has the authority of the cache's certificate, NAME is the host that this names,");
	say(o, l, "and cert and key are for a listener with `clients`:");
	for (size_t i = 0; i < c->ncaches; i++) {
		endpoint_parse(loopback, strlen(loopback), &near[i]);
		near[i].port = (uint16_t)(TUNNEL_PORT + i);
		put_tunnel(o, l, &near[i], &c->caches[i], i + 1);
	}
	say_instead(o, l);
	tunnels.caches = near;
	tunnels.protection = RTR_PLAIN;
	l->write(o, &tunnels);
}

/* Without sessions. */
static void write_rest(struct out *o, const struct rtr_language *l, const struct rtr_config *c)
{
	struct rtr_config rest = *c;

	rest.ncaches = 0;
	rest.protection = RTR_PLAIN;
	l->write(o, &rest);
}

static void write_without_tls(struct out *o, const struct rtr_language *l, const struct rtr_config *c)
{
	say(o, l, "%s has no TLS for RTR, so there is no session here: let stunnel(8) connect to the cache", l->title);
	say(o, l, "from a host that this router alone reaches, and name that host by --cache, without --tls");
	say_instead(o, l);
	write_rest(o, l, c);
}

static void write_without_md5(struct out *o, const struct rtr_language *l, const struct rtr_config *c)
{
	say(o, l, "%s has no TCP MD5 for RTR, so there is no session here: give the listener `tls` in place", l->title);
	say(o, l, "of `md5`, and see --tls; or %s",
	    l->on_host ? "let weir serve run on this host, with a listener on loopback that has neither"
		       : "give it `plain: yes`, in a network of management that nobody else is in");
	say_instead(o, l);
	write_rest(o, l, c);
}

bool rtr_config_write(struct out *o, const struct rtr_language *l, const struct rtr_config *c)
{
	if (c->protection == RTR_TLS) {
		if (l->on_host)
			write_tunnels(o, l, c);
		else
			write_without_tls(o, l, c);
		return false;
	}
	if (c->protection == RTR_MD5 && !l->signs) {
		write_without_md5(o, l, c);
		return false;
	}
	if (c->protection == RTR_MD5)
		say(o, l, "TCP MD5: %s %s and later. KEY is what the file of `md5` has", l->title, l->signs);
	l->write(o, c);
	return true;
}
