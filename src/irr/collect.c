#include <string.h>

#include "irr/collect.h"
#include "irr/open_object.h"
#include "irr/value.h"

/*
 * How this works: events of the reader fill one open object; at its end the object is judged and becomes facts.
 *
 * Whatever could make a list shorter than its registry meant becomes a fact
 * too: a damaged member, a route without a readable prefix, a set cut off by
 * the end of the dump. The expansion shows those to whoever asks for the set.
 */
struct collector {
	struct facts *f;
	struct open_object o;
	struct open_text last_source; /* as written, and its number */
	uint16_t last_source_id;
};

/* Most objects have the source of the one before. */
static bool is_last_source(const struct collector *c, const struct open_text *v)
{
	return c->f->sources.n && v->n == c->last_source.n &&
	       !memcmp(v->s, c->last_source.s, v->n);
}

static int find_source(struct collector *c, const struct open_text *v, uint16_t *source)
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

static int intern_names(struct facts *f, const struct open_names *names, uint32_t *id)
{
	return facts_intern(f, names->s.n ? names->s.v : "", names->s.n, id);
}

static int finish_common(struct collector *c, struct common *common)
{
	struct open_object *o = &c->o;

	open_text_trim(&o->source);
	if (intern_names(c->f, &o->mnt_by, &common->mnt_by))
		return WEIR_ENOMEM;
	return find_source(c, &o->source, &common->source);
}

static int drop(struct collector *c, const struct open_text *v, const char *expected)
{
	c->f->dropped++;
	return facts_damage_found(c->f, v->n ? v->line : c->o.line, v->n ? v->col : 0,
			    open_object_class(c->o.class), expected, v->s, v->n);
}

static int add_bad_route(struct collector *c, uint32_t origin, const struct common *common,
			 const char *expected)
{
	struct open_object *o = &c->o;
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

static const char *read_key(struct open_object *o, struct prefix *p)
{
	const char *expected;

	open_text_trim(&o->key);
	open_text_close_slash(&o->key);
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
	struct open_object *o = &c->o;
	struct fact_route r = {.line = o->line, .mnt_by = common->mnt_by, .source = common->source};
	struct prefix p;
	const char *expected;
	int rc;

	open_text_trim(&o->origin);
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
	struct open_object *o = &c->o;
	struct fact_set set = {.first = (uint32_t)o->first_member,
			       .members = (uint32_t)(c->f->members.n - o->first_member),
			       .mnt_by = common->mnt_by,
			       .line = o->line,
			       .source = common->source,
			       .is_route_set = o->class == RPSL_ROUTE_SET};

	open_text_trim(&o->key);
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
	struct open_object *o = &c->o;
	struct fact_aut_num a = {.policy = o->policy, .mnt_by = common->mnt_by, .line = o->line,
				 .source = common->source};
	int rc;

	open_text_trim(&o->key);
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
	const struct open_object *o = &c->o;
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
	struct open_object *o = &c->o;
	struct common common;
	int rc = 0;

	if (is_cut(c, ev)) {
		c->f->cut = o->last_line;
		rc = facts_damage(c->f, o->last_line, 0, "%s: %s", open_object_class(o->class), cut_text);
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
		return open_object_add(&c->o, c->f, ev);
	case RPSL_STRAY:
		return open_object_stray(c->f, ev);
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
	open_object_release(&c.o);
	return rc;
}
