#include "border/values.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/decimal.h"
#include "net/asn.h"

enum { AS_TRANS = 23456, AS_LAST = 0xffffffff, NAME_MAX_LENGTH = 255 };

void read_asn(struct reader *r, const struct yaml_value *v, void *at)
{
	static const char expected[] = "an AS number such as 64500";
	uint32_t asn;

	if (!schema_is_text(r, v, expected))
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
	uint64_t n;

	if (v->kind != YAML_TEXT || v->len > 9 || !decimal_parse(v->text, v->len, UINT32_MAX, &n))
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

/* The name of a router stands before the '/' of a list's name. */
void read_name(struct reader *r, const struct yaml_value *v, void *at)
{
	static const char expected[] = "a name without '/', such as edge1";

	if (!schema_is_text(r, v, expected))
		return;
	if (memchr(v->text, '/', v->len))
		schema_expected(r, v, expected);
	else
		keep_text(r, v, at, v->text, v->len);
}

void read_text(struct reader *r, const struct yaml_value *v, void *at)
{
	if (schema_is_text(r, v, "a text"))
		keep_text(r, v, at, v->text, v->len);
}

/*
 * Without what says nothing: "./out//edge1/" is "out/edge1". ".." stays, for behind a symbolic link it
 * leads elsewhere. `to` has room for `from`, and for ".".
 */
static void normalize_path(char *to, const char *from)
{
	const char *start = to;

	if (*from == '/')
		*to++ = '/';
	while (*from) {
		size_t n = strcspn(from, "/");

		if (n > 1 || (n && *from != '.')) {
			if (to > start && to[-1] != '/')
				*to++ = '/';
			to = mempcpy(to, from, n);
		}
		from += n + (from[n] == '/');
	}
	strcpy(to, to == start ? "." : "");
}

/* A relative path counts from the folder of the border file. */
void read_path(struct reader *r, const struct yaml_value *v, void *at)
{
	const char *slash = strrchr(r->border->path, '/');
	size_t folder;
	char *path;

	if (!schema_is_text(r, v, "a path"))
		return;
	folder = slash && v->text[0] != '/' ? (size_t)(slash - r->border->path) + 1 : 0;
	path = malloc(folder + v->len + 2);
	if (!path) {
		r->out_of_memory = true;
		return;
	}
	memcpy(path, r->border->path, folder);
	normalize_path(path + folder, v->text);
	keep_text(r, v, at, path, strlen(path));
	free(path);
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
	if (schema_is_text(r, v, "a text"))
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

	if (!schema_is_text(r, v, expected))
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

	if (!schema_is_text(r, v, "a prefix such as 192.0.2.0/24 or 2001:db8::/32"))
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

enum { INTERFACE_LENGTH = 63 };

/* What Linux and JunOS call an interface: eth0.100, xe-0/0/1.0, bond0:1. */
static void each_interface(struct reader *r, const struct yaml_value *v, void *at)
{
	static const char expected[] = "the name of an interface such as eth0.100 or xe-0/0/1.0";
	struct border_texts *to = at;

	if (!schema_is_text(r, v, expected))
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

void check_text(struct reader *r, const struct yaml_value *v, void *at)
{
	(void)at;
	(void)schema_is_text(r, v, "a text");
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

void read_duration(struct reader *r, const struct yaml_value *v, void *at)
{
	static const char units[] = "smhd";
	static const uint32_t seconds[] = {1, 60, 3600, 86400};
	size_t digits = v->kind == YAML_TEXT ? strspn(v->text, "0123456789") : 0;
	const char *unit = digits && v->len == digits + 1 ? strchr(units, v->text[digits]) : NULL;

	if (!unit || digits > 5 || !atoi(v->text))
		schema_expected(r, v, "a duration such as 30s, 15m, 6h or 2d");
	else
		*(uint32_t *)at = (uint32_t)atoi(v->text) * seconds[unit - units];
}

void read_between(struct reader *r, const struct yaml_value *v, uint32_t least, uint32_t most,
		  const char *expected, void *at)
{
	uint32_t seconds = 0;

	read_duration(r, v, &seconds);
	if (seconds && (seconds < least || seconds > most))
		schema_expected(r, v, expected);
	else
		*(uint32_t *)at = seconds;
}
