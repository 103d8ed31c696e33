#include "rpki/rpki.h"

#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/err.h"

int rpki_source(struct rpki *r, const char *name)
{
	struct rpki_source s = {.name = strdup(name)};
	int rc = s.name ? vec_push(&r->sources, s, RPKI_SOURCES) : WEIR_ENOMEM;

	if (rc)
		free(s.name);
	return rc;
}

static uint8_t latest_source(const struct rpki *r)
{
	return (uint8_t)(r->sources.n - 1);
}

int rpki_add_vrp(struct rpki *r, const struct vrp *v)
{
	const uint8_t source = latest_source(r);
	int rc;

	if (v->prefix.family == IPV4) {
		struct vrp4 w = {prefix_ipv4_addr(&v->prefix), v->asn, v->line, v->prefix.len,
				 v->max_len, source, v->anchor};
		rc = vec_push(&r->v4, w, RPKI_VRPS);
	} else {
		struct vrp6 w = {v->prefix.hi, v->prefix.lo, v->asn, v->line, v->prefix.len,
				 v->max_len, source, v->anchor};
		rc = vec_push(&r->v6, w, RPKI_VRPS);
	}
	if (!rc)
		r->sources.v[source].vrps++;
	return rc;
}

int rpki_add_aspa(struct rpki *r, uint32_t customer, uint32_t provider, uint32_t line)
{
	struct aspa_pair p = {customer, provider, line, latest_source(r)};

	return vec_push(&r->pairs, p, RPKI_PROVIDERS);
}

int rpki_add_key(struct rpki *r, const struct router_key *k)
{
	struct router_key copy = *k;
	void *bytes = arena_alloc(&r->bytes, k->nspki);
	int rc;

	if (!bytes)
		return WEIR_ENOMEM;
	memcpy(bytes, k->spki, k->nspki);
	copy.spki = bytes;
	copy.source = latest_source(r);
	rc = vec_push(&r->keys, copy, RPKI_KEYS);
	if (!rc)
		r->sources.v[copy.source].keys++;
	return rc;
}

/* Where a name would be that was met lately: those of the five registries are in five places. */
static uint8_t *anchor_place(struct rpki *r, const char *s, size_t n)
{
	return &r->anchor_met[((unsigned char)s[0] + 2 * n) % RPKI_ANCHORS_MET];
}

static bool is_anchor(const struct rpki *r, uint8_t anchor, const char *s, size_t n)
{
	const struct strmap_key *k = anchor ? &r->anchors.keys.v[anchor - 1u] : NULL;

	return k && k->len == n && !memcmp(k->s, s, n);
}

/* The number of a name, or 0. */
static uint8_t number_anchor(struct rpki *r, const char *s, size_t n)
{
	uint32_t id = strmap_find(&r->anchors, s, n);

	if (id == STRMAP_NONE &&
	    (r->anchors.keys.n >= RPKI_ANCHORS || strmap_put(&r->anchors, s, n, &id)))
		return 0;
	return (uint8_t)(id + 1);
}

uint8_t rpki_anchor(struct rpki *r, const char *s, size_t n)
{
	uint8_t *met;

	if (!n || n > 255)
		return 0;
	met = anchor_place(r, s, n);
	if (!is_anchor(r, *met, s, n))
		*met = number_anchor(r, s, n);
	return *met;
}

const char *rpki_anchor_name(const struct rpki *r, uint8_t anchor)
{
	return anchor ? strmap_name(&r->anchors, anchor - 1u) : "";
}

static size_t family_count(const struct rpki *r, unsigned family)
{
	return family == IPV4 ? r->v4.n : r->v6.n;
}

static struct vrp family_vrp(const struct rpki *r, unsigned family, size_t i)
{
	return family == IPV4 ? rpki_unpack4(&r->v4.v[i]) : rpki_unpack6(&r->v6.v[i]);
}

static bool is_before4(const struct vrp4 *v, const struct prefix *p)
{
	return ((uint64_t)v->addr << 8 | v->len) < ((uint64_t)prefix_ipv4_addr(p) << 8 | p->len);
}

static bool is_before6(const struct vrp6 *v, const struct prefix *p)
{
	if (v->hi != p->hi)
		return v->hi < p->hi;
	return v->lo != p->lo ? v->lo < p->lo : v->len < p->len;
}

/* Whether the prefix of the i-th VRP of its family comes before `p`. */
static bool is_before(const struct rpki *r, const struct prefix *p, size_t i)
{
	return p->family == IPV4 ? is_before4(&r->v4.v[i], p) : is_before6(&r->v6.v[i], p);
}

/*
 * The first VRP of the prefix's family that is not before it; none from `hi` on is. It is sought downwards in
 * steps that double, from `step` on. O(log of how far).
 */
static size_t lower_bound(const struct rpki *r, const struct prefix *p, size_t hi, size_t step)
{
	size_t lo = 0;

	for (; step && step <= hi; step *= 2) {
		if (is_before(r, p, hi - step)) {
			lo = hi - step + 1;
			break;
		}
		hi -= step;
	}
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (is_before(r, p, mid))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

void rpki_cover_start(struct rpki_cover *c, const struct prefix *p)
{
	*c = (struct rpki_cover){.at = *p, .first = SIZE_MAX, .i = SIZE_MAX};
}

/* The VRPs of the ancestor: before those of the last one, and mostly near. */
static void search(const struct rpki *r, struct rpki_cover *c)
{
	size_t n = family_count(r, c->at.family);

	c->first = c->first < n ? lower_bound(r, &c->at, c->first, 1) : lower_bound(r, &c->at, n, n);
	c->i = c->first;
}

/* How many of the first bits, up to the length of `a`, two prefixes of a family share. */
static unsigned shared_bits(const struct prefix *a, const struct prefix *b)
{
	const unsigned bits = u128_shared(prefix_first(a), prefix_first(b));

	return bits < a->len ? bits : a->len;
}

/*
 * The next ancestor that can have VRPs. It comes before this one in the order of prefixes, and the VRP just
 * before this one is it or lies inside it: it is no longer than what the two share.
 */
static void shorten(const struct rpki *r, struct rpki_cover *c)
{
	struct prefix before;

	c->done = !c->first;
	if (c->done)
		return;
	before = family_vrp(r, c->at.family, c->first - 1).prefix;
	c->at = prefix_make(c->at.family, prefix_first(&c->at), shared_bits(&before, &c->at));
	c->i = SIZE_MAX;
}

bool rpki_cover_next(const struct rpki *r, struct rpki_cover *c, struct vrp *v)
{
	while (!c->done) {
		if (c->i == SIZE_MAX)
			search(r, c);
		if (c->i < family_count(r, c->at.family)) {
			*v = family_vrp(r, c->at.family, c->i);
			if (prefix_equal(&v->prefix, &c->at)) {
				c->i++;
				return true;
			}
		}
		shorten(r, c);
	}
	return false;
}

void rpki_touch_start(struct rpki_touch *t, const struct prefix *p)
{
	*t = (struct rpki_touch){.within = *p};
	rpki_cover_start(&t->cover, p);
}

bool rpki_touch_next(const struct rpki *r, struct rpki_touch *t, struct vrp *v)
{
	const struct prefix *p = &t->within;
	size_t n = family_count(r, p->family);

	if (!t->inside && rpki_cover_next(r, &t->cover, v))
		return true;
	if (!t->inside)
		t->i = lower_bound(r, p, n, n);
	t->inside = true;
	while (t->i < n) {
		*v = family_vrp(r, p->family, t->i++);
		if (!prefix_covers(p, &v->prefix))
			break;
		if (v->prefix.len > p->len) /* its own length is among those that cover it */
			return true;
	}
	t->i = n;
	return false;
}

struct rpki_mark rpki_mark(const struct rpki *r)
{
	return (struct rpki_mark){r->v4.n, r->v6.n, r->pairs.n, r->keys.n, r->sources.n};
}

void rpki_roll_back(struct rpki *r, struct rpki_mark m)
{
	r->v4.n = m.v4;
	r->v6.n = m.v6;
	r->pairs.n = m.pairs;
	r->keys.n = m.keys;
	while (r->sources.n > m.sources)
		free(r->sources.v[--r->sources.n].name);
}

void rpki_release(struct rpki *r)
{
	rpki_roll_back(r, (struct rpki_mark){0});
	vec_free(&r->v4);
	vec_free(&r->v6);
	vec_free(&r->pairs);
	vec_free(&r->customers);
	vec_free(&r->keys);
	vec_free(&r->sources);
	strmap_release(&r->anchors);
	arena_release(&r->bytes);
}

const char *rpki_ski_text(const uint8_t ski[20], char to[RPKI_SKI_TEXT])
{
	return hex_encode_upper(ski, 20, to);
}
