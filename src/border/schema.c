#include "border/schema.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/control.h"
#include "base/nearest.h"

enum { FIELDS_MAX = 32, FOUND_MAX = 60 };

void schema_error(struct reader *r, const struct yaml_value *v, const char *fmt, ...)
{
	char msg[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(msg, sizeof msg, fmt, ap);
	va_end(ap);
	report_note(r->errors, r->border->path, v->line, v->col, "%s", msg);
}

/* What stands there, in words. */
static void describe(const struct yaml_value *v, char *to, size_t size)
{
	if (v->kind != YAML_TEXT)
		snprintf(to, size, "%s%s", v->members ? "" : "an empty ",
			 yaml_kind_text(v->kind) + (v->members ? 0 : 2));
	else if (!v->len)
		snprintf(to, size, "nothing");
	else
		snprintf(to, size, "'%.*s'%s", FOUND_MAX, v->text, v->len > FOUND_MAX ? "…" : "");
}

void schema_expected(struct reader *r, const struct yaml_value *v, const char *expected)
{
	char found[FOUND_MAX + 16];

	describe(v, found, sizeof found);
	if (v->key)
		schema_error(r, v, "%s: expected %s, found %s", v->key->text, expected, found);
	else
		schema_error(r, v, "expected %s, found %s", expected, found);
}

bool schema_is_text(struct reader *r, const struct yaml_value *v, const char *expected)
{
	bool text = v->kind == YAML_TEXT && v->len;

	if (text && !control_is_in(v->text, v->len))
		return true;
	schema_expected(r, v, text ? "a text of one line, without control characters" : expected);
	return false;
}

void schema_idle(struct reader *r, const struct yaml_value *v, const char *key)
{
	report_note(&r->border->idle, r->border->path, v->line, v->col,
		    "'%s' is read and has no effect in this version", key);
}

void schema_grown(struct reader *r, const struct yaml_value *v, int rc)
{
	if (rc == WEIR_ENOMEM)
		r->out_of_memory = true;
	else if (rc)
		schema_error(r, v, "more entries than a border file may have");
}

void schema_each(struct reader *r, const struct yaml_value *v, void *at,
		 void (*each)(struct reader *r, const struct yaml_value *v, void *at))
{
	if (v->kind != YAML_LIST) {
		each(r, v, at);
		return;
	}
	for (const struct yaml_value *m = v->first; m; m = m->next)
		each(r, m, at);
}

void schema_list(struct reader *r, const struct yaml_value *v, void *at,
		 void (*each)(struct reader *r, const struct yaml_value *v, void *at))
{
	if (v->kind == YAML_LIST)
		schema_each(r, v, at, each);
	else
		schema_expected(r, v, "a list");
}

static const struct field *find_field(const struct schema *s, const char *key)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->fields[i].key, key))
			return &s->fields[i];
	return NULL;
}

static void unknown_key(struct reader *r, const struct schema *s, const struct yaml_value *key)
{
	struct nearest near;

	nearest_start(&near, key->text, key->len);
	for (size_t i = 0; i < s->n; i++)
		nearest_try(&near, s->fields[i].key);
	if (near.best)
		schema_error(r, key, "unknown key '%.*s' of %s; did you mean '%s'?", FOUND_MAX,
			     key->text, s->what, near.best);
	else
		schema_error(r, key, "unknown key '%.*s' of %s", FOUND_MAX, key->text, s->what);
}

static void read_member(struct reader *r, const struct schema *s, const struct yaml_value *v,
			const struct yaml_value *seen[FIELDS_MAX], void *into)
{
	const struct field *f = find_field(s, v->key->text);
	size_t i = f ? (size_t)(f - s->fields) : 0;

	if (!f) {
		unknown_key(r, s, v->key);
		return;
	}
	if (seen[i]) {
		schema_error(r, v->key, "key '%s' is given twice, first on line %u", f->key,
			     seen[i]->line);
		return;
	}
	seen[i] = v->key;
	if (f->manner == IDLE)
		schema_idle(r, v->key, f->key);
	f->read(r, v, (char *)into + f->offset);
}

void schema_read(struct reader *r, const struct schema *s, const struct yaml_value *v, void *into)
{
	const struct yaml_value *seen[FIELDS_MAX] = {0};

	if (v->kind != YAML_MAP) {
		schema_expected(r, v, "a map");
		return;
	}
	for (const struct yaml_value *m = v->first; m; m = m->next)
		read_member(r, s, m, seen, into);
	for (size_t i = 0; i < s->n; i++)
		if (s->fields[i].manner == REQUIRED && !seen[i])
			schema_error(r, v, "%s: expected a key '%s', found none", s->what,
				     s->fields[i].key);
}
