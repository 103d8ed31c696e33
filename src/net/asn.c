#include "net/asn.h"

#include <stdlib.h>

#include "base/decimal.h"

bool asn_parse_plain(const char *s, size_t n, uint32_t *asn)
{
	uint64_t v;

	if (!decimal_parse_many(s, n, UINT32_MAX, &v))
		return false;
	*asn = (uint32_t)v;
	return true;
}

bool asn_parse(const char *s, size_t n, uint32_t *asn)
{
	const char *end = s + n;
	uint64_t high, low;

	if (n > 2 && (s[0] | 0x20) == 'a' && (s[1] | 0x20) == 's')
		s += 2;
	if (!decimal_take(&s, end, UINT32_MAX, &high))
		return false;
	if (s == end) {
		*asn = (uint32_t)high;
		return true;
	}
	if (*s++ != '.' || high > UINT16_MAX || !decimal_take(&s, end, UINT16_MAX, &low) || s != end)
		return false;
	*asn = (uint32_t)(high << 16 | low);
	return true;
}

int asn_set_add(struct asn_set *s, uint32_t asn)
{
	return vec_push(&s->asns, asn, ASN_SET_MAX);
}

static int cmp_asn(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static bool is_normalized(const struct asn_set *s)
{
	for (size_t i = 1; i < s->asns.n; i++)
		if (s->asns.v[i - 1] >= s->asns.v[i])
			return false;
	return true;
}

void asn_set_normalize(struct asn_set *s)
{
	size_t kept = 0;

	if (is_normalized(s))
		return;
	qsort(s->asns.v, s->asns.n, sizeof *s->asns.v, cmp_asn);
	for (size_t i = 1; i < s->asns.n; i++)
		if (s->asns.v[i] != s->asns.v[kept])
			s->asns.v[++kept] = s->asns.v[i];
	s->asns.n = kept + 1;
}

size_t asn_set_find(const struct asn_set *s, uint32_t asn)
{
	const uint32_t *at = s->asns.n ? bsearch(&asn, s->asns.v, s->asns.n, sizeof asn, cmp_asn) : NULL;

	return at ? (size_t)(at - s->asns.v) : SIZE_MAX;
}

bool asn_set_has(const struct asn_set *s, uint32_t asn)
{
	return asn_set_find(s, asn) != SIZE_MAX;
}

void asn_set_release(struct asn_set *s)
{
	vec_free(&s->asns);
}
