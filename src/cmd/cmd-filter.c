#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd/cmd.h"
#include "cmd/filter_cmd.h"
#include "net/asn.h"

/*
 * weir filter: bgpq4's command line over registry dumps. Here options become a request, which is
 * checked as a whole; filter_ask.c puts it to the registries.
 */
enum { UNSET = 0xffffffff };

struct filter_options {
	bool v4, v6, aggregate, bird, junos, openbgpd, bgpq_json;
	bool extended, route_filters, asns, special, sequence, json, partial, no_index, verbose;
	unsigned more_to, more_from, max_len, width;
	const char *name, *match, *format, *paths_in, *paths_out, *asn, *sources, *cache;
	struct text_list dumps;
};

#define AT(field) offsetof(struct filter_options, field)

static const struct option_row rows[] = {
	{0, "irr", "FILE", OPTION_LIST, AT(dumps),
	 "an RPSL dump (gz, bz2, zst or plain, - for stdin); repeatable, the first is trusted most"},
	{'S', NULL, "SOURCES", OPTION_TEXT, AT(sources),
	 "only these registries, in this order: RIPE,RADB"},
	{'4', NULL, NULL, OPTION_FLAG, AT(v4), "IPv4 (the default)"},
	{'6', NULL, NULL, OPTION_FLAG, AT(v6), "IPv6"},
	{'m', NULL, "LEN", OPTION_NUMBER, AT(max_len), "drop prefixes longer than this"},
	{'R', NULL, "LEN", OPTION_NUMBER, AT(more_to), "let in more specifics up to this length"},
	{'r', NULL, "LEN", OPTION_NUMBER, AT(more_from), "let in more specifics from this length on"},
	{'A', NULL, NULL, OPTION_FLAG, AT(aggregate), "aggregate, as bgpq4 does; exact"},
	{'l', NULL, "NAME", OPTION_TEXT, AT(name), "the name of the list (NN)"},
	{'b', NULL, NULL, OPTION_FLAG, AT(bird), "write BIRD"},
	{'J', NULL, NULL, OPTION_FLAG, AT(junos), "write JunOS"},
	{'B', NULL, NULL, OPTION_FLAG, AT(openbgpd), "write OpenBGPD"},
	{'j', NULL, NULL, OPTION_FLAG, AT(bgpq_json), "write bgpq4's JSON"},
	{'F', NULL, "FORMAT", OPTION_TEXT, AT(format),
	 "write this for each prefix: %n network, %l length, %a and %A from and to length, %N name, "
	 "%m mask, %i inverse mask, %%, \\n, \\t"},
	{'E', NULL, NULL, OPTION_FLAG, AT(extended),
	 "extended access list (IOS), policy term (JunOS), prefix-set (OpenBGPD)"},
	{'z', NULL, NULL, OPTION_FLAG, AT(route_filters), "route-filter-list (JunOS)"},
	{'M', NULL, "TEXT", OPTION_TEXT, AT(match), "a further condition of the policy term (JunOS -E)"},
	{'s', NULL, NULL, OPTION_FLAG, AT(sequence), "sequence numbers (IOS)"},
	{'f', NULL, "ASN", OPTION_TEXT, AT(paths_in), "list AS paths from this neighbor"},
	{'G', NULL, "ASN", OPTION_TEXT, AT(paths_out), "list AS paths towards this neighbor"},
	{'t', NULL, NULL, OPTION_FLAG, AT(asns), "list the AS numbers (BIRD, OpenBGPD, JSON)"},
	{'W', NULL, "N", OPTION_NUMBER, AT(width), "AS numbers a line; 0: all on one"},
	{'p', NULL, NULL, OPTION_FLAG, AT(special), "keep reserved AS numbers"},
	{'a', NULL, "ASN", OPTION_TEXT, AT(asn), "the neighbor to deny when the list is empty (OpenBGPD)"},
	{0, "json", NULL, OPTION_FLAG, AT(json), "write the result with its sources and counts as JSON"},
	{0, "partial", NULL, OPTION_FLAG, AT(partial),
	 "write what is sound although a member is damaged; exit status 1"},
	{0, "cache", "DIR", OPTION_TEXT, AT(cache), "the folder of the index files (beside each dump)"},
	{0, "no-index", NULL, OPTION_FLAG, AT(no_index), "read the dumps, leave no index file"},
	{'v', "verbose", NULL, OPTION_FLAG, AT(verbose), "show all damage met in the dumps"},
};

static int usage_error(struct err *e, const char *what)
{
	return err_set(e, WEIR_ESYNTAX, "%s", what);
}

static int choose_language(struct filter_request *q, const struct filter_options *o, struct err *e)
{
	const struct {
		bool given;
		const char *name;
	} choices[] = {
		{o->bird, "bird"},	   {o->junos, "junos"},	 {o->openbgpd, "openbgpd"},
		{o->bgpq_json, "json"}, {o->format, "format"},
	};
	const char *name = NULL;

	for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
		if (!choices[i].given)
			continue;
		if (name)
			return usage_error(e, "-b, -B, -F, -J and -j exclude each other");
		name = choices[i].name;
	}
	q->language = language_find(name ? name : "ios");
	return o->format ? format_check(o->format, e) : 0;
}

static int choose_kind(struct filter_request *q, const struct filter_options *o, struct err *e)
{
	const struct {
		bool given;
		enum list_kind kind;
	} choices[] = {
		{o->extended, LIST_EXTENDED}, {o->route_filters, LIST_ROUTE_FILTERS},
		{o->paths_in, LIST_PATHS_IN}, {o->paths_out, LIST_PATHS_OUT},
		{o->asns, LIST_ASNS},
	};
	size_t given = 0;

	q->list.kind = LIST_PREFIXES;
	for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
		if (choices[i].given) {
			q->list.kind = choices[i].kind;
			given++;
		}
	return given > 1 ? usage_error(e, "-E, -f, -G, -t and -z exclude each other") : 0;
}

static int read_asn(const char *text, uint32_t *asn, struct err *e)
{
	if (!text || (asn_parse(text, strlen(text), asn) && *asn))
		return 0;
	return err_set(e, WEIR_ESYNTAX, "expected an AS number such as 64500, found '%.60s'", text);
}

static int read_length(unsigned given, unsigned bits, const char *option, unsigned *len,
		       struct err *e)
{
	*len = given == UNSET ? 0 : given;
	if (given == UNSET || (given && given <= bits))
		return 0;
	return err_set(e, WEIR_ESYNTAX, "option '%s': expected a length from 1 to %u, found %u", option,
		       bits, given);
}

static int read_rules(struct filter_request *q, const struct filter_options *o, struct err *e)
{
	struct filter_rules *rules = &q->rules;
	unsigned bits;

	if (o->v4 && o->v6)
		return usage_error(e, "-4 and -6 exclude each other");
	rules->family = o->v6 ? IPV6 : IPV4;
	bits = family_bits(rules->family);
	rules->aggregate = o->aggregate;
	if (read_length(o->max_len, bits, "-m", &rules->max_len, e) ||
	    read_length(o->more_to, bits, "-R", &rules->more_to, e) ||
	    read_length(o->more_from, bits, "-r", &rules->more_from, e))
		return e->code;
	if (rules->more_from && !rules->more_to)
		rules->more_to = bits;
	if (rules->more_from > rules->more_to)
		return err_set(e, WEIR_ESYNTAX, "-r %u is longer than -R %u", rules->more_from,
			       rules->more_to);
	return 0;
}

/* \n, \r, \t and \\ in the text of -M. */
static int read_match(struct filter_request *q, const char *text, struct err *e)
{
	static const char escapes[] = "nrt\\", meant[] = "\n\r\t\\";
	char *to;

	if (!text)
		return 0;
	q->list.match = to = q->match = strdup(text);
	if (!to)
		return err_set(e, WEIR_ENOMEM, "out of memory");
	for (; *text; text++) {
		const char *escape = NULL;

		if (*text == '\\') {
			escape = text[1] ? strchr(escapes, *++text) : NULL;
			if (!escape)
				return err_set(e, WEIR_ESYNTAX,
					       "option '-M': expected \\n, \\r, \\t or \\\\, found "
					       "'\\%.1s'",
					       text);
		}
		*to++ = escape ? meant[escape - escapes] : *text;
	}
	*to = '\0';
	return 0;
}

static int read_name(struct filter_request *q, const char *name, struct err *e)
{
	q->list.name = name ? name : "NN";
	for (const char *c = q->list.name; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 127)
			return err_set(e, WEIR_ESYNTAX,
				       "option '-l': expected a name, found a control character");
	return *q->list.name ? 0 : usage_error(e, "option '-l': expected a name, found none");
}

static int read_sources(struct filter_request *q, const char *text, struct err *e)
{
	char *save, *name;

	if (!text)
		return 0;
	q->source_text = strdup(text);
	if (!q->source_text)
		return err_set(e, WEIR_ENOMEM, "out of memory");
	for (name = strtok_r(q->source_text, ", ", &save); name; name = strtok_r(NULL, ", ", &save)) {
		if (q->nsources == FILTER_SOURCES)
			return usage_error(e, "option '-S': too many sources");
		q->sources[q->nsources++] = name;
	}
	return q->nsources ? 0 : usage_error(e, "option '-S': expected names of registries");
}

/* What makes no sense together, whatever the language. */
static int check_together(const struct filter_request *q, const struct filter_options *o, struct err *e)
{
	bool asns = list_of_asns(q->list.kind);

	if (asns && o->aggregate)
		return usage_error(e, "-A aggregates prefixes; -f, -G and -t list AS numbers");
	if (asns && q->rules.more_to)
		return usage_error(e, "-R and -r concern prefixes; -f, -G and -t list AS numbers");
	if ((q->list.kind == LIST_PATHS_IN || q->list.kind == LIST_PATHS_OUT) && o->v6)
		return usage_error(e, "-6 makes no sense with -f or -G");
	if (q->language->exact_prefixes && q->list.kind == LIST_PREFIXES &&
	    (o->aggregate || q->rules.more_to))
		return err_set(e, WEIR_ESYNTAX,
			       "a prefix list of %s cannot say -A, -R or -r; -E or -z can",
			       q->language->title);
	return 0;
}

static int read_request(struct filter_request *q, const struct filter_options *o, struct err *e)
{
	struct list *l = &q->list;

	if (choose_language(q, o, e) || choose_kind(q, o, e) || read_rules(q, o, e) ||
	    read_asn(o->asn, &l->asn, e) || read_asn(o->paths_in, &l->asn, e) ||
	    read_asn(o->paths_out, &l->asn, e) || read_match(q, o->match, e) ||
	    read_name(q, o->name, e) || read_sources(q, o->sources, e) || check_together(q, o, e))
		return e->code;
	l->family = q->rules.family;
	l->sequence = o->sequence;
	l->format = o->format;
	l->width = o->width == UNSET ? q->language->width[l->kind] : o->width;
	q->dumps = &o->dumps;
	q->cache = o->cache;
	q->no_index = o->no_index;
	q->verbose = o->verbose;
	q->reserved = o->special;
	q->partial = o->partial;
	q->json = o->json;
	return o->json ? 0 : language_check(q->language, l, e);
}

/* A prefix, or a route-set by one of its components. */
static bool holds_prefixes(const char *object)
{
	const char *sep = strstr(object, "::");

	if (sep)
		object = sep + 2;
	if (strchr(object, '/') || (*object >= '0' && *object <= '9'))
		return true;
	for (; object; object = strchr(object, ':')) {
		object += *object == ':';
		if (!strncasecmp(object, "RS-", 3))
			return true;
	}
	return false;
}

static int check_objects(const struct filter_request *q, struct err *e)
{
	if (!q->nobjects)
		return usage_error(e, "expected an as-set, route-set, AS number or prefix");
	for (size_t i = 0; i < q->nobjects; i++) {
		if (!strcmp(q->objects[i], "EXCEPT"))
			return usage_error(e, "EXCEPT is not supported");
		if (list_of_asns(q->list.kind) && holds_prefixes(q->objects[i]))
			return err_set(e, WEIR_ESYNTAX,
				       "'%.80s' holds prefixes; -f, -G and -t want as-sets or AS numbers",
				       q->objects[i]);
	}
	return 0;
}

static int run_filter(const struct command *c, int argc, char **argv)
{
	struct filter_options o = {
		.more_to = UNSET, .more_from = UNSET, .max_len = UNSET, .width = UNSET};
	struct filter_request q = {.list = {.name = NULL}};
	int operands = 0, status;
	struct err e = {0};

	status = cmd_options(c, argc, argv, &o, &operands);
	if (status)
		goto out;
	q.objects = (const char **)(argv + 1);
	q.nobjects = (size_t)operands;
	if (read_request(&q, &o, &e) || check_objects(&q, &e) ||
	    (!o.dumps.items.n && usage_error(&e, "expected --irr FILE, the registry to ask")))
		status = cmd_fail(&e);
	else
		status = filter_ask(&q);
out:
	free(q.source_text);
	free(q.match);
	vec_free(&o.dumps.items);
	return status;
}

const struct command cmd_filter = {
	.name = "filter",
	.group = "one-shot answers",
	.summary = "write a prefix or AS path list from registry dumps, as bgpq4 does",
	.usage = "--irr FILE [OPTION…] OBJECT…",
	.detail = "An OBJECT is an as-set, a route-set, an AS number or a prefix.\n"
		  "  weir filter --irr ripe.db.gz -4Ab -l AS_EXAMPLE AS-EXAMPLE      BIRD, aggregated\n"
		  "  weir filter --irr ripe.db.gz -6 -R 48 -l CUSTOMER6 AS64500      IOS and FRR\n"
		  "  weir filter --irr ripe.db.gz --irr radb.db.gz -JE AS-EXAMPLE    JunOS\n"
		  "  weir filter --irr ripe.db.gz -B -f 64500 AS-EXAMPLE             AS paths\n"
		  "Without -b, -B, -J, -j or -F the list is for Cisco IOS and FRR.\n"
		  "Exit status: 0 a whole list; 1 an empty or partial one; 2 no list.\n",
	.options = {rows, sizeof rows / sizeof *rows},
	.run = run_filter,
};
