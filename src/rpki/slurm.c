#include "rpki/slurm.h"

#include <stdlib.h>
#include <string.h>

#include "net/asn.h"
#include "rpki/rov.h"

/*
 * How this works: "does a filter match this VRP" is the question of origin
 * validation, so the filters become tables of that: a filter of a prefix and an
 * ASN is a VRP up to the longest length, one of an ASN alone has the prefix /0,
 * and those of a prefix alone are a second table in which all have the ASN ANY.
 */
enum { ANY = 1 };

static int add_filter(struct rpki *with_asn, struct rpki *any_asn,
		      const struct slurm_prefix_filter *f, unsigned family)
{
	struct vrp v = {.prefix = f->prefix,
			.asn = f->any_asn ? ANY : f->asn,
			.max_len = (uint8_t)family_bits(family)};

	if (!f->prefix.family)
		v.prefix = prefix_make(family, 0, 0);
	return v.prefix.family == family ? rpki_add_vrp(f->any_asn ? any_asn : with_asn, &v) : 0;
}

static int add_filters(struct rpki *with_asn, struct rpki *any_asn, const struct slurm *s)
{
	int rc = rpki_source(with_asn, "");

	if (!rc)
		rc = rpki_source(any_asn, "");
	for (size_t i = 0; !rc && i < s->prefixes.n; i++) {
		rc = add_filter(with_asn, any_asn, &s->prefixes.v[i], IPV4);
		if (!rc)
			rc = add_filter(with_asn, any_asn, &s->prefixes.v[i], IPV6);
	}
	if (!rc)
		rc = rpki_finish(with_asn);
	return rc ? rc : rpki_finish(any_asn);
}

/* The two tables of the filters; what they were made of is not needed after. */
static int make_tables(const struct slurm *s, struct rov_table **with_asn,
		       struct rov_table **any_asn)
{
	struct rpki a = {.v4 = {.n = 0}}, b = {.v4 = {.n = 0}};
	int rc = add_filters(&a, &b, s);

	*with_asn = *any_asn = NULL;
	if (!rc)
		rc = rov_make(with_asn, &a);
	if (!rc)
		rc = rov_make(any_asn, &b);
	rpki_release(&a);
	rpki_release(&b);
	return rc;
}

static int filter_vrps(struct rpki *r, const struct slurm *s)
{
	struct rov_table *with_asn, *any_asn;
	int rc = make_tables(s, &with_asn, &any_asn);
	size_t kept4 = 0, kept6 = 0, n4 = r->v4.n, n = rpki_vrp_count(r);

	for (size_t i = 0; !rc && i < n; i++) {
		struct vrp v = rpki_vrp(r, i);

		if (rov_matches(with_asn, &v.prefix, v.asn) || rov_matches(any_asn, &v.prefix, ANY))
			continue;
		if (i < n4)
			r->v4.v[kept4++] = r->v4.v[i];
		else
			r->v6.v[kept6++] = r->v6.v[i - n4];
	}
	if (!rc) {
		r->v4.n = kept4;
		r->v6.n = kept6;
	}
	rov_release(with_asn);
	rov_release(any_asn);
	return rc;
}

static int cmp_key_filter(const void *pa, const void *pb)
{
	const struct slurm_key_filter *a = pa, *b = pb;

	if (a->any_asn != b->any_asn)
		return (int)a->any_asn - (int)b->any_asn;
	if (a->any_ski != b->any_ski)
		return (int)a->any_ski - (int)b->any_ski;
	if (!a->any_asn && a->asn != b->asn)
		return a->asn < b->asn ? -1 : 1;
	return a->any_ski ? 0 : memcmp(a->ski, b->ski, sizeof a->ski);
}

static bool key_is_filtered(const struct slurm_key_filter *sorted, size_t n,
			    const struct router_key *k)
{
	struct slurm_key_filter ask = {.asn = k->asn};

	memcpy(ask.ski, k->ski, sizeof ask.ski);
	for (int i = 0; i < 3; i++) { /* both, the ASN alone, the SKI alone */
		ask.any_ski = i == 1;
		ask.any_asn = i == 2;
		if (bsearch(&ask, sorted, n, sizeof *sorted, cmp_key_filter))
			return true;
	}
	return false;
}

static int filter_keys(struct rpki *r, const struct slurm *s)
{
	struct slurm_key_filter *sorted;
	size_t kept = 0;

	if (!s->keys.n)
		return 0;
	sorted = reallocarray(NULL, s->keys.n, sizeof *sorted);
	if (!sorted)
		return WEIR_ENOMEM;
	memcpy(sorted, s->keys.v, s->keys.n * sizeof *sorted);
	qsort(sorted, s->keys.n, sizeof *sorted, cmp_key_filter);
	for (size_t i = 0; i < r->keys.n; i++)
		if (!key_is_filtered(sorted, s->keys.n, &r->keys.v[i]))
			r->keys.v[kept++] = r->keys.v[i];
	r->keys.n = kept;
	free(sorted);
	return 0;
}

static int filter_aspas(struct rpki *r, const struct slurm *s)
{
	struct asn_set filtered = {.asns = {.n = 0}};
	size_t kept = 0;
	int rc = 0;

	for (size_t i = 0; !rc && i < s->aspas.n; i++)
		rc = asn_set_add(&filtered, s->aspas.v[i].customer);
	asn_set_normalize(&filtered);
	for (size_t i = 0; !rc && i < r->pairs.n; i++)
		if (!asn_set_has(&filtered, r->pairs.v[i].customer))
			r->pairs.v[kept++] = r->pairs.v[i];
	if (!rc)
		r->pairs.n = kept;
	asn_set_release(&filtered);
	return rc;
}

/* How many customers the sorted pairs have; r->customers is of before the filters. */
static size_t count_customers(const struct rpki *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->pairs.n; i++)
		n += !i || r->pairs.v[i].customer != r->pairs.v[i - 1].customer;
	return n;
}

static int add_assertions_of(struct rpki *r, const struct rpki *a, uint8_t source)
{
	int rc = rpki_source(r, a->sources.v[source].name);

	for (size_t i = 0; !rc && i < rpki_vrp_count(a); i++) {
		struct vrp v = rpki_vrp(a, i);

		if (v.source == source)
			rc = rpki_add_vrp(r, &v);
	}
	for (size_t i = 0; !rc && i < a->keys.n; i++)
		if (a->keys.v[i].source == source)
			rc = rpki_add_key(r, &a->keys.v[i]);
	for (size_t i = 0; !rc && i < a->pairs.n; i++)
		if (a->pairs.v[i].source == source)
			rc = rpki_add_aspa(r, a->pairs.v[i].customer, a->pairs.v[i].provider,
					   a->pairs.v[i].line);
	if (!rc)
		r->sources.v[r->sources.n - 1].aspas = a->sources.v[source].aspas;
	return rc;
}

int rpki_apply_slurm(struct rpki *r, const struct slurm *s, struct slurm_changes *c)
{
	const size_t vrps = rpki_vrp_count(r), keys = r->keys.n, aspas = r->customers.n;
	int rc = filter_vrps(r, s);

	if (!rc)
		rc = filter_keys(r, s);
	if (!rc)
		rc = filter_aspas(r, s);
	c->vrps_removed = vrps - rpki_vrp_count(r);
	c->keys_removed = keys - r->keys.n;
	c->aspas_removed = aspas - count_customers(r);
	for (size_t i = 0; !rc && i < s->assertions.sources.n; i++)
		rc = add_assertions_of(r, &s->assertions, (uint8_t)i);
	if (!rc)
		rc = rpki_finish(r);
	c->vrps_added = rpki_vrp_count(r) + c->vrps_removed - vrps;
	c->keys_added = r->keys.n + c->keys_removed - keys;
	c->aspas_added = r->customers.n + c->aspas_removed - aspas;
	return rc;
}

size_t slurm_count(const struct slurm *s)
{
	const struct rpki *a = &s->assertions;
	size_t n = s->prefixes.n + s->keys.n + s->aspas.n + rpki_vrp_count(a) + a->keys.n;

	for (size_t i = 0; i < a->sources.n; i++)
		n += a->sources.v[i].aspas;
	return n;
}

void slurm_release(struct slurm *s)
{
	vec_free(&s->aspas);
	vec_free(&s->prefixes);
	vec_free(&s->keys);
	rpki_release(&s->assertions);
}
