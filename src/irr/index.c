#include "irr/index.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static uint64_t rotate(uint64_t v, unsigned by)
{
	return v << by | v >> (64 - by);
}

/*
 * Four lanes of 64-bit words, each step a bijection of its lane: no change of a
 * single word can go unseen, and four multiplications overlap in the pipeline.
 */
static const uint64_t odd[4] = {0x9e3779b97f4a7c15u, 0xc2b2ae3d27d4eb4fu, 0x165667b19e3779f9u,
				0x27d4eb2f165667c5u};

void index_sum_start(struct index_sum *s)
{
	memcpy(s->lane, odd, sizeof s->lane);
	s->n = 0;
}

static void sum_block(uint64_t lane[4], const uint8_t *p)
{
	uint64_t w[4];

	memcpy(w, p, sizeof w);
	for (int k = 0; k < 4; k++)
		lane[k] = rotate((lane[k] ^ w[k]) * odd[k], 29);
}

void index_sum_add(struct index_sum *s, const uint8_t *bytes, size_t n)
{
	uint8_t last[32] = {0};
	uint64_t lane[4];
	size_t i = 0;

	memcpy(lane, s->lane, sizeof lane);
	for (; i + 32 <= n; i += 32)
		sum_block(lane, bytes + i);
	if (i < n) {
		memcpy(last, bytes + i, n - i);
		sum_block(lane, last);
	}
	memcpy(s->lane, lane, sizeof lane);
	s->n += n;
}

uint64_t index_sum_end(const struct index_sum *s)
{
	uint64_t h = s->n;

	for (int k = 0; k < 4; k++)
		h = rotate((h ^ s->lane[k]) * odd[k], 31);
	return h ^ h >> 32;
}

void index_release(struct index *ix)
{
	if (ix->mapped)
		munmap((void *)ix->bytes, ix->n);
	else
		free((void *)ix->bytes);
	*ix = (struct index){0};
}

const void *index_array(const struct index *ix, enum index_section section, size_t size,
			size_t *count)
{
	*count = ix->header.section[section].bytes / size;
	return ix->bytes + ix->header.section[section].at;
}

const char *index_string(const struct index *ix, uint32_t at)
{
	size_t n;
	const char *pool = index_array(ix, INDEX_STRINGS, 1, &n);

	/* the last byte of the pool was checked to be NUL when it was opened */
	return at < n ? pool + at : "";
}

/* The first of `n` elements for which cmp(element) is not negative. */
struct search {
	const struct index *ix;
	const char *array;
	size_t size, n;
	const char *name;
	uint32_t asn;
	int (*cmp)(const struct search *s, const void *element);
};

static size_t lower_bound(const struct search *s, size_t low, int above)
{
	size_t high = s->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (s->cmp(s, s->array + mid * s->size) < above)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static struct index_run run(struct search *s, enum index_section section)
{
	struct index_run r;

	s->array = index_array(s->ix, section, s->size, &s->n);
	r.first = lower_bound(s, 0, 0);
	r.n = lower_bound(s, r.first, 1) - r.first;
	return r;
}

static int cmp_set_name(const struct search *s, const void *element)
{
	return strcmp(index_string(s->ix, ((const struct fact_set *)element)->name), s->name);
}

static int cmp_ref_name(const struct search *s, const void *element)
{
	return strcmp(index_string(s->ix, ((const struct fact_ref *)element)->set), s->name);
}

static int cmp_asn(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int cmp_aut_num_asn(const struct search *s, const void *element)
{
	return cmp_asn(((const struct fact_aut_num *)element)->asn, s->asn);
}

static int cmp_bad_route_asn(const struct search *s, const void *element)
{
	return cmp_asn(((const struct fact_bad_route *)element)->origin, s->asn);
}

struct index_run index_sets(const struct index *ix, const char *name)
{
	struct search s = {.ix = ix, .size = sizeof(struct fact_set), .name = name,
			   .cmp = cmp_set_name};

	return run(&s, INDEX_SETS);
}

struct index_run index_refs(const struct index *ix, const char *name)
{
	struct search s = {.ix = ix, .size = sizeof(struct fact_ref), .name = name,
			   .cmp = cmp_ref_name};

	return run(&s, INDEX_REFS);
}

struct index_run index_aut_nums(const struct index *ix, uint32_t asn)
{
	struct search s = {.ix = ix, .size = sizeof(struct fact_aut_num), .asn = asn,
			   .cmp = cmp_aut_num_asn};

	return run(&s, INDEX_AUT_NUMS);
}

struct index_run index_bad_routes(const struct index *ix, uint32_t asn)
{
	struct search s = {.ix = ix, .size = sizeof(struct fact_bad_route), .asn = asn,
			   .cmp = cmp_bad_route_asn};

	return run(&s, INDEX_BAD_ROUTES);
}

/* A run that may be nonsense in a forged file is cut to what is there. */
static struct index_run bounded(size_t first, size_t end, size_t n)
{
	if (end > n)
		end = n;
	return first < end ? (struct index_run){first, end - first} : (struct index_run){0, 0};
}

void index_routes(const struct index *ix, uint32_t asn, struct index_run *v4,
		  struct index_run *v6)
{
	size_t n, n4, n6, low = 0, high;
	const struct index_origin *o = index_array(ix, INDEX_ORIGINS, sizeof *o, &n);

	index_array(ix, INDEX_LEN4, 1, &n4);
	index_array(ix, INDEX_LEN6, 1, &n6);
	*v4 = *v6 = (struct index_run){0, 0};
	for (high = n ? n - 1 : 0; low < high;) {
		size_t mid = low + (high - low) / 2;

		if (o[mid].asn < asn)
			low = mid + 1;
		else
			high = mid;
	}
	if (low + 1 >= n || o[low].asn != asn)
		return;
	*v4 = bounded(o[low].first4, o[low + 1].first4, n4);
	*v6 = bounded(o[low].first6, o[low + 1].first6, n6);
}
