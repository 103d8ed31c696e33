#include "net/range.h"

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/radix.h"

bool range_meets(const struct range *a, const struct range *b)
{
	struct prefix p = range_prefix(a), q = range_prefix(b);
	unsigned ge = a->ge > b->ge ? a->ge : b->ge, le = a->le < b->le ? a->le : b->le;

	return ge <= le && (prefix_covers(&p, &q) || prefix_covers(&q, &p));
}

static bool read_length(const char **s, const char *end, uint8_t *v)
{
	uint64_t n;
	const bool read = decimal_take(s, end, 128, &n);

	*v = (uint8_t)n;
	return read;
}

bool range_op_parse(const char *s, size_t n, struct range_op *op)
{
	const char *end = s + n;

	*op = (struct range_op){.kind = RANGE_NONE};
	if (!n)
		return true;
	if (*s++ != '^' || s == end)
		return false;
	if (s + 1 == end && (*s == '-' || *s == '+')) {
		op->kind = *s == '-' ? RANGE_MINUS : RANGE_PLUS;
		return true;
	}
	op->kind = RANGE_LENGTHS;
	if (!read_length(&s, end, &op->ge))
		return false;
	op->le = op->ge;
	if (s < end && (*s++ != '-' || !read_length(&s, end, &op->le)))
		return false;
	return s == end && op->ge <= op->le;
}

char *range_op_put(char to[RANGE_OP_TEXT], struct range_op op)
{
	static const char *const signs[] = {[RANGE_NONE] = "", [RANGE_MINUS] = "^-", [RANGE_PLUS] = "^+"};

	if (op.kind != RANGE_LENGTHS)
		return stpcpy(to, signs[op.kind]);
	*to++ = '^';
	to = decimal_put(to, op.ge);
	if (op.le != op.ge) {
		*to++ = '-';
		to = decimal_put(to, op.le);
	}
	*to = '\0';
	return to;
}

const char *range_text(const struct range *r, char to[RANGE_TEXT])
{
	const struct prefix p = range_prefix(r);
	const bool is_one = r->ge == r->len && r->le == r->len;

	range_op_put(prefix_put(to, &p), (struct range_op){is_one ? RANGE_NONE : RANGE_LENGTHS, r->ge, r->le});
	return to;
}

bool range_apply(const struct range *r, struct range_op op, struct range *result)
{
	unsigned bits = family_bits(r->family), ge = r->ge, le = r->le;

	switch (op.kind) {
	case RANGE_NONE:
		break;
	case RANGE_MINUS:
		ge = ge + 1;
		le = bits;
		break;
	case RANGE_PLUS:
		le = bits;
		break;
	case RANGE_LENGTHS:
		ge = op.ge > ge ? op.ge : ge;
		le = op.le < bits ? op.le : bits;
		break;
	}
	if (ge > le)
		return false;
	*result = *r;
	result->ge = (uint8_t)ge;
	result->le = (uint8_t)le;
	return true;
}

int range_list_add(struct range_list *l, const struct range *r)
{
	if (r->family == IPV4)
		return vec_push(&l->v4, range_pack4((uint32_t)(r->hi >> 32), r->len, r->ge, r->le),
				RANGE_LIST_MAX);
	return vec_push(&l->v6, *r, RANGE_LIST_MAX);
}

int range_list_add_all(struct range_list *l, const struct range_list *from)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < from->v4.n; i++)
		rc = vec_push(&l->v4, from->v4.v[i], RANGE_LIST_MAX);
	for (size_t i = 0; !rc && i < from->v6.n; i++)
		rc = vec_push(&l->v6, from->v6.v[i], RANGE_LIST_MAX);
	return rc;
}

static unsigned u128_trailing_zeros(u128 v)
{
	uint64_t lo = (uint64_t)v, hi = (uint64_t)(v >> 64);

	if (lo)
		return (unsigned)__builtin_ctzll(lo);
	return hi ? 64 + (unsigned)__builtin_ctzll(hi) : 128;
}

int range_list_add_span(struct range_list *l, unsigned family, u128 first, u128 last, bool inside)
{
	int rc = 0;

	for (;;) {
		unsigned len = 128 - u128_trailing_zeros(first);
		struct prefix p;
		struct range r;

		while ((first | ~u128_mask(len)) > last)
			len++;
		p = prefix_make(family, first, len);
		r = range_make(&p, len, inside ? family_bits(family) : len);
		rc = range_list_add(l, &r);
		if (rc || prefix_last(&p) == last)
			return rc;
		first = prefix_last(&p) + 1;
	}
}

static bool is_sorted4(const uint64_t *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (v[i - 1] > v[i])
			return false;
	return true;
}

static int sort4(struct range_list *l)
{
	static const struct radix_key key = {sizeof(uint64_t), 8, {RADIX_U64(0)}};
	uint64_t *v = l->v4.v;
	size_t n = l->v4.n, kept = 0;
	int rc = is_sorted4(v, n) ? 0 : radix_sort(v, n, &key);

	for (size_t i = 0; !rc && i < n; i++)
		if (!kept || v[kept - 1] != v[i])
			v[kept++] = v[i];
	if (!rc)
		l->v4.n = kept;
	return rc;
}

static bool is_sorted6(const struct range *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (range_cmp(&v[i - 1], &v[i]) > 0)
			return false;
	return true;
}

static int sort6(struct range_list *l)
{
	static const struct radix_key key = {
		sizeof(struct range),
		19,
		{offsetof(struct range, le), offsetof(struct range, ge), offsetof(struct range, len),
		 RADIX_U64(offsetof(struct range, lo)), RADIX_U64(offsetof(struct range, hi))}};
	struct range *v = l->v6.v;
	size_t n = l->v6.n, kept = 0;
	int rc = is_sorted6(v, n) ? 0 : radix_sort(v, n, &key);

	for (size_t i = 0; !rc && i < n; i++)
		if (!kept || range_cmp(&v[kept - 1], &v[i]))
			v[kept++] = v[i];
	if (!rc)
		l->v6.n = kept;
	return rc;
}

int range_list_normalize(struct range_list *l)
{
	int rc = sort6(l);

	return rc ? rc : sort4(l);
}

static int cmp4(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* Room is made first; then from behind, so that nothing is overwritten that is not read yet. */
static int merge4(struct range_list *l, const struct range_list *from)
{
	size_t i = l->v4.n, j = from->v4.n, at = i + j;
	int rc = vec_reserve(&l->v4, at, RANGE_LIST_MAX);

	if (rc)
		return rc;
	l->v4.n = at;
	while (j) {
		int c = i ? cmp4(l->v4.v[i - 1], from->v4.v[j - 1]) : -1;

		l->v4.v[--at] = c > 0 ? l->v4.v[i - 1] : from->v4.v[j - 1];
		i -= c > 0;
		j -= c <= 0;
	}
	return 0;
}

static int merge6(struct range_list *l, const struct range_list *from)
{
	size_t i = l->v6.n, j = from->v6.n, at = i + j;
	int rc = vec_reserve(&l->v6, at, RANGE_LIST_MAX);

	if (rc)
		return rc;
	l->v6.n = at;
	while (j) {
		int c = i ? range_cmp(&l->v6.v[i - 1], &from->v6.v[j - 1]) : -1;

		l->v6.v[--at] = c > 0 ? l->v6.v[i - 1] : from->v6.v[j - 1];
		i -= c > 0;
		j -= c <= 0;
	}
	return 0;
}

int range_list_merge(struct range_list *l, const struct range_list *from)
{
	int rc = merge4(l, from);

	return rc ? rc : merge6(l, from);
}

bool range_list_has_default(const struct range_list *l, unsigned family)
{
	for (size_t i = 0; i < range_list_count(l); i++) {
		struct range r = range_list_get(l, i);

		if (r.family == family && !r.ge)
			return true;
	}
	return false;
}

void range_list_release(struct range_list *l)
{
	vec_free(&l->v4);
	vec_free(&l->v6);
}
