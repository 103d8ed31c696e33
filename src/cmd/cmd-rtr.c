#include <stdio.h>
#include <string.h>

#include "cmd/rtr_cmd.h"

static const struct option_row rows[] = {
	{0, "version", "N", OPTION_NUMBER, offsetof(struct rtr_options_given, version),
	 "the highest protocol version to ask in: 0, 1 or 2 (default 2)"},
	{0, "timeout", "SECONDS", OPTION_NUMBER, offsetof(struct rtr_options_given, timeout),
	 "until when a cache must have sent all (default 120)"},
	{0, "summary", NULL, OPTION_FLAG, offsetof(struct rtr_options_given, summary),
	 "only what a cache says of itself, and counts"},
	{0, "tls", NULL, OPTION_FLAG, offsetof(struct rtr_options_given, tls),
	 "speak TLS with caches, whose certificate must name the host that is asked"},
	{0, "ca", "FILE", OPTION_TEXT, offsetof(struct rtr_options_given, authorities),
	 "who vouches for a cache's certificate (default: the system's authorities)"},
	{0, "name", "NAME", OPTION_TEXT, offsetof(struct rtr_options_given, name),
	 "the host or address that a cache's certificate must name instead"},
	{0, "certificate", "FILE", OPTION_TEXT, offsetof(struct rtr_options_given, certificate),
	 "the certificate to show to a cache"},
	{0, "key", "FILE", OPTION_TEXT, offsetof(struct rtr_options_given, key), "its private key"},
	{0, "json", NULL, OPTION_FLAG, offsetof(struct rtr_options_given, json),
	 "print one JSON object, as rpki-client writes it"},
};

static int usage_error(const struct command *c, const char *expected)
{
	fprintf(stderr, "weir rtr: %s\nusage: weir rtr %s\n", expected, c->usage);
	return EXIT_TROUBLE;
}

static int run_show(const struct command *c, int operands, char **argv, const struct rtr_options_given *o)
{
	if (operands != 2 || !rtr_is_cache(argv[2]))
		return usage_error(c, "expected show HOST:PORT");
	return rtr_show(argv[2], o);
}

static int run_rtr(const struct command *c, int argc, char **argv)
{
	struct rtr_options_given o = {.version = RTR_VERSIONS - 1, .timeout = 120};
	int operands, status = cmd_options(c, argc, argv, &o, &operands);

	if (status)
		return status;
	if (o.version >= RTR_VERSIONS)
		return usage_error(c, "--version: expected 0, 1 or 2");
	if (!o.timeout || o.timeout > 86400)
		return usage_error(c, "--timeout: expected 1 to 86400 seconds");
	if (!o.tls && (o.authorities || o.certificate || o.key || o.name))
		return usage_error(c, "--ca, --name, --certificate and --key: expected --tls beside them");
	if (!o.certificate != !o.key)
		return usage_error(c, "expected --certificate and --key together");
	if (operands && !strcmp(argv[1], "show"))
		return run_show(c, operands, argv, &o);
	if (operands == 3 && !strcmp(argv[1], "diff"))
		return rtr_diff(argv[2], argv[3], &o);
	return usage_error(c, "expected show HOST:PORT, or diff A B");
}

const struct command cmd_rtr = {
	.name = "rtr",
	.group = "one-shot answers",
	.summary = "what an RPKI cache tells routers; compare two of them",
	.usage = "show HOST:PORT | diff A B [--version N] [--timeout SECONDS] [--summary] [--json]\n"
		 "                [--tls [--ca FILE] [--name NAME] [--certificate FILE --key FILE]]",
	.detail = "show asks a cache for all it has, as a router does, and prints it; diff compares two caches, or a\n"
		  "cache and a file of VRPs, or two files: '-' is what A alone has, '+' what B alone has.\n"
		  "Exit status: 1 if a cache has no data, or A and B differ; 2 if a side could not be had.\n"
		  "\n"
		  "examples:\n"
		  "  weir rtr show rtr.example.net:8282 --summary\n"
		  "  weir rtr diff 127.0.0.1:8282 rpki.json\n"
		  "  weir rtr diff 127.0.0.1:8282 '[2001:db8::1]:323'\n"
		  "  weir rtr show rtr.example.net:324 --tls --ca ca.pem --certificate me.pem --key me.key\n",
	.options = {rows, sizeof rows / sizeof *rows},
	.run = run_rtr,
};
