#include <stdlib.h>
#include <string.h>

#include "irr/index.h"

/*
 * How this works: facts are sorted, their strings laid end to end, and each
 * array is copied to its section. Routes are not moved while sorted: a radix
 * sort orders 16-byte keys that carry the record's number.
 */
enum { ALIGN = 8, AHEAD = 16 };

/* The key of a route: origin and address in one word, length and number in the other. */
struct key {
	uint64_t major, minor;
};

static uint8_t key_byte(const struct key *k, unsigned byte)
{
	return (uint8_t)(byte < 8 ? k->minor >> 8 * byte : k->major >> 8 * (byte - 8));
}

/* One pass of a stable counting sort; false where all agree in that byte. */
static bool radix_pass(const struct key *from, struct key *to, size_t n, unsigned byte)
{
	size_t at[256] = {0}, sum = 0;

	for (size_t i = 0; i < n; i++)
		at[key_byte(&from[i], byte)]++;
	if (at[key_byte(&from[0], byte)] == n)
		return false;
	for (int b = 0; b < 256; b++) {
		size_t count = at[b];

		at[b] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		to[at[key_byte(&from[i], byte)]++] = from[i];
	return true;
}

/* Sort by length, then by the major word; equal ones stay in order of appearance. */
static struct key *radix_sort(struct key *a, struct key *b, size_t n)
{
	for (unsigned byte = 4; n && byte < 16; byte++) {
		if (byte > 4 && byte < 8)
			continue; /* the length has one byte */
		if (radix_pass(a, b, n, byte)) {
			struct key *t = a;

			a = b;
			b = t;
		}
	}
	return a;
}

struct builder {
	struct facts *f;
	uint32_t *offsets; /* of each string */
	char *pool;
	size_t pool_n;
	struct key *keys4; /* routes by origin, address, length */
	uint32_t *order6;
	struct index_origin *origins;
	size_t norigins;
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

static int order_routes4(struct builder *b)
{
	size_t n = b->f->routes4.n;
	struct key *a = malloc((n + 1) * sizeof *a), *spare = malloc((n + 1) * sizeof *a);

	if (!a || !spare) {
		free(a);
		free(spare);
		return WEIR_ENOMEM;
	}
	for (size_t i = 0; i < n; i++) {
		const struct fact_route *r = &b->f->routes4.v[i];

		a[i].major = (uint64_t)r->origin << 32 | r->hi >> 32;
		a[i].minor = (uint64_t)r->len << 32 | i;
	}
	b->keys4 = radix_sort(a, spare, n);
	free(b->keys4 == a ? spare : a);
	return 0;
}

static uint32_t key_origin(const struct key *k)
{
	return (uint32_t)(k->major >> 32);
}

static int cmp_u64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int cmp_route6(const void *x, const void *y, void *routes)
{
	uint32_t i = *(const uint32_t *)x, j = *(const uint32_t *)y;
	const struct fact_route *a = (struct fact_route *)routes + i,
				*b = (struct fact_route *)routes + j;

	if (a->origin != b->origin)
		return cmp_u64(a->origin, b->origin);
	if (a->hi != b->hi)
		return cmp_u64(a->hi, b->hi);
	if (a->lo != b->lo)
		return cmp_u64(a->lo, b->lo);
	return a->len != b->len ? (int)a->len - b->len : cmp_u64(i, j);
}

static int order_routes6(struct builder *b)
{
	size_t n = b->f->routes6.n;

	b->order6 = malloc((n + 1) * sizeof *b->order6);
	if (!b->order6)
		return WEIR_ENOMEM;
	for (size_t i = 0; i < n; i++)
		b->order6[i] = (uint32_t)i;
	qsort_r(b->order6, n, sizeof *b->order6, cmp_route6, b->f->routes6.v);
	return 0;
}

/* One entry per AS that has routes of either family, then one beyond the last. */
static int list_origins(struct builder *b)
{
	const struct facts *f = b->f;
	size_t i = 0, j = 0, n = f->routes4.n + f->routes6.n;

	b->origins = malloc((n + 1) * sizeof *b->origins);
	if (!b->origins)
		return WEIR_ENOMEM;
	while (i < f->routes4.n || j < f->routes6.n) {
		uint32_t asn4 = i < f->routes4.n ? key_origin(&b->keys4[i]) : UINT32_MAX;
		uint32_t asn6 = j < f->routes6.n ? f->routes6.v[b->order6[j]].origin : UINT32_MAX;
		uint32_t asn = asn4 < asn6 ? asn4 : asn6;

		b->origins[b->norigins++] = (struct index_origin){asn, (uint32_t)i, (uint32_t)j};
		while (i < f->routes4.n && key_origin(&b->keys4[i]) == asn)
			i++;
		while (j < f->routes6.n && f->routes6.v[b->order6[j]].origin == asn)
			j++;
	}
	b->origins[b->norigins++] = (struct index_origin){UINT32_MAX, (uint32_t)i, (uint32_t)j};
	return 0;
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
	bytes[INDEX_ORIGINS] = b->norigins * sizeof *b->origins;
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
	uint64_t bytes[INDEX_SECTIONS], at = sizeof *b->h;

	measure(b, bytes);
	for (int i = 0; i < INDEX_SECTIONS; i++)
		at += (bytes[i] + ALIGN - 1) / ALIGN * ALIGN;
	b->bytes = calloc(1, at);
	if (!b->bytes)
		return WEIR_ENOMEM;
	b->h = (struct index_header *)b->bytes;
	b->h->size = at;
	at = sizeof *b->h;
	for (int i = 0; i < INDEX_SECTIONS; i++) {
		b->h->section[i].at = at;
		b->h->section[i].bytes = bytes[i];
		at += (bytes[i] + ALIGN - 1) / ALIGN * ALIGN;
	}
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
	size_t n = b->f->routes4.n;
	uint32_t *addr = section(b, INDEX_ADDR4);
	uint8_t *len = section(b, INDEX_LEN4);
	uint16_t *source = section(b, INDEX_SOURCE4);
	struct index_from *from = section(b, INDEX_FROM4);

	for (size_t i = 0; i < n; i++) {
		const struct key *k = &b->keys4[i];
		const struct fact_route *r = &routes[(uint32_t)k->minor];

		/* the records lie in order of the dump: each is a miss unless asked for early */
		__builtin_prefetch(&routes[(uint32_t)b->keys4[i + AHEAD < n ? i + AHEAD : i].minor]);
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
		const struct fact_route *r = &b->f->routes6.v[b->order6[i]];

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
	put(b, INDEX_ORIGINS, b->origins);
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

static uint64_t sum(const void *bytes, size_t n)
{
	struct index_sum s;

	index_sum_start(&s);
	index_sum_add(&s, bytes, n);
	return index_sum_end(&s);
}

static void seal(const struct builder *b, const struct index_identity *dump)
{
	struct index_header *h = b->h;

	memcpy(h->magic, INDEX_MAGIC, sizeof h->magic);
	h->version = INDEX_VERSION;
	h->order = INDEX_ORDER;
	h->dump = *dump;
	h->damage = b->f->damage;
	h->others = b->f->others;
	h->deleted = b->f->deleted;
	h->dropped = b->f->dropped;
	h->cut = b->f->cut;
	h->body_sum = sum(b->bytes + sizeof *h, h->size - sizeof *h);
	h->header_sum = sum(h, sizeof *h);
}

/* The columns of a table of routes have as many rows as each other. */
static bool columns_agree(const struct index_header *h)
{
	uint64_t n4 = h->section[INDEX_LEN4].bytes, n6 = h->section[INDEX_LEN6].bytes;

	return h->section[INDEX_ADDR4].bytes == n4 * sizeof(uint32_t) &&
	       h->section[INDEX_SOURCE4].bytes == n4 * sizeof(uint16_t) &&
	       h->section[INDEX_FROM4].bytes == n4 * sizeof(struct index_from) &&
	       h->section[INDEX_ADDR6].bytes == n6 * sizeof(struct index_addr6) &&
	       h->section[INDEX_SOURCE6].bytes == n6 * sizeof(uint16_t) &&
	       h->section[INDEX_FROM6].bytes == n6 * sizeof(struct index_from);
}

bool index_header_check(const struct index_header *h, uint64_t size)
{
	struct index_header plain = *h;
	uint64_t at = sizeof *h;

	plain.header_sum = 0;
	if (memcmp(h->magic, INDEX_MAGIC, sizeof h->magic) || h->version != INDEX_VERSION ||
	    h->order != INDEX_ORDER ||
	    h->size != size || h->header_sum != sum(&plain, sizeof plain))
		return false;
	for (int i = 0; i < INDEX_SECTIONS; i++) {
		if (h->section[i].at != at || h->section[i].bytes > size - at)
			return false;
		at += (h->section[i].bytes + ALIGN - 1) / ALIGN * ALIGN;
		if (at > size)
			return false;
	}
	return at == size && columns_agree(h);
}

int index_build(struct index *ix, struct facts *f, const struct index_identity *dump)
{
	struct builder b = {.f = f};
	int rc = lay_strings(&b);

	if (!rc) {
		point_all(&b);
		sort_all(&b);
		rc = order_routes4(&b);
	}
	if (!rc)
		rc = order_routes6(&b);
	if (!rc)
		rc = list_origins(&b);
	if (!rc)
		rc = lay_sections(&b);
	if (!rc) {
		put_all(&b);
		seal(&b, dump);
		*ix = (struct index){.bytes = b.bytes, .n = b.h->size, .header = *b.h};
	}
	free(b.offsets);
	free(b.pool);
	free(b.keys4);
	free(b.order6);
	free(b.origins);
	return rc;
}
