#include <stdlib.h>

#include "rpki/slurm.h"

/*
 * Addresses that two files speak of: all their prefixes are walked in pre-order;
 * where one lies inside another of a different file, the files overlap. It is
 * enough to look at the innermost one around each: what is around that was looked
 * at when it was itself walked.
 */
struct claim {
	struct prefix prefix; /* or an ASN of router keys or of ASPAs, as the host prefix with that number */
	uint8_t source;
};

struct claims {
	VEC(struct claim) c;
};

enum { CLAIMS = SLURM_FILTERS + 2 * RPKI_VRPS }; /* pairs of ASPAs are fewer */

static int cmp_claim(const void *pa, const void *pb)
{
	const struct claim *a = pa, *b = pb;
	int d = prefix_cmp(&a->prefix, &b->prefix);

	return d ? d : (int)a->source - (int)b->source;
}

static int add(struct claims *all, struct prefix p, uint8_t source)
{
	struct claim c = {p, source};

	return p.family ? vec_push(&all->c, c, CLAIMS) : 0;
}

static int prefix_claims(struct claims *all, const struct slurm *s)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < s->prefixes.n; i++)
		rc = add(all, s->prefixes.v[i].prefix, s->prefixes.v[i].source);
	for (size_t i = 0; !rc && i < rpki_vrp_count(&s->assertions); i++) {
		struct vrp v = rpki_vrp(&s->assertions, i);

		rc = add(all, v.prefix, v.source);
	}
	return rc;
}

static int key_claims(struct claims *all, const struct slurm *s)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < s->keys.n; i++)
		if (!s->keys.v[i].any_asn)
			rc = add(all, prefix_ipv4(s->keys.v[i].asn, 32), s->keys.v[i].source);
	for (size_t i = 0; !rc && i < s->assertions.keys.n; i++)
		rc = add(all, prefix_ipv4(s->assertions.keys.v[i].asn, 32),
			 s->assertions.keys.v[i].source);
	return rc;
}

static int customer_claims(struct claims *all, const struct slurm *s)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < s->aspas.n; i++)
		rc = add(all, prefix_ipv4(s->aspas.v[i].customer, 32), s->aspas.v[i].source);
	for (size_t i = 0; !rc && i < s->assertions.pairs.n; i++)
		rc = add(all, prefix_ipv4(s->assertions.pairs.v[i].customer, 32),
			 s->assertions.pairs.v[i].source);
	return rc;
}

/* What files speak of, one row each. */
static const struct {
	int (*claims)(struct claims *all, const struct slurm *s);
	const char *what;
} kinds[] = {
	{prefix_claims, "prefixes"},
	{key_claims, "AS numbers of router keys"},
	{customer_claims, "customers of ASPAs"},
};

/* The first claim inside another file's; *outer is that one. NULL: none. */
static const struct claim *find_overlap(struct claims *all, const struct claim **outer)
{
	const struct claim *around[129];
	size_t depth = 0;

	if (all->c.n)
		qsort(all->c.v, all->c.n, sizeof *all->c.v, cmp_claim);
	for (size_t i = 0; i < all->c.n; i++) {
		const struct claim *c = &all->c.v[i];

		while (depth && !prefix_covers(&around[depth - 1]->prefix, &c->prefix))
			depth--;
		if (depth && around[depth - 1]->source != c->source) {
			*outer = around[depth - 1];
			return c;
		}
		if (!depth || !prefix_equal(&around[depth - 1]->prefix, &c->prefix))
			around[depth++] = c;
	}
	return NULL;
}

static int overlap(const struct slurm *s, const struct claim *c, const struct claim *outer,
		   const char *what, struct err *e)
{
	const struct rpki_source *files = s->assertions.sources.v;

	return err_at(e, WEIR_ESYNTAX, files[c->source].name, 0, 0,
		      "expected %s that no other SLURM file speaks of, found one that '%.100s' does",
		      what, files[outer->source].name);
}

int slurm_check(const struct slurm *s, struct err *e)
{
	const struct claim *c, *outer;
	struct claims all = {.c = {.n = 0}};
	int rc = 0;

	for (size_t i = 0; !rc && i < sizeof kinds / sizeof *kinds; i++) {
		all.c.n = 0;
		rc = kinds[i].claims(&all, s);
		if (!rc && (c = find_overlap(&all, &outer)))
			rc = overlap(s, c, outer, kinds[i].what, e);
	}
	vec_free(&all.c);
	return rc == WEIR_ENOMEM ? err_set(e, rc, "out of memory") : rc;
}
