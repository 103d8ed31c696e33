#include "border/words.h"

#include <stdio.h>
#include <string.h>

#include "base/nearest.h"

/* The words that a value may be, by their numbers. */
struct words {
	const char *what; /* "language": what one is called */
	const char *such; /* "a language such as bird2": what is expected where there is no text */
	const char *const *names;
	unsigned n;
};

/* "border, router or neighbor" */
static const char *words_text(const struct words *w, char *to, size_t size)
{
	size_t n = 0;

	to[0] = '\0';
	for (unsigned i = 0; i < w->n && n < size; i++)
		n += (size_t)snprintf(to + n, size - n, "%s%s", !i ? "" : i + 1 < w->n ? ", " : " or ",
				      w->names[i]);
	return to;
}

static bool words_find(const struct words *w, const char *name, unsigned *i)
{
	for (*i = 0; *i < w->n; ++*i)
		if (!strcmp(name, w->names[*i]))
			return true;
	return false;
}

/* One of a few words, which the message lists. */
static bool read_one_of(struct reader *r, const struct yaml_value *v, const char *const *names,
			unsigned n, unsigned *i)
{
	const struct words w = {.names = names, .n = n};
	char text[128];

	if (v->kind == YAML_TEXT && words_find(&w, v->text, i))
		return true;
	schema_expected(r, v, words_text(&w, text, sizeof text));
	return false;
}

/* One of many words: the message names the nearest. */
static bool read_word(struct reader *r, const struct yaml_value *v, const struct words *w, unsigned *i)
{
	struct nearest near;
	char text[128];

	if (!schema_is_text(r, v, w->such))
		return false;
	if (words_find(w, v->text, i))
		return true;
	nearest_start(&near, v->text, v->len);
	for (unsigned k = 0; k < w->n; k++)
		nearest_try(&near, w->names[k]);
	if (near.best)
		schema_error(r, v, "unknown %s '%.60s'; did you mean '%s'?", w->what, v->text, near.best);
	else
		schema_error(r, v, "unknown %s '%.60s'; expected %s", w->what, v->text,
			     words_text(w, text, sizeof text));
	return false;
}

static const char *const relationship_names[] = {
	"customer", "provider", "peer", "sibling", "partial-customer", "partial-provider", "rs",
	"rs-client",
};
static const struct words relationships = {"relationship",
					   "a relationship such as customer, provider or peer",
					   relationship_names, COUNT(relationship_names)};

const char *relationship_text(enum relationship r)
{
	return relationship_names[__builtin_ctz(r)];
}

const char *relationships_text(unsigned set, char *to, size_t size)
{
	size_t n = 0;

	to[0] = '\0';
	for (unsigned i = 0; i < relationships.n && n < size; i++)
		if (set >> i & 1)
			n += (size_t)snprintf(to + n, size - n, "%s%s", n ? ", " : "",
					      relationship_names[i]);
	return to;
}

static void each_relationship(struct reader *r, const struct yaml_value *v, void *at)
{
	unsigned i;

	if (v->kind == YAML_TEXT && !strcmp(v->text, "hybrid"))
		schema_error(r, v, "a hybrid neighbor lists its parts: [customer, peer]");
	else if (read_word(r, v, &relationships, &i))
		*(unsigned *)at |= 1u << i;
}

void read_relationships(struct reader *r, const struct yaml_value *v, void *at)
{
	if (v->kind == YAML_LIST && !v->members)
		schema_expected(r, v, "a relationship or a list of them");
	schema_each(r, v, at, each_relationship);
}

#define LANGUAGE_NAME(constant, name, stem) [constant] = name,
static const char *const language_names[LANGUAGES] = {BORDER_LANGUAGES(LANGUAGE_NAME)};
static const struct words languages = {"language", "a language such as bird2", language_names, LANGUAGES};

void read_language(struct reader *r, const struct yaml_value *v, void *at)
{
	unsigned i;

	if (read_word(r, v, &languages, &i))
		*(enum border_language *)at = i;
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
static const struct words schemes = {"scheme", "a scheme such as strict, efp-b or loose", sav_names,
				     SAV_SCHEMES};

const char *sav_scheme_text(enum sav_scheme s)
{
	return sav_names[s];
}

bool sav_scheme_find(const char *name, enum sav_scheme *s)
{
	unsigned i;
	bool found = words_find(&schemes, name, &i);

	if (found)
		*s = (enum sav_scheme)i;
	return found;
}

static void each_sav(struct reader *r, const struct yaml_value *v, void *at)
{
	unsigned i;

	if (read_word(r, v, &schemes, &i))
		*(unsigned *)at |= 1u << i;
}

void read_sav(struct reader *r, const struct yaml_value *v, void *at)
{
	if (v->kind == YAML_LIST && !v->members)
		schema_expected(r, v, "a scheme or a list of them");
	schema_each(r, v, at, each_sav);
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

void read_freeze(struct reader *r, const struct yaml_value *v, void *at)
{
	static const char *const names[] = {
		[FREEZE_BORDER] = "border", [FREEZE_ROUTER] = "router", [FREEZE_NEIGHBOR] = "neighbor"};
	unsigned i;

	if (read_one_of(r, v, names, COUNT(names), &i))
		*(enum border_freeze *)at = i;
}

void read_sources_form(struct reader *r, const struct yaml_value *v, void *at)
{
	static const char *const names[] = {"nftables", "junos", "off"};
	static const enum border_sources forms[] = {SOURCES_NFTABLES, SOURCES_JUNOS, SOURCES_OFF};
	unsigned i;

	if (read_one_of(r, v, names, COUNT(names), &i))
		*(enum border_sources *)at = forms[i];
}

void read_empty(struct reader *r, const struct yaml_value *v, void *at)
{
	static const char *const names[] = {"true", "false", "ipv4", "ipv6"};
	static const unsigned families[] = {1u << IPV4 | 1u << IPV6, 0, 1u << IPV4, 1u << IPV6};
	unsigned i;

	if (read_one_of(r, v, names, COUNT(names), &i))
		*(unsigned *)at = families[i];
}

void read_off(struct reader *r, const struct yaml_value *v, void *at)
{
	static const char *const names[] = {"on", "off"};
	unsigned i;

	if (read_one_of(r, v, names, COUNT(names), &i))
		*(bool *)at = i == 1;
}

void read_aspa_pdu(struct reader *r, const struct yaml_value *v, void *at)
{
	static const char *const names[] = {
		[ASPA_PDU_CURRENT] = "current", [ASPA_PDU_DRAFT10] = "draft10", [ASPA_PDU_OFF] = "off"};
	unsigned i;

	if (read_one_of(r, v, names, COUNT(names), &i))
		*(enum border_aspa_pdu *)at = i;
}
