#include "bgp/table.h"

#include <stdlib.h>
#include <string.h>

#include "bgp/attr_cache.h"
#include "bgp/read.h"
#include "bgp/table_index.h"

/*
 * How this works: what is said about a prefix by a peer is appended, a withdrawal
 * as a route without a path; a peer with another path identifier is another peer. Sorting by
 * prefix and peer is stable, so of what was said about the same it keeps the order,
 * and the last one stands.
 */
enum { PEER_BITS = 24, GONE = 0xffffffff };

_Static_assert(sizeof(struct bgp_route4) == 16, "a million IPv4 routes are 16 MB");

struct loading {
	struct bgp_table *t;
	const struct bgp_source *source;
	struct input *in;
	struct err *e;
	struct {
		uint64_t serial;
		uint32_t path;
	} known[ATTR_CACHE_SLOTS]; /* paths by the slot of their attributes */
};

static int peer_of(struct loading *l, const struct route *r, uint32_t *number)
{
	struct bgp_peer p = {.hi = r->peer.hi,
			     .lo = r->peer.lo,
			     .family = r->peer.family,
			     .asn = r->peer_asn,
			     .add_path = r->add_path,
			     .path_id = r->add_path ? r->path_id : 0};

	return bgp_index_peer(l->t, &p, number);
}

static int path_of(struct loading *l, const struct attributes *a, uint32_t *at)
{
	struct as_path path;
	int rc;

	if (l->known[a->slot].serial == a->serial) {
		*at = l->known[a->slot].path;
		return 0;
	}
	path = attributes_path(a);
	rc = bgp_index_path(l->t, &path, at);
	l->known[a->slot].serial = rc ? 0 : a->serial;
	l->known[a->slot].path = *at;
	return rc;
}

static int append(struct bgp_table *t, const struct prefix *p, uint32_t peer, uint32_t path,
		  uint32_t place)
{
	uint32_t key = (uint32_t)p->len << PEER_BITS | peer;

	if (p->family == IPV4) {
		struct bgp_route4 r = {p->hi | key, path, place};

		return vec_push(&t->v4, r, BGP_TABLE_MAX);
	}
	struct bgp_route6 r = {p->hi, p->lo, key, path, place};

	return vec_push(&t->v6, r, BGP_TABLE_MAX);
}

static int load(void *context, const struct route *r)
{
	struct loading *l = context;
	uint32_t peer, path = GONE;
	int rc;

	if (r->kind == ROUTE_STATE || r->multicast)
		return 0;
	rc = r->place <= UINT32_MAX - l->source->first ? peer_of(l, r, &peer) : WEIR_ELIMIT;
	if (!rc && r->kind != ROUTE_WITHDRAW)
		rc = path_of(l, r->attributes, &path);
	if (!rc) {
		l->t->next_place = l->source->first + (uint32_t)r->place;
		rc = append(l->t, &r->prefix, peer, path, l->t->next_place - 1);
	}
	if (rc)
		err_at(l->e, rc, input_name(l->in), 0, 0,
		       rc == WEIR_ENOMEM ? "out of memory" : "expected a smaller table of routes");
	return rc;
}

static int add_source(struct bgp_table *t, struct input *in, struct err *e)
{
	struct bgp_source s = {.first = t->next_place};
	int rc = bgp_read_is_text(in, &s.text, e);

	if (rc)
		return rc;
	s.name = strdup(input_name(in));
	rc = s.name ? vec_push(&t->sources, s, UINT16_MAX) : WEIR_ENOMEM;
	if (rc) {
		free(s.name);
		err_at(e, rc, input_name(in), 0, 0, "out of memory");
	}
	return rc;
}

int bgp_table_read(struct bgp_table *t, struct input *in, struct report *report, struct err *e)
{
	struct loading *l;
	int rc = bgp_index_start(t);

	l = rc ? NULL : calloc(1, sizeof *l);
	if (!l)
		return err_at(e, WEIR_ENOMEM, input_name(in), 0, 0, "out of memory");
	rc = add_source(t, in, e);
	if (!rc) {
		l->t = t;
		l->source = &t->sources.v[t->sources.n - 1];
		l->in = in;
		l->e = e;
		rc = bgp_read(in, load, l, report, e);
	}
	free(l);
	return rc;
}

/*
 * Tables come in order of prefix, so that little is out of place: each route is moved to
 * where it belongs, until that takes more moves than sorting anew. True if all are.
 */
static bool sort_in_place(struct bgp_route4 *r, size_t n)
{
	size_t moves = 16 * n;

	for (size_t i = 1; i < n; i++) {
		struct bgp_route4 late = r[i];
		size_t at = i;

		for (; at && r[at - 1].key > late.key; at--) {
			if (!moves--) {
				r[at] = late;
				return false;
			}
			r[at] = r[at - 1];
		}
		r[at] = late;
	}
	return true;
}

/* The words that routes are sorted by, the least important first. */
static inline uint64_t word4(const void *route, unsigned word)
{
	(void)word;
	return ((const struct bgp_route4 *)route)->key;
}

static inline uint64_t word6(const void *route, unsigned word)
{
	const struct bgp_route6 *r = route;

	return word == 0 ? r->key : word == 1 ? r->lo : r->hi;
}

/* One pass of a radix sort by one byte; false where all have the same. */
static inline __attribute__((always_inline)) bool pass(const char *from, char *to, size_t n,
						       size_t size,
						       uint64_t (*word_of)(const void *, unsigned),
						       unsigned word, unsigned shift)
{
	size_t count[256] = {0}, at = 0;

	for (size_t i = 0; i < n; i++)
		count[word_of(from + i * size, word) >> shift & 255]++;
	for (int b = 0; b < 256; b++) {
		size_t c = count[b];

		if (c == n)
			return false;
		count[b] = at;
		at += c;
	}
	for (size_t i = 0; i < n; i++) {
		size_t slot = count[word_of(from + i * size, word) >> shift & 255]++;

		memcpy(to + slot * size, from + i * size, size);
	}
	return true;
}

/* Sort *routes, which has room for `cap`; stable. 0 or WEIR_ENOMEM. */
static inline __attribute__((always_inline)) int sort(void **routes, size_t n, size_t cap,
						      size_t size,
						      uint64_t (*word_of)(const void *, unsigned),
						      unsigned words)
{
	char *from = *routes, *to = n ? malloc(cap * size) : NULL;

	if (!to)
		return n ? WEIR_ENOMEM : 0;
	for (unsigned word = 0; word < words; word++) {
		for (unsigned shift = 0; shift < 64; shift += 8) {
			char *swap = from;

			if (!pass(from, to, n, size, word_of, word, shift))
				continue;
			from = to;
			to = swap;
		}
	}
	free(to);
	*routes = from;
	return 0;
}

/* Of what was said about one prefix by one peer, the last; nothing where that was a withdrawal. */
static void keep_last(struct bgp_table *t)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->v4.n; i++) {
		const struct bgp_route4 *r = &t->v4.v[i];

		if (r->path != GONE && (i + 1 == t->v4.n || r[1].key != r->key))
			t->v4.v[kept++] = *r;
	}
	t->v4.n = kept;
	kept = 0;
	for (size_t i = 0; i < t->v6.n; i++) {
		const struct bgp_route6 *r = &t->v6.v[i];
		bool last = i + 1 == t->v6.n || r[1].hi != r->hi || r[1].lo != r->lo ||
			    r[1].key != r->key;

		if (last && r->path != GONE)
			t->v6.v[kept++] = *r;
	}
	t->v6.n = kept;
}

int bgp_table_finish(struct bgp_table *t)
{
	int rc = 0;

	if (!sort_in_place(t->v4.v, t->v4.n))
		rc = sort(&t->v4.any, t->v4.n, t->v4.cap, sizeof *t->v4.v, word4, 1);
	if (!rc)
		rc = sort(&t->v6.any, t->v6.n, t->v6.cap, sizeof *t->v6.v, word6, 3);
	if (rc)
		return rc;
	keep_last(t);
	bgp_index_end(t);
	vec_trim(&t->v4);
	vec_trim(&t->v6);
	vec_trim(&t->paths);
	return 0;
}

size_t bgp_table_count(const struct bgp_table *t)
{
	return t->v4.n + t->v6.n;
}

/* The source with the greatest `first` that is not above `place`. */
static const struct bgp_source *source_of(const struct bgp_table *t, uint32_t place)
{
	size_t lo = 0, hi = t->sources.n;

	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (t->sources.v[mid].first <= place)
			lo = mid;
		else
			hi = mid;
	}
	return &t->sources.v[lo];
}

struct bgp_table_route bgp_table_get(const struct bgp_table *t, size_t i)
{
	const struct bgp_source *source;
	struct bgp_table_route r;
	uint32_t key, path, place;

	if (i < t->v4.n) {
		const struct bgp_route4 *v = &t->v4.v[i];

		key = (uint32_t)v->key;
		path = v->path;
		place = v->place;
		r.prefix = prefix_ipv4((uint32_t)(v->key >> 32), key >> PEER_BITS);
	} else {
		const struct bgp_route6 *v = &t->v6.v[i - t->v4.n];

		key = v->key;
		path = v->path;
		place = v->place;
		r.prefix = (struct prefix){v->hi, v->lo, IPV6, (uint8_t)(key >> PEER_BITS)};
	}
	source = source_of(t, place);
	r.peer = &t->peers.v[key & ((1u << PEER_BITS) - 1)];
	r.path = bgp_index_get(t, path);
	r.file = source->name;
	r.record = place - source->first + 1;
	r.text = source->text;
	return r;
}

struct prefix bgp_table_prefix(const struct bgp_table *t, size_t i)
{
	const struct bgp_route6 *v;

	if (i < t->v4.n)
		return prefix_ipv4((uint32_t)(t->v4.v[i].key >> 32),
				   (uint32_t)t->v4.v[i].key >> PEER_BITS);
	v = &t->v6.v[i - t->v4.n];
	return (struct prefix){v->hi, v->lo, IPV6, (uint8_t)(v->key >> PEER_BITS)};
}

void bgp_table_release(struct bgp_table *t)
{
	bgp_index_end(t);
	for (size_t i = 0; i < t->sources.n; i++)
		free(t->sources.v[i].name);
	vec_free(&t->v4);
	vec_free(&t->v6);
	vec_free(&t->peers);
	vec_free(&t->paths);
	vec_free(&t->sources);
	t->next_place = 0;
}
