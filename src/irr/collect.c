#include <string.h>

#include "irr/collect.h"
#include "irr/value.h"

/*
 * How this works: events of the reader fill one struct object; at its end the
 * object is judged and becomes facts. Members go straight to their array, so
 * that a set of many megabytes is never held as text, and are taken back when
 * the set turns out to be unusable.
 *
 * Whatever could make a list shorter than its registry meant becomes a fact
 * too: a damaged member, a route without a readable prefix, a set cut off by
 * the end of the dump. The expansion shows those to whoever asks for the set.
 */
enum { TEXT_MAX = 320, LIST_MAX = 1 << 14 };

/* An attribute with one value, over all its lines. */
struct single {
	char s[TEXT_MAX];
	size_t n;
	uint32_t line, col;
	bool given, again;
};

/* Maintainers, in upper case, one blank between. */
struct names {
	VEC(char) s;
};

struct object {
	enum rpsl_class class;
	uint32_t line, last_line;
	size_t first_member, first_ref, policy;
	struct single key, origin, source;
	struct names mnt_by, mbrs_by_ref;
	VEC(uint32_t) member_of;
	bool last_is_source;
};

struct collector {
	struct facts *f;
	struct object o;
	struct single last_source; /* as written, and its number */
	uint16_t last_source_id;
};

static void begin(struct collector *c, const struct rpsl_event *ev)
{
	struct object *o = &c->o;

	o->class = ev->class;
	o->line = (uint32_t)ev->number;
	o->first_member = c->f->members.n;
	o->policy = c->f->policy.n;
	o->key.n = o->origin.n = o->source.n = 0;
	o->key.given = o->origin.given = o->source.given = false;
	o->key.again = o->origin.again = o->source.again = false;
	o->mnt_by.s.n = o->mbrs_by_ref.s.n = o->member_of.n = 0;
}

static const char *class_name(enum rpsl_class class)
{
	static const char *const names[] = {
		[RPSL_ROUTE] = "route",   [RPSL_ROUTE6] = "route6",       [RPSL_AS_SET] = "as-set",
		[RPSL_AUT_NUM] = "aut-num", [RPSL_ROUTE_SET] = "route-set",
	};

	return names[class];
}

/* A second attribute of the name is damage: nobody can tell which one is meant. */
static int repeated(struct collector *c, const struct rpsl_event *ev, const char *s, size_t n)
{
	const char *name = ev->attribute == RPSL_ORIGIN   ? "origin"
			   : ev->attribute == RPSL_SOURCE ? "source"
							  : class_name(ev->class);

	return facts_damage_found(c->f, ev->number, 1, name, "expected one in an object", s, n);
}

static int add_single(struct collector *c, struct single *v, const struct rpsl_event *ev)
{
	const char *s = ev->line + ev->value;
	size_t n = rpsl_text_length(s, ev->len - ev->value), blanks = 0;

	while (blanks < n && (s[blanks] == ' ' || s[blanks] == '\t'))
		blanks++;
	if (ev->first && v->given) {
		v->again = true;
		return repeated(c, ev, s + blanks, n - blanks);
	}
	if (v->again)
		return 0;
	v->given = true;
	if (n == blanks)
		return 0;
	if (!v->n) {
		v->line = (uint32_t)ev->number;
		v->col = (uint32_t)(ev->value + blanks + 1);
	} else if (v->n < TEXT_MAX) {
		v->s[v->n++] = ' ';
	}
	n -= blanks;
	if (n > TEXT_MAX - v->n) {
		n = TEXT_MAX - v->n;
		v->again = true; /* no value is so long: what was kept may not count alone */
	}
	memcpy(v->s + v->n, s + blanks, n);
	v->n += n;
	return 0;
}

static int add_name(struct names *names, const struct rpsl_word *w)
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
static int too_many_names(struct collector *c, const struct rpsl_event *ev, size_t col)
{
	static const char expected[] = "expected at most 16 kB of maintainers";
	int rc = facts_damage(c->f, ev->number, col, "%s: %s", class_name(ev->class), expected);

	if (rc || ev->attribute != RPSL_MBRS_BY_REF)
		return rc;
	return members_add_damaged(c->f, ev->number, "", 0, expected);
}

static int add_names(struct collector *c, struct names *names, const struct rpsl_event *ev)
{
	struct rpsl_words words;
	struct rpsl_word w;

	rpsl_words_start(&words, ev->line, ev->len, ev->value);
	while (rpsl_words_next(&words, &w)) {
		int rc = add_name(names, &w);

		if (rc == WEIR_ELIMIT)
			return too_many_names(c, ev, w.col);
		if (rc)
			return rc;
	}
	return 0;
}

static int add_member_of(struct collector *c, const struct rpsl_event *ev)
{
	struct rpsl_words words;
	struct rpsl_word w;

	rpsl_words_start(&words, ev->line, ev->len, ev->value);
	while (rpsl_words_next(&words, &w)) {
		uint32_t id;
		int rc;

		if (!rpsl_is_name(w.s, w.n)) {
			rc = facts_damage_found(c->f, ev->number, w.col, "member-of",
					  "expected the name of a set", w.s, w.n);
		} else {
			rc = facts_intern_upper(c->f, w.s, w.n, &id);
			if (!rc)
				rc = vec_push(&c->o.member_of, id, FACTS_MAX);
		}
		if (rc)
			return rc;
	}
	return 0;
}

static int add_policy(struct collector *c, const struct rpsl_event *ev)
{
	struct facts *f = c->f;
	int rc = vec_reserve(&f->policy, f->policy.n + ev->len + 2, (size_t)FACTS_MAX * 8);

	if (rc)
		return rc;
	memcpy(f->policy.v + f->policy.n, ev->line, ev->len);
	f->policy.n += ev->len;
	f->policy.v[f->policy.n++] = '\n';
	return 0;
}

static int add_text(struct collector *c, const struct rpsl_event *ev)
{
	struct object *o = &c->o;

	if (ev->first && ev->attribute == RPSL_KEY)
		begin(c, ev);
	o->last_line = (uint32_t)ev->number;
	o->last_is_source = ev->attribute == RPSL_SOURCE;
	switch (ev->attribute) {
	case RPSL_KEY:
		return add_single(c, &o->key, ev);
	case RPSL_ORIGIN:
		return add_single(c, &o->origin, ev);
	case RPSL_SOURCE:
		return add_single(c, &o->source, ev);
	case RPSL_MEMBERS:
		return members_add(c->f, ev);
	case RPSL_MBRS_BY_REF:
		return add_names(c, &o->mbrs_by_ref, ev);
	case RPSL_MNT_BY:
		return add_names(c, &o->mnt_by, ev);
	case RPSL_MEMBER_OF:
		return add_member_of(c, ev);
	case RPSL_POLICY:
		return add_policy(c, ev);
	case RPSL_UNKEPT:
		break;
	}
	return 0;
}

/* The line may have been a member's, so a set shows it. */
static int add_stray(struct collector *c, const struct rpsl_event *ev)
{
	static const char expected[] = "expected an attribute or its continuation";
	int rc;

	if (ev->class == RPSL_ALIEN)
		return facts_damage_found(c->f, ev->number, 1, "object",
				    "expected a class such as route or as-set", ev->line, ev->len);
	rc = facts_damage_found(c->f, ev->number, 1, class_name(ev->class), expected, ev->line,
				ev->len);
	if (rc || (ev->class != RPSL_AS_SET && ev->class != RPSL_ROUTE_SET))
		return rc;
	return members_add_damaged(c->f, ev->number, ev->line, ev->len, expected);
}

/* `AS64500,` and `AS64500 ;` are met in origins and sources. */
static void trim(struct single *v)
{
	while (v->n && memchr(" \t,;", v->s[v->n - 1], 4))
		v->n--;
}

/* Take blanks out that stand around the slash of a prefix. */
static void close_slash(struct single *v)
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

/* Most objects have the source of the one before. */
static bool is_last_source(const struct collector *c, const struct single *v)
{
	return c->f->sources.n && v->n == c->last_source.n &&
	       !memcmp(v->s, c->last_source.s, v->n);
}

static int find_source(struct collector *c, const struct single *v, uint16_t *source)
{
	struct facts *f = c->f;
	uint32_t name;
	size_t i = 0;

	if (is_last_source(c, v)) {
		*source = c->last_source_id;
		return 0;
	}
	if (facts_intern_upper(f, v->s, v->n, &name))
		return WEIR_ENOMEM;
	while (i < f->sources.n && f->sources.v[i] != name)
		i++;
	if (i == f->sources.n) {
		int rc = vec_push(&f->sources, name, FACTS_SOURCES);

		if (rc)
			return rc;
	}
	*source = c->last_source_id = (uint16_t)i;
	c->last_source = *v;
	return 0;
}

/* What every kept object has. */
struct common {
	uint32_t mnt_by;
	uint16_t source;
};

static int intern_names(struct facts *f, const struct names *names, uint32_t *id)
{
	return facts_intern(f, names->s.n ? names->s.v : "", names->s.n, id);
}

static int finish_common(struct collector *c, struct common *common)
{
	struct object *o = &c->o;

	trim(&o->source);
	if (intern_names(c->f, &o->mnt_by, &common->mnt_by))
		return WEIR_ENOMEM;
	return find_source(c, &o->source, &common->source);
}

static int drop(struct collector *c, const struct single *v, const char *expected)
{
	c->f->dropped++;
	return facts_damage_found(c->f, v->n ? v->line : c->o.line, v->n ? v->col : 0,
			    class_name(c->o.class), expected, v->s, v->n);
}

static int add_bad_route(struct collector *c, uint32_t origin, const struct common *common,
			 const char *expected)
{
	struct object *o = &c->o;
	struct fact_bad_route bad = {.origin = origin, .line = o->line, .source = common->source};

	if (facts_intern_shown(c->f, o->key.s, o->key.n, &bad.name) ||
	    facts_intern(c->f, expected, strlen(expected), &bad.why))
		return WEIR_ENOMEM;
	return vec_push(&c->f->bad_routes, bad, FACTS_MAX);
}

static int add_refs(struct collector *c, struct fact_ref ref)
{
	for (size_t i = 0; i < c->o.member_of.n; i++) {
		int rc;

		ref.set = c->o.member_of.v[i];
		rc = vec_push(&c->f->refs, ref, FACTS_MAX);
		if (rc)
			return rc;
	}
	return 0;
}

static const char *read_key(struct object *o, struct prefix *p)
{
	const char *expected;

	trim(&o->key);
	close_slash(&o->key);
	if (o->key.again)
		return "expected one key";
	expected = rpsl_prefix_parse(o->key.s, o->key.n, p);
	if (expected)
		return expected;
	if (o->class == RPSL_ROUTE)
		return p->family == IPV4 ? NULL : "expected an IPv4 prefix";
	return p->family == IPV6 ? NULL : "expected an IPv6 prefix";
}

static int finish_route(struct collector *c, const struct common *common)
{
	struct object *o = &c->o;
	struct fact_route r = {.line = o->line, .mnt_by = common->mnt_by, .source = common->source};
	struct prefix p;
	const char *expected;
	int rc;

	trim(&o->origin);
	if (o->origin.again || !rpsl_asn_parse(o->origin.s, o->origin.n, &r.origin))
		return drop(c, &o->origin, "expected one origin such as AS64500");
	expected = read_key(o, &p);
	if (expected) {
		rc = drop(c, &o->key, expected);
		return rc ? rc : add_bad_route(c, r.origin, common, expected);
	}
	r.hi = p.hi;
	r.lo = p.lo;
	r.family = p.family;
	r.len = p.len;
	rc = p.family == IPV4 ? vec_push(&c->f->routes4, r, FACTS_MAX)
			      : vec_push(&c->f->routes6, r, FACTS_MAX);
	if (rc || !o->member_of.n)
		return rc;
	return add_refs(c, (struct fact_ref){.hi = p.hi, .lo = p.lo, .family = p.family,
					     .len = p.len, .asn = r.origin, .line = o->line,
					     .mnt_by = common->mnt_by, .source = common->source});
}

static bool is_set_name(const char *s, size_t n)
{
	uint32_t asn;

	return rpsl_is_name(s, n) && !rpsl_asn_parse(s, n, &asn) && !rpsl_is_endless(s, n);
}

static int finish_set(struct collector *c, const struct common *common)
{
	struct object *o = &c->o;
	struct fact_set set = {.first = (uint32_t)o->first_member,
			       .members = (uint32_t)(c->f->members.n - o->first_member),
			       .mnt_by = common->mnt_by,
			       .line = o->line,
			       .source = common->source,
			       .is_route_set = o->class == RPSL_ROUTE_SET};

	trim(&o->key);
	if (o->key.again || !is_set_name(o->key.s, o->key.n)) {
		c->f->members.n = o->first_member;
		return drop(c, &o->key, "expected the name of a set");
	}
	if (facts_intern_upper(c->f, o->key.s, o->key.n, &set.name) ||
	    intern_names(c->f, &o->mbrs_by_ref, &set.mbrs_by_ref))
		return WEIR_ENOMEM;
	return vec_push(&c->f->sets, set, FACTS_MAX);
}

static int finish_aut_num(struct collector *c, const struct common *common)
{
	struct object *o = &c->o;
	struct fact_aut_num a = {.policy = o->policy, .mnt_by = common->mnt_by, .line = o->line,
				 .source = common->source};
	int rc;

	trim(&o->key);
	if (o->key.again || !rpsl_asn_parse(o->key.s, o->key.n, &a.asn)) {
		c->f->policy.n = o->policy;
		return drop(c, &o->key, "expected an AS number such as AS64500");
	}
	rc = vec_push(&c->f->policy, '\0', (size_t)FACTS_MAX * 8);
	if (!rc)
		rc = vec_push(&c->f->aut_nums, a, FACTS_MAX);
	if (rc)
		return rc;
	return add_refs(c, (struct fact_ref){.asn = a.asn, .line = o->line,
					     .mnt_by = common->mnt_by, .source = common->source});
}

static bool knows_source(const struct facts *f, const char *s, size_t n)
{
	char folded[RPSL_NAME_MAX + 1];
	uint32_t id = strmap_find(&f->strings, folded, rpsl_fold(s, n, folded));

	for (size_t i = 0; i < f->sources.n; i++)
		if (f->sources.v[i] == id)
			return true;
	return false;
}

/*
 * Whether the end of the dump fell into the object: it names no source where those
 * before it did, or its last line has no line end and may go on.
 */
static bool is_cut(const struct collector *c, const struct rpsl_event *ev)
{
	const struct object *o = &c->o;
	bool named = c->f->sources.n > 1 || (c->f->sources.n && c->f->sources.v[0]);

	if (!ev->at_end)
		return false;
	if (o->source.given && o->source.n)
		return ev->unterminated && named && o->last_is_source &&
		       !knows_source(c->f, o->source.s, o->source.n);
	return named || ev->unterminated;
}

/* The same of an object or a text that is not kept, whose source nobody read. */
static bool is_unkept_cut(const struct collector *c, const struct rpsl_event *ev)
{
	bool named = c->f->sources.n > 1 || (c->f->sources.n && c->f->sources.v[0]);

	if (!ev->at_end)
		return false;
	if (ev->class == RPSL_OTHER && named && !ev->has_source)
		return true;
	if (!ev->unterminated)
		return false;
	return !ev->last_is_source || (named && !knows_source(c->f, ev->source, ev->source_len));
}

static const char cut_text[] = "expected the rest of the object, found the end of the dump";

static int finish_unkept(struct collector *c, const struct rpsl_event *ev)
{
	if (ev->class == RPSL_OTHER)
		c->f->others++;
	else if (ev->class == RPSL_DELETED)
		c->f->deleted++;
	if (!is_unkept_cut(c, ev))
		return 0;
	c->f->cut = (uint32_t)ev->number;
	return facts_damage(c->f, ev->number, 0, "%s", cut_text);
}

static int finish(struct collector *c, const struct rpsl_event *ev)
{
	struct object *o = &c->o;
	struct common common;
	int rc = 0;

	if (is_cut(c, ev)) {
		c->f->cut = o->last_line;
		rc = facts_damage(c->f, o->last_line, 0, "%s: %s", class_name(o->class), cut_text);
		if (o->class == RPSL_ROUTE || o->class == RPSL_ROUTE6) {
			c->f->dropped++;
			return rc;
		}
		if (!rc && o->class != RPSL_AUT_NUM)
			rc = members_add_damaged(c->f, o->last_line, "", 0, cut_text);
	}
	if (!rc)
		rc = finish_common(c, &common);
	if (rc)
		return rc;
	if (o->class == RPSL_AUT_NUM)
		return finish_aut_num(c, &common);
	if (o->class == RPSL_AS_SET || o->class == RPSL_ROUTE_SET)
		return finish_set(c, &common);
	return finish_route(c, &common);
}

static int collect(struct collector *c, const struct rpsl_event *ev)
{
	switch (ev->kind) {
	case RPSL_TEXT:
		return add_text(c, ev);
	case RPSL_STRAY:
		return add_stray(c, ev);
	case RPSL_END:
		break;
	}
	if (ev->class == RPSL_OTHER || ev->class == RPSL_DELETED || ev->class == RPSL_ALIEN)
		return finish_unkept(c, ev);
	return finish(c, ev);
}

static int collect_all(struct collector *c, struct input *in, struct err *e)
{
	struct rpsl_reader reader;
	struct rpsl_event ev;
	int rc;

	rpsl_start(&reader, in);
	while ((rc = rpsl_next(&reader, &ev, e)) > 0) {
		rc = collect(c, &ev);
		if (rc)
			return err_at(e, rc, input_name(in), ev.number, 0,
				      rc == WEIR_ELIMIT ? "expected fewer records in one dump"
							: "out of memory");
	}
	return rc;
}

int facts_read(struct facts *f, struct input *in, struct err *e)
{
	struct collector c = {.f = f};
	struct err why = {0};
	uint32_t empty;
	int rc;

	*f = (struct facts){0};
	rc = facts_intern(f, "", 0, &empty);
	if (!rc)
		rc = collect_all(&c, in, &why);
	if (!rc)
		rc = facts_keep_first_sets(f);
	if (rc && !why.code)
		err_at(&why, rc, input_name(in), 0, 0, "out of memory");
	if (rc && e)
		*e = why;
	vec_free(&c.o.mnt_by.s);
	vec_free(&c.o.mbrs_by_ref.s);
	vec_free(&c.o.member_of);
	return rc;
}
