#include "sav/blocks.h"
#include "sav/scheme.h"
#include "sav/why.h"

/* Loose uRPF, and loose uRPF that ignores default routes (RFC 3704 sections 2.4 and 2.5): any entry of the FIB. */

static int cover_fib(struct prefix_set *result, const struct sav *s, unsigned shortest, struct err *e)
{
	struct range_list blocks = {0};
	int rc = 0;

	for (size_t i = 0; !rc && i < s->best.n; i++)
		if (s->best.v[i].prefix.len >= shortest)
			rc = blocks_add(&blocks, &s->best.v[i].prefix);
	return blocks_permit(result, &blocks, rc, e);
}

static int permitted(struct prefix_set *result, const struct sav *s, uint32_t neighbor, struct err *e)
{
	(void)neighbor;
	return cover_fib(result, s, 0, e);
}

static int permitted_no_default(struct prefix_set *result, const struct sav *s, uint32_t neighbor,
				struct err *e)
{
	(void)neighbor;
	return cover_fib(result, s, 1, e);
}

static int explain_from(struct report *why, const struct sav *s, const struct prefix *host,
			unsigned shortest)
{
	const struct sav_best *best = sav_lookup(s, host);

	if (!best) {
		why_no_route(why, host, " of the forwarding table");
		return 0;
	}
	why_best(why, s, best, best->prefix.len < shortest ? ": a default route, which does not count" : "");
	return best->prefix.len >= shortest;
}

static int explain(struct report *why, const struct sav *s, uint32_t neighbor,
		   const struct prefix *host, struct err *e)
{
	(void)neighbor;
	(void)e;
	return explain_from(why, s, host, 0);
}

static int explain_no_default(struct report *why, const struct sav *s, uint32_t neighbor,
			      const struct prefix *host, struct err *e)
{
	(void)neighbor;
	(void)e;
	return explain_from(why, s, host, 1);
}

const struct scheme scheme_loose = {
	.summary = "whatever there is a route to, a default route included (RFC 8704 2.4)",
	.needed = "any route covers it",
	.for_all = true,
	.permitted = permitted,
	.explain = explain,
};

const struct scheme scheme_loose_no_default = {
	.summary = "whatever there is a route to, without default routes (RFC 3704 2.5)",
	.needed = "any route but a default route covers it",
	.for_all = true,
	.permitted = permitted_no_default,
	.explain = explain_no_default,
};
