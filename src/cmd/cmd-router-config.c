#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json_out.h"
#include "base/nearest.h"
#include "cmd/cmd.h"
#include "deliver/rtr_config.h"
#include "net/asn.h"

struct router_config_options {
	const char *language, *asn;
	struct text_list caches;
	bool tls, md5, json;
};

static const struct option_row rows[] = {
	{0, "language", "LANGUAGE", OPTION_TEXT, offsetof(struct router_config_options, language),
	 "bird2, openbgpd, frr, ios, iosxr or junos"},
	{0, "cache", "ADDRESS:PORT", OPTION_LIST, offsetof(struct router_config_options, caches),
	 "where the router reaches the cache; [2001:db8::2]:8282 for IPv6; may be given more than once, the "
	 "preferred one first"},
	{0, "asn", "ASN", OPTION_TEXT, offsetof(struct router_config_options, asn),
	 "of the router, for ios and iosxr"},
	{0, "tls", NULL, OPTION_FLAG, offsetof(struct router_config_options, tls),
	 "the listener has tls: what the router can do about that"},
	{0, "md5", NULL, OPTION_FLAG, offsetof(struct router_config_options, md5),
	 "the listener has md5: likewise"},
	{0, "json", NULL, OPTION_FLAG, offsetof(struct router_config_options, json),
	 "an object with the language, the caches and the text"},
};

static int usage(const char *what, const char *found)
{
	fprintf(stderr, "weir router-config: expected %s", what);
	if (found)
		fprintf(stderr, ", found '%.60s'", found);
	fprintf(stderr, "\nusage: weir router-config %s\n", cmd_router_config.usage);
	return EXIT_TROUBLE;
}

static int unknown_language(const char *name)
{
	struct nearest near;
	char what[128];

	nearest_start(&near, name, strlen(name));
	for (const struct rtr_language *l = rtr_languages; l->name; l++)
		nearest_try(&near, l->name);
	if (!near.best)
		return usage("bird2, openbgpd, frr, ios, iosxr or junos", name);
	snprintf(what, sizeof what, "a language such as '%s'", near.best);
	return usage(what, name);
}

static int read_caches(const struct text_list *from, struct endpoint *to)
{
	if (!from->items.n || from->items.n > RTR_CACHES)
		return usage("--cache ADDRESS:PORT, at most 10 of them", NULL);
	for (size_t i = 0; i < from->items.n; i++)
		if (!endpoint_parse(from->items.v[i], strlen(from->items.v[i]), &to[i]))
			return usage("--cache with an address and a port, 192.0.2.2:8282 or [2001:db8::2]:8282",
				     from->items.v[i]);
	return EXIT_WELL;
}

static void put_json(struct out *o, const struct rtr_language *language, const struct rtr_config *config,
		     bool protects, const struct out *text)
{
	static const char *const protections[RTR_PROTECTIONS] = {"plain", "tls", "md5"};
	struct json_out j;
	char cache[ENDPOINT_TEXT];

	json_out_init(&j, o);
	json_open_object(&j, NULL);
	json_str(&j, "language", language->name);
	json_open_array(&j, "caches");
	for (size_t i = 0; i < config->ncaches; i++)
		json_str(&j, NULL, endpoint_text(&config->caches[i], cache));
	json_close_array(&j);
	json_str(&j, "protection", protections[config->protection]);
	json_bool(&j, "router_has_it", protects);
	json_strn(&j, "config", text->s ? text->s : "", text->n);
	json_close_object(&j);
	json_end(&j);
}

static int print(const struct rtr_language *language, const struct rtr_config *config, bool json)
{
	struct out o, text;
	bool protects;
	int status;

	out_fd(&o, STDOUT_FILENO);
	out_mem(&text, SIZE_MAX);
	protects = rtr_config_write(json ? &text : &o, language, config);
	status = protects ? EXIT_WELL : EXIT_FINDING;
	if (out_finish(&text))
		status = cmd_out_of_memory();
	else if (json)
		put_json(&o, language, config, protects, &text);
	out_release(&text);
	return cmd_finish(&o, status);
}

static int write_config(const struct router_config_options *options)
{
	struct endpoint caches[RTR_CACHES];
	struct rtr_config config = {
		.caches = caches, .ncaches = options->caches.items.n,
		.protection = options->tls ? RTR_TLS : options->md5 ? RTR_MD5 : RTR_PLAIN};
	const struct rtr_language *language;
	int status;

	if (!options->language)
		return usage("--language LANGUAGE", NULL);
	language = rtr_language_find(options->language);
	if (!language)
		return unknown_language(options->language);
	status = read_caches(&options->caches, caches);
	if (status)
		return status;
	if (options->tls && options->md5)
		return usage("--tls or --md5, not both", NULL);
	if (language->needs_asn && !options->asn)
		return usage("--asn ASN for this language", NULL);
	if (options->asn && !(asn_parse(options->asn, strlen(options->asn), &config.asn) && config.asn))
		return usage("--asn with an AS number", options->asn);
	return print(language, &config, options->json);
}

static int run(const struct command *c, int argc, char **argv)
{
	struct router_config_options options = {.language = NULL};
	int operands, status = cmd_options(c, argc, argv, &options, &operands);

	if (!status && (operands != 1 || strcmp(argv[1], "rtr")))
		status = usage("rtr", operands ? argv[operands == 1 ? 1 : 2] : NULL);
	if (!status)
		status = write_config(&options);
	vec_free(&options.caches.items);
	return status;
}

const struct command cmd_router_config = {
	.name = "router-config",
	.group = "one-shot answers",
	.summary = "what connects a router to an RPKI cache and drops invalid routes",
	.usage = "rtr --language LANGUAGE --cache ADDRESS:PORT... [--asn ASN] [OPTION…]",
	.detail = "Prints a piece of a router's configuration: the session with the cache (RTR, RFC 8210), and\n"
		  "a policy that rejects the routes which origin validation calls invalid. Comments say where the\n"
		  "policy is called. What it would cost: weir check --drop-invalid.\n"
		  "\n"
		  "  weir router-config rtr --language junos --cache 192.0.2.2:8282\n"
		  "  weir router-config rtr --language bird2 --tls --cache 192.0.2.2:324\n"
		  "  weir router-config rtr --language ios --asn 64500 --cache 192.0.2.2:8282 --cache 192.0.2.3:8282\n",
	.options = {rows, sizeof rows / sizeof *rows},
	.run = run,
};
