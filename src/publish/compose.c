#include "publish/compose.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "irr/object_text.h"

enum { ATTRIBUTES_MAX = 1 << 20, OBJECTS_MAX = 1 << 20, VALUE_MAX = 1 << 20 };

static struct publish_object *latest(struct composing *c)
{
	return c->o->list.n ? &c->o->list.v[c->o->list.n - 1] : NULL;
}

static const char *copy(struct composing *c, const char *s, size_t n)
{
	char *made = arena_strndup(&c->o->memory, s, n);

	if (!made && !c->o->rc)
		c->o->rc = err_set(c->e, WEIR_ENOMEM, "out of memory");
	return made;
}

static void push(struct composing *c, const char *name, const char *value, bool ours)
{
	struct object_attribute a = {name, value, ours};

	if (!c->o->rc)
		c->o->rc = vec_push(&latest(c)->attributes, a, ATTRIBUTES_MAX);
}

static void start(struct composing *c, enum rpsl_class class, bool registered)
{
	if (!c->o->rc)
		c->o->rc = vec_push(&c->o->list,
				    ((struct publish_object){.class = class, .registered = registered}),
				    OBJECTS_MAX);
}

void compose_start(struct composing *c, enum rpsl_class class, const char *key)
{
	static const char *const names[] = {[RPSL_ROUTE] = "route",
					    [RPSL_ROUTE6] = "route6",
					    [RPSL_AS_SET] = "as-set",
					    [RPSL_AUT_NUM] = "aut-num"};

	start(c, class, false);
	compose_add(c, names[class], "%s", key);
}

void compose_add(struct composing *c, const char *name, const char *fmt, ...)
{
	struct out o;
	char text[1024];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof text) {
		push(c, name, copy(c, text, (size_t)n), true);
		return;
	}
	out_mem(&o, VALUE_MAX);
	va_start(ap, fmt);
	if (out_room(&o, (size_t)n + 1))
		vsnprintf(o.s, (size_t)n + 1, fmt, ap);
	va_end(ap);
	push(c, name, o.status ? copy(c, "", 0) : copy(c, o.s, (size_t)n), true);
	if (o.status && !c->o->rc)
		c->o->rc = err_set(c->e, o.status, "a value too large to write");
	out_release(&o);
}

void compose_descr(struct composing *c)
{
	const char *name = c->p->border->network.name.text;
	char line[256];
	size_t n = 0;

	if (!name)
		return;
	for (; *name && n + 1 < sizeof line; name++)
		line[n++] = (unsigned char)*name < ' ' ? ' ' : *name;
	line[n] = '\0';
	compose_add(c, "descr", "%s", line);
}

void compose_finish(struct composing *c)
{
	const char *at = c->mnt_by;

	if (c->o->rc)
		return;
	if (latest(c)->class == RPSL_AS_SET || latest(c)->class == RPSL_AUT_NUM) {
		if (c->values->admin_c)
			compose_add(c, "admin-c", "%s", c->values->admin_c);
		if (c->values->tech_c)
			compose_add(c, "tech-c", "%s", c->values->tech_c);
	}
	while (*at) {
		size_t n = strcspn(at, " ");

		compose_add(c, "mnt-by", "%.*s", (int)n, at);
		at += n + strspn(at + n, " ");
	}
	compose_add(c, "source", "%s", c->source);
}

static bool continues(char c)
{
	return c == ' ' || c == '\t' || c == '+';
}

/* What the registry writes by itself. */
static bool is_left_out(const char *name, size_t n)
{
	static const char *const names[] = {"created", "last-modified", "changed"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (n == strlen(names[i]) && !strncasecmp(name, names[i], n))
			return true;
	return false;
}

/* The length of the name that a line begins with; 0 where it is no attribute. *value is behind the colon. */
static size_t name_length(const char *s, const char *end, const char **value)
{
	const char *at = s;
	size_t n;

	while (at < end && ((*at | 0x20) >= 'a' ? (*at | 0x20) <= 'z' : (*at >= '0' && *at <= '9') || *at == '-'))
		at++;
	n = (size_t)(at - s);
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	if (at == end || *at != ':')
		return 0;
	for (at++; at < end && (*at == ' ' || *at == '\t'); at++)
		continue;
	*value = at;
	return n;
}

/* One attribute from a text: its lines up to the next that begins with a name. */
static const char *copy_attribute(struct composing *c, const char *s, const char *end)
{
	const char *stop = s, *value, *name;
	size_t n;

	do {
		const char *line = memchr(stop, '\n', (size_t)(end - stop));

		stop = line ? line + 1 : end;
	} while (stop < end && continues(*stop));
	n = name_length(s, stop, &value);
	if (!n || is_left_out(s, n))
		return stop;
	name = copy(c, s, n);
	push(c, name, copy(c, value, (size_t)(stop - value) - (stop > value && stop[-1] == '\n')), false);
	return stop;
}

void compose_copy_text(struct composing *c, enum rpsl_class class, const char *s, size_t n)
{
	const char *end = s + n;

	start(c, class, true);
	while (!c->o->rc && s < end)
		s = copy_attribute(c, s, end);
	if (!c->o->rc && !latest(c)->attributes.n)
		c->o->rc = err_set(c->e, WEIR_ESYNTAX, "expected an object, found none of its attributes");
}

void compose_copy(struct composing *c, enum rpsl_class class, const struct irr_place *place)
{
	struct out text;
	int rc = irr_object_text(place, &text, c->e);

	if (rc && !c->o->rc)
		c->o->rc = rc;
	if (!rc && !c->o->rc)
		compose_copy_text(c, class, text.s, text.n);
	out_release(&text);
}

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (!strcasecmp(name, *names))
			return true;
	return false;
}

/* Where the spliced attributes go: at the first of these names, behind the last, or behind the key. */
static size_t find_splice(const struct publish_object *o, size_t first, const char *const *names, bool replace)
{
	size_t at = 1;

	for (size_t i = 1; i < first; i++) {
		if (!is_one_of(o->attributes.v[i].name, names))
			continue;
		if (replace)
			return i;
		at = i + 1;
	}
	return at;
}

void compose_splice(struct composing *c, size_t first, const char *const *names, bool replace)
{
	struct publish_object *o = latest(c), made = {.class = o->class, .registered = o->registered};
	size_t at;
	int rc = 0;

	if (c->o->rc)
		return;
	at = find_splice(o, first, names, replace);
	for (size_t i = 0; i < first && !rc; i++) {
		const struct object_attribute *a = &o->attributes.v[i];

		for (size_t k = first; i == at && k < o->attributes.n && !rc; k++)
			rc = vec_push(&made.attributes, o->attributes.v[k], ATTRIBUTES_MAX);
		if (!rc && !(replace && i && is_one_of(a->name, names)))
			rc = vec_push(&made.attributes, *a, ATTRIBUTES_MAX);
	}
	for (size_t k = first; at >= first && k < o->attributes.n && !rc; k++)
		rc = vec_push(&made.attributes, o->attributes.v[k], ATTRIBUTES_MAX);
	vec_free(&o->attributes);
	*o = made;
	c->o->rc = rc;
}
