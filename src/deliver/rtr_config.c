#include "deliver/rtr_config.h"

#include <string.h>

/* The names of what stands once in a configuration. */
#define POLICY "WEIR-DROP-INVALID"

#define BIRD_MD5 "    transport tcp { authentication md5; password \"KEY\"; };\n"

static void put_lines(struct out *o, const char *const *lines, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		out_str(o, lines[i]);
		out_ch(o, '\n');
	}
}

#define PUT_LINES(o, lines) put_lines(o, lines, sizeof lines / sizeof *lines)

static void write_bird2(struct out *o, const struct rtr_config *c)
{
	static const char *const policy[] = {
		"",
		"# first in the import filter of every external session: if weir_is_invalid() then reject;",
		"# its channels need `import table;`, so that a changed VRP has an effect on routes that are there",
		"function weir_is_invalid()",
		"{",
		"    case net.type {",
		"        NET_IP4: return roa_check(weir_rpki4, net, bgp_path.last) = ROA_INVALID;",
		"        NET_IP6: return roa_check(weir_rpki6, net, bgp_path.last) = ROA_INVALID;",
		"        else: return false;",
		"    }",
		"}",
	};
	const char *transport = c->protection == RTR_MD5 ? BIRD_MD5 : "";
	char host[ADDRESS_TEXT];

	out_str(o, "roa4 table weir_rpki4;\nroa6 table weir_rpki6;\n");
	for (size_t i = 0; i < c->ncaches; i++)
		out_printf(o, "\nprotocol rpki weir_rtr%zu {\n"
			      "    roa4 { table weir_rpki4; };\n    roa6 { table weir_rpki6; };\n"
			      "    remote %s port %u;\n%s    refresh %d;\n    expire %d;\n}\n",
			   i + 1, endpoint_host_text(&c->caches[i], host), c->caches[i].port, transport,
			   RTR_REFRESH, RTR_EXPIRE);
	PUT_LINES(o, policy);
}

static void write_openbgpd(struct out *o, const struct rtr_config *c)
{
	char host[ADDRESS_TEXT];

	for (size_t i = 0; i < c->ncaches; i++)
		out_printf(o, "rtr %s {\n\tdescr \"weir %zu\"\n\tport %u\n}\n", endpoint_host_text(&c->caches[i], host),
			   i + 1, c->caches[i].port);
	out_str(o, "\n# wherever it stands: nothing after it lets such a route in\ndeny quick from ebgp ovs invalid\n");
}

/* FRR takes the preference from 1 to 255, the lower first. */
static void write_frr(struct out *o, const struct rtr_config *c)
{
	static const char *const policy[] = {
		"!",
		"! bgpd runs with -M rpki. In the route map of each external session: call " POLICY,
		"! in router bgp, for changed VRPs to have an effect: neighbor ADDRESS soft-reconfiguration inbound",
		"route-map " POLICY " deny 10",
		" match rpki invalid",
		"route-map " POLICY " permit 20",
	};
	char host[ADDRESS_TEXT];

	out_printf(o, "rpki\n rpki polling_period %d\n rpki expire_interval %d\n", RTR_REFRESH, RTR_EXPIRE);
	for (size_t i = 0; i < c->ncaches; i++)
		out_printf(o, " rpki cache %s %u preference %zu\n", endpoint_host_text(&c->caches[i], host),
			   c->caches[i].port, i + 1);
	out_str(o, " exit\n");
	PUT_LINES(o, policy);
}

static void write_ios(struct out *o, const struct rtr_config *c)
{
	static const char *const policy[] = {
		"!",
		"! as the first entry of the route map of each external session, or alone:",
		"! neighbor ADDRESS route-map " POLICY " in",
		"route-map " POLICY " deny 10",
		" match rpki invalid",
		"route-map " POLICY " permit 20",
	};
	char host[ADDRESS_TEXT];

	out_printf(o, "router bgp %u\n", c->asn);
	for (size_t i = 0; i < c->ncaches; i++)
		out_printf(o, " bgp rpki server tcp %s port %u refresh %d\n", endpoint_host_text(&c->caches[i], host),
			   c->caches[i].port, RTR_REFRESH);
	PUT_LINES(o, policy);
}

/* IOS XR validates nothing before it is told to, in each family, and prefers the lower number. */
static void write_iosxr(struct out *o, const struct rtr_config *c)
{
	static const char *const policy[] = {
		"!",
		"! first in the policy of each external session: apply " POLICY,
		"route-policy " POLICY,
		"  if validation-state is invalid then",
		"    drop",
		"  endif",
		"  pass",
		"end-policy",
	};
	static const char *const families[] = {"ipv4", "ipv6"};
	char host[ADDRESS_TEXT];

	out_printf(o, "router bgp %u\n", c->asn);
	for (size_t i = 0; i < c->ncaches; i++)
		out_printf(o, " rpki server %s\n  transport tcp port %u\n  preference %zu\n  refresh-time %d\n !\n",
			   endpoint_host_text(&c->caches[i], host), c->caches[i].port, i + 1, RTR_REFRESH);
	for (size_t i = 0; i < 2; i++)
		out_printf(o, " address-family %s unicast\n  bgp origin-as validation enable\n !\n", families[i]);
	PUT_LINES(o, policy);
}

/* JunOS prefers the higher number, and takes a hold time of two refresh times or more. */
static void write_junos(struct out *o, const struct rtr_config *c)
{
	static const char *const policy[] = {
		"/* first in the import of each external group: import [ " POLICY " … ]; */",
		"policy-options {",
		"    policy-statement " POLICY " {",
		"        term invalid {",
		"            from {",
		"                protocol bgp;",
		"                validation-database invalid;",
		"            }",
		"            then {",
		"                validation-state invalid;",
		"                reject;",
		"            }",
		"        }",
		"        term valid {",
		"            from {",
		"                protocol bgp;",
		"                validation-database valid;",
		"            }",
		"            then {",
		"                validation-state valid;",
		"                next policy;",
		"            }",
		"        }",
		"        term unknown {",
		"            from protocol bgp;",
		"            then {",
		"                validation-state unknown;",
		"                next policy;",
		"            }",
		"        }",
		"    }",
		"}",
	};
	char host[ADDRESS_TEXT];

	if (c->ncaches)
		out_str(o, "routing-options {\n    validation {\n        group weir {\n");
	for (size_t i = 0; i < c->ncaches; i++)
		out_printf(o, "            session %s {\n                preference %zu;\n                port %u;\n"
			      "                refresh-time %d;\n                hold-time %d;\n"
			      "                record-lifetime %d;\n            }\n",
			   endpoint_host_text(&c->caches[i], host), c->ncaches - i, c->caches[i].port, RTR_REFRESH,
			   3 * RTR_REFRESH, RTR_EXPIRE);
	if (c->ncaches)
		out_str(o, "        }\n    }\n}\n");
	PUT_LINES(o, policy);
}

#define SSH "SSH: an sshd with 'Subsystem rpki-rtr' can stand before a listener on loopback"

const struct rtr_language rtr_languages[] = {
	{"bird2", "BIRD", false, {"# ", ""}, true, "2.16", SSH, write_bird2},
	{"openbgpd", "OpenBGPD", false, {"# ", ""}, true, NULL, NULL, write_openbgpd},
	{"frr", "FRR", false, {"! ", ""}, true, NULL, SSH, write_frr},
	{"ios", "IOS", true, {"! ", ""}, false, NULL, NULL, write_ios},
	{"iosxr", "IOS XR", true, {"! ", ""}, false, NULL, SSH, write_iosxr},
	{"junos", "JunOS", false, {"/* ", " */"}, false, NULL, "TCP-AO, which weir serve has not", write_junos},
	{.name = NULL},
};

const struct rtr_language *rtr_language_find(const char *name)
{
	for (const struct rtr_language *l = rtr_languages; l->name; l++)
		if (!strcmp(l->name, name))
			return l;
	return NULL;
}
