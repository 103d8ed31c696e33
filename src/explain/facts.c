#include "explain/facts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"

const char *fact_kind_text(enum fact_kind kind)
{
	static const char *const names[FACT_KINDS] = {
		[FACT_BORDER] = "border",         [FACT_EXCEPTION] = "exception",
		[FACT_ROUTE] = "route",
		[FACT_MEMBER] = "member",         [FACT_REFERENCE] = "reference",
		[FACT_AUT_NUM] = "aut-num",       [FACT_ROA] = "roa",
		[FACT_ASPA] = "aspa",             [FACT_DELEGATION] = "delegation",
		[FACT_SPECIAL] = "special",       [FACT_LINK] = "link",
		[FACT_SEEN] = "seen",             [FACT_SAV] = "sav",
		[FACT_NOTE] = "note",
	};

	return names[kind];
}

enum { SENTENCE = 1024 }; /* longer ones are cut */

static const char *keep(struct facts_told *t, const char *s, size_t n)
{
	const char *kept = arena_strndup(&t->text, s, n);

	if (!kept)
		t->failed = true;
	return kept ? kept : "";
}

const char *facts_keep(struct facts_told *t, const char *s)
{
	return keep(t, s, strlen(s));
}

static const char *format(struct facts_told *t, const char *fmt, va_list args)
{
	char text[SENTENCE];
	int n = vsnprintf(text, sizeof text, fmt, args);

	return keep(t, text, n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
}

struct fact *facts_tell(struct facts_told *t, enum fact_kind kind, unsigned level, const char *fmt, ...)
{
	struct fact f = {.kind = kind, .level = level};
	va_list args;

	va_start(args, fmt);
	f.text = format(t, fmt, args);
	va_end(args);
	if (!vec_push(&t->facts, f, FACTS_TOLD_MAX))
		return &t->facts.v[t->facts.n - 1];
	t->failed = true;
	return &t->nowhere;
}

void facts_tell_change(struct facts_told *t, const char *fmt, ...)
{
	const char *text;
	va_list args;

	va_start(args, fmt);
	text = format(t, fmt, args);
	va_end(args);
	if (vec_push(&t->changes, text, FACTS_TOLD_MAX))
		t->failed = true;
}

void fact_place(struct fact *f, const struct irr_place *place)
{
	f->source = place->source;
	f->mnt_by = place->mnt_by;
	f->file = place->file;
	f->line = place->line;
}

void facts_told_release(struct facts_told *t)
{
	vec_free(&t->facts);
	vec_free(&t->changes);
	arena_release(&t->text);
	*t = (struct facts_told){0};
}
