#include "border/values.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/nearest.h"
#include "net/asn.h"

enum { AS_TRANS = 23456, AS_LAST = 0xffffffff, NAME_MAX_LENGTH = 255 };

/* A text that is there; anything else is reported. */
static bool is_text(struct reader *r, const struct yaml_value *v, const char *expected)
{
	if (v->kind == YAML_TEXT && v->len)
		return true;
	schema_expected(r, v, expected);
	return false;
}

void read_asn(struct reader *r, const struct yaml_value *v, void *at)
{
	static const char expected[] = "an AS number such as 64500";
	uint32_t asn;

	if (!is_text(r, v, expected))
		return;
	/* RFC 7607 (0), RFC 7300 (65535, 4294967295), RFC 6793 (23456): no network has these. */
	if (!asn_parse(v->text, v->len, &asn))
		schema_expected(r, v, expected);
	else if (!asn || asn == UINT16_MAX || asn == AS_LAST || asn == AS_TRANS)
		schema_expected(r, v, "an AS number that a network can have");
	else
		*(uint32_t *)at = asn;
}

void read_count(struct reader *r, const struct yaml_value *v, void *at)
{
	unsigned long long n = 0;
	size_t digits = v->kind == YAML_TEXT ? strspn(v->text, "0123456789") : 0;

	if (digits && digits == v->len && digits < 10)
		sscanf(v->text, "%llu", &n);
	if (!digits || digits != v->len || digits >= 10)
		schema_expected(r, v, "a number of entries such as 1");
	else
		*(uint32_t *)at = (uint32_t)n;
}

static void keep_text(struct reader *r, const struct yaml_value *v, struct border_text *to,
		      const char *text, size_t n)
{
	to->text = arena_strndup(&r->border->memory, text, n);
	to->line = v->line;
	to->col = v->col;
	if (!to->text)
		r->out_of_memory = true;
}

/* The name of a router stands in lines, and before the '/' of a list's name. */
void read_name(struct reader *r, const struct yaml_value *v, void *at)
{
	static const char expected[] = "a name without '/' and control characters, such as edge1";

	if (!is_text(r, v, expected))
		return;
	for (size_t i = 0; i < v->len; i++) {
		if ((unsigned char)v->text[i] >= ' ' && v->text[i] != 0x7f && v->text[i] != '/')
			continue;
		schema_expected(r, v, expected);
		return;
	}
	keep_text(r, v, at, v->text, v->len);
}

void read_text(struct reader *r, const struct yaml_value *v, void *at)
{
	if (is_text(r, v, "a text"))
		keep_text(r, v, at, v->text, v->len);
}

/* A relative path counts from the folder of the border file. */
void read_path(struct reader *r, const struct yaml_value *v, void *at)
{
	const char *slash = strrchr(r->border->path, '/');
	char *joined;
	int n;

	if (!is_text(r, v, "a path"))
		return;
	if (v->text[0] == '/' || !slash) {
		keep_text(r, v, at, v->text, v->len);
		return;
	}
	n = asprintf(&joined, "%.*s/%s", (int)(slash - r->border->path), r->border->path, v->text);
	if (n < 0) {
		r->out_of_memory = true;
		return;
	}
	keep_text(r, v, at, joined, (size_t)n);
	free(joined);
}

static void push_text(struct reader *r, const struct yaml_value *v, struct border_texts *to)
{
	struct border_text t = {0};

	keep_text(r, v, &t, v->text, v->len);
	if (t.text)
		schema_grown(r, v, vec_push(&to->items, t, BORDER_LIST_MAX));
}

static void each_text(struct reader *r, const struct yaml_value *v, void *at)
{
	if (is_text(r, v, "a text"))
		push_text(r, v, at);
}

void read_texts(struct reader *r, const struct yaml_value *v, void *at)
{
	schema_each(r, v, at, each_text);
}

/* One component of a set's name: an AS number or the name of a set (RFC 2622 section 2). */
static bool component_ok(const char *s, size_t n)
{
	uint32_t asn;

	if (!n || !isalpha((unsigned char)s[0]))
		return false;
	for (size_t i = 1; i < n; i++)
		if (!isalnum((unsigned char)s[i]) && s[i] != '-' && s[i] != '_')
			return false;
	if (n > 3 && (!strncasecmp(s, "AS-", 3) || !strncasecmp(s, "RS-", 3)))
		return true;
	return asn_parse(s, n, &asn) && asn;
}

/* AS64500, AS-FOO, AS64500:AS-ALL, RS-FOO, each also as SOURCE::NAME. */
static bool set_name_ok(const char *s)
{
	const char *source = strstr(s, "::");

	if (source == s || strlen(s) > NAME_MAX_LENGTH)
		return false;
	if (source)
		s = source + 2;
	for (;;) {
		size_t n = strcspn(s, ":");

		if (!component_ok(s, n))
			return false;
		if (!s[n])
			return true;
		s += n + 1;
	}
}

static void each_as_set(struct reader *r, const struct yaml_value *v, void *at)
{
	static const char expected[] = "an as-set or AS number such as AS64500:AS-ALL or AS64500";

	if (!is_text(r, v, expected))
		return;
	if (set_name_ok(v->text))
		push_text(r, v, at);
	else
		schema_expected(r, v, expected);
}

void read_as_sets(struct reader *r, const struct yaml_value *v, void *at)
{
	schema_each(r, v, at, each_as_set);
}

static void each_prefix(struct reader *r, const struct yaml_value *v, void *at)
{
	struct border_prefixes *to = at;
	struct border_prefix p = {.line = v->line, .col = v->col};
	enum prefix_status status;

	if (!is_text(r, v, "a prefix such as 192.0.2.0/24 or 2001:db8::/32"))
		return;
	status = prefix_parse(v->text, v->len, &p.prefix);
	if (status != PREFIX_OK)
		schema_expected(r, v, prefix_status_text(status) + strlen("expected "));
	else
		schema_grown(r, v, vec_push(&to->items, p, BORDER_LIST_MAX));
}

void read_prefixes(struct reader *r, const struct yaml_value *v, void *at)
{
	schema_each(r, v, at, each_prefix);
}

static const char *const relationship_names[] = {
	"customer", "provider", "peer", "sibling", "partial-customer", "partial-provider", "rs",
	"rs-client",
};

enum { RELATIONSHIPS = sizeof relationship_names / sizeof *relationship_names };

const char *relationship_text(enum relationship r)
{
	return relationship_names[__builtin_ctz(r)];
}

const char *relationships_text(unsigned set, char *to, size_t size)
{
	size_t n = 0;

	to[0] = '\0';
	for (unsigned i = 0; i < RELATIONSHIPS && n < size; i++)
		if (set >> i & 1)
			n += (size_t)snprintf(to + n, size - n, "%s%s", n ? ", " : "",
					      relationship_names[i]);
	return to;
}

static void unknown_relationship(struct reader *r, const struct yaml_value *v)
{
	struct nearest near;

	nearest_start(&near, v->text, v->len);
	for (unsigned i = 0; i < RELATIONSHIPS; i++)
		nearest_try(&near, relationship_names[i]);
	if (!strcmp(v->text, "hybrid"))
		schema_error(r, v, "a hybrid neighbor lists its parts: [customer, peer]");
	else if (near.best)
		schema_error(r, v, "unknown relationship '%.60s'; did you mean '%s'?", v->text,
			     near.best);
	else
		schema_error(r, v, "unknown relationship '%.60s'; expected customer, provider, peer, "
				   "sibling, partial-customer, partial-provider, rs or rs-client",
			     v->text);
}

static void each_relationship(struct reader *r, const struct yaml_value *v, void *at)
{
	unsigned *set = at;

	if (!is_text(r, v, "a relationship such as customer, provider or peer"))
		return;
	for (unsigned i = 0; i < RELATIONSHIPS; i++) {
		if (strcmp(v->text, relationship_names[i]))
			continue;
		*set |= 1u << i;
		return;
	}
	unknown_relationship(r, v);
}

void read_relationships(struct reader *r, const struct yaml_value *v, void *at)
{
	if (v->kind == YAML_LIST && !v->members)
		schema_expected(r, v, "a relationship or a list of them");
	schema_each(r, v, at, each_relationship);
}

#define LANGUAGE_NAME(constant, name, stem) [constant] = name,
static const char *const language_names[LANGUAGES] = {BORDER_LANGUAGES(LANGUAGE_NAME)};

static void unknown_language(struct reader *r, const struct yaml_value *v)
{
	struct nearest near;
	char names[128];
	size_t n = 0;

	nearest_start(&near, v->text, v->len);
	for (unsigned i = 0; i < LANGUAGES && n < sizeof names; i++) {
		nearest_try(&near, language_names[i]);
		n += (size_t)snprintf(names + n, sizeof names - n, "%s%s",
				      !i ? "" : i + 1 < LANGUAGES ? ", " : " or ", language_names[i]);
	}
	if (near.best)
		schema_error(r, v, "unknown language '%.60s'; did you mean '%s'?", v->text, near.best);
	else
		schema_error(r, v, "unknown language '%.60s'; expected %s", v->text, names);
}

void read_language(struct reader *r, const struct yaml_value *v, void *at)
{
	if (!is_text(r, v, "a language such as bird2"))
		return;
	for (unsigned i = 0; i < LANGUAGES; i++) {
		if (strcmp(v->text, language_names[i]))
			continue;
		*(enum border_language *)at = i;
		return;
	}
	unknown_language(r, v);
}

void read_switch(struct reader *r, const struct yaml_value *v, void *at)
{
	bool text = v->kind == YAML_TEXT;
	bool yes = text && (!strcmp(v->text, "yes") || !strcmp(v->text, "true"));

	if (yes || (text && (!strcmp(v->text, "no") || !strcmp(v->text, "false"))))
		*(enum border_switch *)at = yes ? SWITCH_YES : SWITCH_NO;
	else
		schema_expected(r, v, "yes or no");
}

enum { INTERFACE_LENGTH = 63 };

/* What Linux and JunOS call an interface: eth0.100, xe-0/0/1.0, bond0:1. */
static void each_interface(struct reader *r, const struct yaml_value *v, void *at)
{
	static const char expected[] = "the name of an interface such as eth0.100 or xe-0/0/1.0";
	struct border_texts *to = at;

	if (!is_text(r, v, expected))
		return;
	for (size_t i = 0; i < v->len; i++) {
		if (isalnum((unsigned char)v->text[i]) || (i && strchr("-_./:@", v->text[i])))
			continue;
		schema_expected(r, v, expected);
		return;
	}
	for (size_t i = 0; i < to->items.n; i++) {
		if (strcmp(to->items.v[i].text, v->text))
			continue;
		schema_error(r, v, "interface '%.63s' is named twice", v->text);
		return;
	}
	if (v->len > INTERFACE_LENGTH)
		schema_expected(r, v, expected);
	else
		push_text(r, v, to);
}

void read_interfaces(struct reader *r, const struct yaml_value *v, void *at)
{
	schema_each(r, v, at, each_interface);
}

static const char *const sav_names[SAV_SCHEMES] = {
	[SAV_ACL] = "acl",
	[SAV_STRICT] = "strict",
	[SAV_FEASIBLE] = "feasible",
	[SAV_EFP_A] = "efp-a",
	[SAV_EFP_A_ROA] = "efp-a-roa",
	[SAV_EFP_B] = "efp-b",
	[SAV_EFP_B_ROA] = "efp-b-roa",
	[SAV_LOOSE] = "loose",
	[SAV_LOOSE_NO_DEFAULT] = "loose-no-default",
};

const char *sav_scheme_text(enum sav_scheme s)
{
	return sav_names[s];
}

bool sav_scheme_find(const char *name, enum sav_scheme *s)
{
	for (unsigned i = 0; i < SAV_SCHEMES; i++) {
		if (strcmp(name, sav_names[i]))
			continue;
		*s = (enum sav_scheme)i;
		return true;
	}
	return false;
}

static void each_sav(struct reader *r, const struct yaml_value *v, void *at)
{
	unsigned *set = at;
	enum sav_scheme s;
	struct nearest near;

	if (!is_text(r, v, "a scheme such as strict, efp-b or loose"))
		return;
	if (sav_scheme_find(v->text, &s)) {
		*set |= 1u << s;
		return;
	}
	nearest_start(&near, v->text, v->len);
	for (unsigned i = 0; i < SAV_SCHEMES; i++)
		nearest_try(&near, sav_names[i]);
	if (near.best)
		schema_error(r, v, "unknown scheme '%.60s'; did you mean '%s'?", v->text, near.best);
	else
		schema_error(r, v, "unknown scheme '%.60s'; expected acl, strict, feasible, efp-a, "
				   "efp-a-roa, efp-b, efp-b-roa, loose or loose-no-default",
			     v->text);
}

void read_sav(struct reader *r, const struct yaml_value *v, void *at)
{
	if (v->kind == YAML_LIST && !v->members)
		schema_expected(r, v, "a scheme or a list of them");
	schema_each(r, v, at, each_sav);
}

const char *source_kind_text(enum source_kind kind)
{
	static const char *const names[] = {
		"irr dump", "rpki json", "rpki csv", "rpki slurm", "relationships", "delegations",
		"routes mrt", "routes text", "fib text",
	};

	return names[kind];
}

void check_text(struct reader *r, const struct yaml_value *v, void *at)
{
	(void)at;
	(void)is_text(r, v, "a text");
}

void check_texts(struct reader *r, const struct yaml_value *v, void *at)
{
	schema_each(r, v, at, check_text);
}

void read_change(struct reader *r, const struct yaml_value *v, void *at)
{
	size_t digits = v->kind == YAML_TEXT ? strspn(v->text, "0123456789") : 0;

	if (v->kind == YAML_TEXT && !strcmp(v->text, "off"))
		*(uint32_t *)at = GATE_ANY_CHANGE;
	else if (!digits || digits > 3 || strcmp(v->text + digits, "%") || atoi(v->text) > 100)
		schema_expected(r, v, "a percentage such as 20%, or off");
	else
		*(uint32_t *)at = (uint32_t)atoi(v->text);
}

void read_freeze(struct reader *r, const struct yaml_value *v, void *at)
{
	static const char *const names[] = {
		[FREEZE_BORDER] = "border", [FREEZE_ROUTER] = "router", [FREEZE_NEIGHBOR] = "neighbor"};

	for (unsigned i = 0; v->kind == YAML_TEXT && i < COUNT(names); i++) {
		if (strcmp(v->text, names[i]))
			continue;
		*(enum border_freeze *)at = (enum border_freeze)i;
		return;
	}
	schema_expected(r, v, "border, router or neighbor");
}

void read_sources_form(struct reader *r, const struct yaml_value *v, void *at)
{
	static const char *const names[] = {
		[SOURCES_NFTABLES] = "nftables", [SOURCES_JUNOS] = "junos", [SOURCES_OFF] = "off"};

	for (unsigned i = SOURCES_NFTABLES; v->kind == YAML_TEXT && i < COUNT(names); i++) {
		if (strcmp(v->text, names[i]))
			continue;
		*(enum border_sources *)at = (enum border_sources)i;
		return;
	}
	schema_expected(r, v, "nftables, junos or off");
}

void read_empty(struct reader *r, const struct yaml_value *v, void *at)
{
	static const struct {
		const char *name;
		unsigned families;
	} rows[] = {
		{"false", 0},
		{"true", 1u << IPV4 | 1u << IPV6},
		{"ipv4", 1u << IPV4},
		{"ipv6", 1u << IPV6},
	};

	for (size_t i = 0; v->kind == YAML_TEXT && i < COUNT(rows); i++) {
		if (strcmp(v->text, rows[i].name))
			continue;
		*(unsigned *)at = rows[i].families;
		return;
	}
	schema_expected(r, v, "true, false, ipv4 or ipv6");
}

void read_off(struct reader *r, const struct yaml_value *v, void *at)
{
	bool off = v->kind == YAML_TEXT && !strcmp(v->text, "off");

	if (!off && (v->kind != YAML_TEXT || strcmp(v->text, "on")))
		schema_expected(r, v, "on or off");
	else
		*(bool *)at = off;
}
