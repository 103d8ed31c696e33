#include <stdlib.h>
#include <string.h>

#include "irr/route_order.h"

/*
 * How this works: facts are sorted, their strings laid end to end, and each
 * array is copied to its section.
 */
enum { AHEAD = 16 };

struct builder {
	struct facts *f;
	uint32_t *offsets; /* of each string */
	char *pool;
	size_t pool_n;
	struct route_order order;
	uint8_t *bytes;
	struct index_header *h;
};

static int lay_strings(struct builder *b)
{
	const struct strmap *m = &b->f->strings;
	size_t n = 0;

	for (size_t i = 0; i < m->keys.n; i++)
		n += m->keys.v[i].len + 1u;
	if (n > UINT32_MAX)
		return WEIR_ELIMIT;
	b->offsets = malloc((m->keys.n + 1) * sizeof *b->offsets);
	b->pool = malloc(n + 1);
	if (!b->offsets || !b->pool)
		return WEIR_ENOMEM;
	for (size_t i = 0; i < m->keys.n; i++) {
		b->offsets[i] = (uint32_t)b->pool_n;
		memcpy(b->pool + b->pool_n, m->keys.v[i].s, m->keys.v[i].len + 1u);
		b->pool_n += m->keys.v[i].len + 1u;
	}
	return 0;
}

static void point(const struct builder *b, uint32_t *id)
{
	*id = b->offsets[*id];
}

/* From here on the facts' strings are offsets into the pool. */
static void point_all(struct builder *b)
{
	struct facts *f = b->f;

	for (size_t i = 0; i < f->sources.n; i++)
		point(b, &f->sources.v[i]);
	for (size_t i = 0; i < f->routes4.n; i++)
		point(b, &f->routes4.v[i].mnt_by);
	for (size_t i = 0; i < f->routes6.n; i++)
		point(b, &f->routes6.v[i].mnt_by);
	for (size_t i = 0; i < f->bad_routes.n; i++) {
		point(b, &f->bad_routes.v[i].name);
		point(b, &f->bad_routes.v[i].why);
	}
	for (size_t i = 0; i < f->sets.n; i++) {
		point(b, &f->sets.v[i].name);
		point(b, &f->sets.v[i].mbrs_by_ref);
		point(b, &f->sets.v[i].mnt_by);
	}
	for (size_t i = 0; i < f->members.n; i++) {
		point(b, &f->members.v[i].aux);
		if (f->members.v[i].kind != FACT_ASN && f->members.v[i].kind != FACT_RANGE)
			point(b, &f->members.v[i].value);
	}
	for (size_t i = 0; i < f->refs.n; i++) {
		point(b, &f->refs.v[i].set);
		point(b, &f->refs.v[i].mnt_by);
	}
	for (size_t i = 0; i < f->aut_nums.n; i++)
		point(b, &f->aut_nums.v[i].mnt_by);
	for (size_t i = 0; i < f->notes.n; i++)
		point(b, &f->notes.v[i].text);
}

static int cmp_u64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int cmp_set(const void *x, const void *y, void *pool)
{
	const struct fact_set *a = x, *b = y;

	if (a->name != b->name)
		return strcmp((char *)pool + a->name, (char *)pool + b->name);
	if (a->is_route_set != b->is_route_set)
		return a->is_route_set - b->is_route_set;
	if (a->source != b->source)
		return a->source - b->source;
	return cmp_u64(a->line, b->line);
}

static int cmp_ref(const void *x, const void *y, void *pool)
{
	const struct fact_ref *a = x, *b = y;

	if (a->set != b->set)
		return strcmp((char *)pool + a->set, (char *)pool + b->set);
	return cmp_u64(a->line, b->line);
}

static int cmp_aut_num(const void *x, const void *y)
{
	const struct fact_aut_num *a = x, *b = y;

	if (a->asn != b->asn)
		return cmp_u64(a->asn, b->asn);
	return a->source != b->source ? a->source - b->source : cmp_u64(a->line, b->line);
}

static int cmp_bad_route(const void *x, const void *y)
{
	const struct fact_bad_route *a = x, *b = y;

	return a->origin != b->origin ? cmp_u64(a->origin, b->origin) : cmp_u64(a->line, b->line);
}

static void sort_all(struct builder *b)
{
	struct facts *f = b->f;

	if (f->sets.n)
		qsort_r(f->sets.v, f->sets.n, sizeof *f->sets.v, cmp_set, b->pool);
	if (f->refs.n)
		qsort_r(f->refs.v, f->refs.n, sizeof *f->refs.v, cmp_ref, b->pool);
	if (f->aut_nums.n)
		qsort(f->aut_nums.v, f->aut_nums.n, sizeof *f->aut_nums.v, cmp_aut_num);
	if (f->bad_routes.n)
		qsort(f->bad_routes.v, f->bad_routes.n, sizeof *f->bad_routes.v, cmp_bad_route);
}

/* How many bytes each section takes. */
static void measure(const struct builder *b, uint64_t bytes[INDEX_SECTIONS])
{
	const struct facts *f = b->f;

	bytes[INDEX_STRINGS] = b->pool_n;
	bytes[INDEX_SOURCES] = f->sources.n * sizeof *f->sources.v;
	bytes[INDEX_ORIGINS] = b->order.norigins * sizeof *b->order.origins;
	bytes[INDEX_ADDR4] = f->routes4.n * sizeof(uint32_t);
	bytes[INDEX_LEN4] = f->routes4.n;
	bytes[INDEX_SOURCE4] = f->routes4.n * sizeof(uint16_t);
	bytes[INDEX_FROM4] = f->routes4.n * sizeof(struct index_from);
	bytes[INDEX_ADDR6] = f->routes6.n * sizeof(struct index_addr6);
	bytes[INDEX_LEN6] = f->routes6.n;
	bytes[INDEX_SOURCE6] = f->routes6.n * sizeof(uint16_t);
	bytes[INDEX_FROM6] = f->routes6.n * sizeof(struct index_from);
	bytes[INDEX_BAD_ROUTES] = f->bad_routes.n * sizeof *f->bad_routes.v;
	bytes[INDEX_SETS] = f->sets.n * sizeof *f->sets.v;
	bytes[INDEX_MEMBERS] = f->members.n * sizeof *f->members.v;
	bytes[INDEX_REFS] = f->refs.n * sizeof *f->refs.v;
	bytes[INDEX_AUT_NUMS] = f->aut_nums.n * sizeof *f->aut_nums.v;
	bytes[INDEX_POLICY] = f->policy.n;
	bytes[INDEX_NOTES] = f->notes.n * sizeof *f->notes.v;
}

static int lay_sections(struct builder *b)
{
	struct index_header h = {.size = 0};
	uint64_t bytes[INDEX_SECTIONS];

	measure(b, bytes);
	index_header_lay(&h, bytes);
	b->bytes = calloc(1, h.size);
	if (!b->bytes)
		return WEIR_ENOMEM;
	b->h = (struct index_header *)b->bytes;
	*b->h = h;
	return 0;
}

static void *section(const struct builder *b, enum index_section s)
{
	return b->bytes + b->h->section[s].at;
}

static void put(const struct builder *b, enum index_section s, const void *from)
{
	if (b->h->section[s].bytes)
		memcpy(section(b, s), from, b->h->section[s].bytes);
}

static void put_routes4(const struct builder *b)
{
	const struct fact_route *routes = b->f->routes4.v;
	const struct route_key *keys = b->order.keys4;
	size_t n = b->f->routes4.n;
	uint32_t *addr = section(b, INDEX_ADDR4);
	uint8_t *len = section(b, INDEX_LEN4);
	uint16_t *source = section(b, INDEX_SOURCE4);
	struct index_from *from = section(b, INDEX_FROM4);

	for (size_t i = 0; i < n; i++) {
		const struct route_key *k = &keys[i];
		const struct fact_route *r = &routes[route_key_number(k)];

		/* the records lie in order of the dump: each is a miss unless asked for early */
		__builtin_prefetch(&routes[route_key_number(&keys[i + AHEAD < n ? i + AHEAD : i])]);
		addr[i] = (uint32_t)k->major;
		len[i] = r->len;
		source[i] = r->source;
		from[i] = (struct index_from){r->line, r->mnt_by};
	}
}

static void put_routes6(const struct builder *b)
{
	struct index_addr6 *addr = section(b, INDEX_ADDR6);
	uint8_t *len = section(b, INDEX_LEN6);
	uint16_t *source = section(b, INDEX_SOURCE6);
	struct index_from *from = section(b, INDEX_FROM6);

	for (size_t i = 0; i < b->f->routes6.n; i++) {
		const struct fact_route *r = &b->f->routes6.v[b->order.order6[i]];

		addr[i] = (struct index_addr6){r->hi, r->lo};
		len[i] = r->len;
		source[i] = r->source;
		from[i] = (struct index_from){r->line, r->mnt_by};
	}
}

static void put_all(const struct builder *b)
{
	const struct facts *f = b->f;

	put(b, INDEX_STRINGS, b->pool);
	put(b, INDEX_SOURCES, f->sources.v);
	put(b, INDEX_ORIGINS, b->order.origins);
	put_routes4(b);
	put_routes6(b);
	put(b, INDEX_BAD_ROUTES, f->bad_routes.v);
	put(b, INDEX_SETS, f->sets.v);
	put(b, INDEX_MEMBERS, f->members.v);
	put(b, INDEX_REFS, f->refs.v);
	put(b, INDEX_AUT_NUMS, f->aut_nums.v);
	put(b, INDEX_POLICY, f->policy.v);
	put(b, INDEX_NOTES, f->notes.v);
}

/* What the header says of the dump. */
static void put_header(const struct builder *b, const struct index_identity *dump)
{
	struct index_header *h = b->h;

	h->dump = *dump;
	h->damage = b->f->damage;
	h->others = b->f->others;
	h->deleted = b->f->deleted;
	h->dropped = b->f->dropped;
	h->cut = b->f->cut;
	index_header_seal(h, b->bytes + sizeof *h);
}

int index_build(struct index *ix, struct facts *f, const struct index_identity *dump)
{
	struct builder b = {.f = f};
	int rc = lay_strings(&b);

	if (!rc) {
		point_all(&b);
		sort_all(&b);
		rc = route_order_make(&b.order, f);
	}
	if (!rc)
		rc = lay_sections(&b);
	if (!rc) {
		put_all(&b);
		put_header(&b, dump);
		*ix = (struct index){.bytes = b.bytes, .n = b.h->size, .header = *b.h};
	}
	free(b.offsets);
	free(b.pool);
	route_order_release(&b.order);
	return rc;
}
