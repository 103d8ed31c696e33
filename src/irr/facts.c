#include "irr/facts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "irr/collect.h"
#include "irr/value.h"

int facts_intern(struct facts *f, const char *s, size_t n, uint32_t *id)
{
	return strmap_put(&f->strings, s, n, id);
}

int facts_intern_upper(struct facts *f, const char *s, size_t n, uint32_t *id)
{
	char folded[RPSL_NAME_MAX + 1];

	return facts_intern(f, folded, rpsl_fold(s, n, folded), id);
}

int facts_intern_shown(struct facts *f, const char *s, size_t n, uint32_t *id)
{
	char shown[ERR_SHOWN];

	err_shown(s, n, shown);
	return facts_intern(f, shown, strlen(shown), id);
}

int facts_damage(struct facts *f, size_t line, size_t col, const char *fmt, ...)
{
	struct fact_note note = {.line = (uint32_t)line, .col = (uint32_t)col};
	char text[256];
	va_list ap;

	if (f->damage++ >= FACTS_NOTES)
		return 0;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (facts_intern(f, text, strlen(text), &note.text))
		return WEIR_ENOMEM;
	return vec_push(&f->notes, note, FACTS_NOTES);
}

int facts_damage_found(struct facts *f, size_t line, size_t col, const char *subject,
			const char *expected, const char *s, size_t n)
{
	char shown[ERR_SHOWN];

	return facts_damage(f, line, col, "%s: %s, found '%s'", subject, expected, err_shown(s, n, shown));
}

/* By name, class and source, then in order of appearance. */
static int cmp_same_set(const void *x, const void *y)
{
	const struct fact_set *a = x, *b = y;

	if (a->name != b->name)
		return a->name < b->name ? -1 : 1;
	if (a->is_route_set != b->is_route_set)
		return a->is_route_set - b->is_route_set;
	if (a->source != b->source)
		return a->source - b->source;
	return (a->line > b->line) - (a->line < b->line);
}

static bool is_same_set(const struct fact_set *a, const struct fact_set *b)
{
	return a->name == b->name && a->is_route_set == b->is_route_set && a->source == b->source;
}

static int note_repeated(struct facts *f, const struct fact_set *set)
{
	return facts_damage(f, set->line, 0,
			    "%s: expected one object of the name in its source, found another "
			    "'%.60s'; the first counts",
			    set->is_route_set ? "route-set" : "as-set",
			    strmap_name(&f->strings, set->name));
}

int facts_keep_first_sets(struct facts *f)
{
	size_t kept = 0;

	if (!f->sets.n)
		return 0;
	qsort(f->sets.v, f->sets.n, sizeof *f->sets.v, cmp_same_set);
	for (size_t i = 1; i < f->sets.n; i++) {
		int rc = 0;

		if (is_same_set(&f->sets.v[kept], &f->sets.v[i])) {
			f->dropped++;
			rc = note_repeated(f, &f->sets.v[i]);
		} else {
			f->sets.v[++kept] = f->sets.v[i];
		}
		if (rc)
			return rc;
	}
	f->sets.n = kept + 1;
	return 0;
}

void facts_release(struct facts *f)
{
	strmap_release(&f->strings);
	vec_free(&f->sources);
	vec_free(&f->routes4);
	vec_free(&f->routes6);
	vec_free(&f->bad_routes);
	vec_free(&f->sets);
	vec_free(&f->members);
	vec_free(&f->refs);
	vec_free(&f->aut_nums);
	vec_free(&f->policy);
	vec_free(&f->notes);
}
