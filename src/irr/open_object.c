#include "irr/open_object.h"

#include <string.h>

#include "irr/collect.h"
#include "irr/value.h"

/*
 * How this works: attributes that are judged at the end of the object wait as text, put together of all their
 * lines. Members go straight to their array, so that a set of many megabytes is never held as text, and so does
 * policy; where they began there is kept, to take them back when the object turns out to be unusable.
 */
enum { LIST_MAX = 1 << 14 };

static void begin(struct open_object *o, const struct facts *f, const struct rpsl_event *ev)
{
	o->class = ev->class;
	o->line = (uint32_t)ev->number;
	o->first_member = f->members.n;
	o->policy = f->policy.n;
	o->key.n = o->origin.n = o->source.n = 0;
	o->key.given = o->origin.given = o->source.given = false;
	o->key.again = o->origin.again = o->source.again = false;
	o->mnt_by.s.n = o->mbrs_by_ref.s.n = o->member_of.n = 0;
}

const char *open_object_class(enum rpsl_class class)
{
	static const char *const names[] = {
		[RPSL_ROUTE] = "route",   [RPSL_ROUTE6] = "route6",       [RPSL_AS_SET] = "as-set",
		[RPSL_AUT_NUM] = "aut-num", [RPSL_ROUTE_SET] = "route-set",
	};

	return names[class];
}

/* A second attribute of the name is damage: nobody can tell which one is meant. */
static int repeated(struct facts *f, const struct rpsl_event *ev, const char *s, size_t n)
{
	const char *name = ev->attribute == RPSL_ORIGIN   ? "origin"
			   : ev->attribute == RPSL_SOURCE ? "source"
							  : open_object_class(ev->class);

	return facts_damage_found(f, ev->number, 1, name, "expected one in an object", s, n);
}

static int add_single(struct facts *f, struct open_text *v, const struct rpsl_event *ev)
{
	const char *s = ev->line + ev->value;
	size_t n = rpsl_text_length(s, ev->len - ev->value), blanks = 0;

	while (blanks < n && (s[blanks] == ' ' || s[blanks] == '\t'))
		blanks++;
	if (ev->first && v->given) {
		v->again = true;
		return repeated(f, ev, s + blanks, n - blanks);
	}
	if (v->again)
		return 0;
	v->given = true;
	if (n == blanks)
		return 0;
	if (!v->n) {
		v->line = (uint32_t)ev->number;
		v->col = (uint32_t)(ev->value + blanks + 1);
	} else if (v->n < OPEN_TEXT) {
		v->s[v->n++] = ' ';
	}
	n -= blanks;
	if (n > OPEN_TEXT - v->n) {
		n = OPEN_TEXT - v->n;
		v->again = true; /* no value is so long: what was kept may not count alone */
	}
	memcpy(v->s + v->n, s + blanks, n);
	v->n += n;
	return 0;
}

static int add_name(struct open_names *names, const struct rpsl_word *w)
{
	size_t had = names->s.n;
	int rc = vec_reserve(&names->s, had + w->n + 1, LIST_MAX);

	if (rc)
		return rc;
	if (had)
		names->s.v[had++] = ' ';
	for (size_t i = 0; i < w->n; i++)
		names->s.v[had++] = rpsl_upper(w->s[i]);
	names->s.n = had;
	return 0;
}

/* A set that lost one of its maintainers may have lost members. */
static int too_many_names(struct facts *f, const struct rpsl_event *ev, size_t col)
{
	static const char expected[] = "expected at most 16 kB of maintainers";
	int rc = facts_damage(f, ev->number, col, "%s: %s", open_object_class(ev->class), expected);

	if (rc || ev->attribute != RPSL_MBRS_BY_REF)
		return rc;
	return members_add_damaged(f, ev->number, "", 0, expected);
}

static int add_names(struct facts *f, struct open_names *names, const struct rpsl_event *ev)
{
	struct rpsl_words words;
	struct rpsl_word w;

	rpsl_words_start(&words, ev->line, ev->len, ev->value);
	while (rpsl_words_next(&words, &w)) {
		int rc = add_name(names, &w);

		if (rc == WEIR_ELIMIT)
			return too_many_names(f, ev, w.col);
		if (rc)
			return rc;
	}
	return 0;
}

static int add_member_of(struct open_object *o, struct facts *f, const struct rpsl_event *ev)
{
	struct rpsl_words words;
	struct rpsl_word w;

	rpsl_words_start(&words, ev->line, ev->len, ev->value);
	while (rpsl_words_next(&words, &w)) {
		uint32_t id;
		int rc;

		if (!rpsl_is_name(w.s, w.n)) {
			rc = facts_damage_found(f, ev->number, w.col, "member-of",
					  "expected the name of a set", w.s, w.n);
		} else {
			rc = facts_intern_upper(f, w.s, w.n, &id);
			if (!rc)
				rc = vec_push(&o->member_of, id, FACTS_MAX);
		}
		if (rc)
			return rc;
	}
	return 0;
}

static int add_policy(struct facts *f, const struct rpsl_event *ev)
{
	int rc = vec_reserve(&f->policy, f->policy.n + ev->len + 2, (size_t)FACTS_MAX * 8);

	if (rc)
		return rc;
	memcpy(f->policy.v + f->policy.n, ev->line, ev->len);
	f->policy.n += ev->len;
	f->policy.v[f->policy.n++] = '\n';
	return 0;
}

int open_object_add(struct open_object *o, struct facts *f, const struct rpsl_event *ev)
{
	if (ev->first && ev->attribute == RPSL_KEY)
		begin(o, f, ev);
	o->last_line = (uint32_t)ev->number;
	o->last_is_source = ev->attribute == RPSL_SOURCE;
	switch (ev->attribute) {
	case RPSL_KEY:
		return add_single(f, &o->key, ev);
	case RPSL_ORIGIN:
		return add_single(f, &o->origin, ev);
	case RPSL_SOURCE:
		return add_single(f, &o->source, ev);
	case RPSL_MEMBERS:
		return members_add(f, ev);
	case RPSL_MBRS_BY_REF:
		return add_names(f, &o->mbrs_by_ref, ev);
	case RPSL_MNT_BY:
		return add_names(f, &o->mnt_by, ev);
	case RPSL_MEMBER_OF:
		return add_member_of(o, f, ev);
	case RPSL_POLICY:
		return add_policy(f, ev);
	case RPSL_UNKEPT:
		break;
	}
	return 0;
}

int open_object_stray(struct facts *f, const struct rpsl_event *ev)
{
	static const char expected[] = "expected an attribute or its continuation";
	int rc;

	if (ev->class == RPSL_ALIEN)
		return facts_damage_found(f, ev->number, 1, "object",
				    "expected a class such as route or as-set", ev->line, ev->len);
	rc = facts_damage_found(f, ev->number, 1, open_object_class(ev->class), expected, ev->line,
				ev->len);
	if (rc || (ev->class != RPSL_AS_SET && ev->class != RPSL_ROUTE_SET))
		return rc;
	return members_add_damaged(f, ev->number, ev->line, ev->len, expected);
}

void open_text_trim(struct open_text *v)
{
	while (v->n && memchr(" \t,;", v->s[v->n - 1], 4))
		v->n--;
}

void open_text_close_slash(struct open_text *v)
{
	char *slash = memchr(v->s, '/', v->n), *end = v->s + v->n, *to, *from;

	if (!slash)
		return;
	for (to = slash; to > v->s && (to[-1] == ' ' || to[-1] == '\t');)
		to--;
	for (from = slash + 1; from < end && (*from == ' ' || *from == '\t');)
		from++;
	*to++ = '/';
	memmove(to, from, (size_t)(end - from));
	v->n = (size_t)(to - v->s) + (size_t)(end - from);
}

void open_object_release(struct open_object *o)
{
	vec_free(&o->mnt_by.s);
	vec_free(&o->mbrs_by_ref.s);
	vec_free(&o->member_of);
}
