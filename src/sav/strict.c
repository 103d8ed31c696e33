/*
 * Strict uRPF (RFC 3704 section 2.2, RFC 8704 section 2.2): the longest prefix of the
 * FIB that covers the source goes to the neighbor, by any of its next hops where
 * there are several of equal cost.
 *
 * How this works: prefixes come in order, a shorter one before those inside it, so
 * one walk with a stack of the open ones gives each stretch of addresses its
 * longest prefix.
 */
#include <stdio.h>

#include "sav/blocks.h"
#include "sav/scheme.h"
#include "sav/why.h"

struct open {
	u128 last;
	bool goes; /* to the neighbor */
};

struct walk {
	struct range_list *to;
	unsigned family;
	struct open open[130];
	size_t depth;
	u128 at;  /* the first address that is not decided */
	bool end; /* all are */
};

/* Decide the addresses up to `last`, which belong to the innermost open prefix. */
static int decide(struct walk *w, u128 last)
{
	bool goes = w->depth && w->open[w->depth - 1].goes;
	int rc = 0;

	if (w->end || w->at > last)
		return 0;
	if (goes)
		rc = range_list_add_span(w->to, w->family, w->at, last, false);
	w->at = last + 1;
	w->end = !w->at;
	return rc;
}

/* Close the prefixes that end before `first`, or all. */
static int close_open(struct walk *w, u128 first, bool all)
{
	int rc = 0;

	while (!rc && w->depth && (all || w->open[w->depth - 1].last < first)) {
		rc = decide(w, w->open[w->depth - 1].last);
		w->depth--;
	}
	return rc;
}

static int enter(struct walk *w, const struct prefix *p, bool goes)
{
	int rc = close_open(w, prefix_first(p), false);

	if (!rc && prefix_first(p))
		rc = decide(w, prefix_first(p) - 1);
	w->open[w->depth++] = (struct open){prefix_last(p), goes};
	return rc;
}

static int walk_family(struct range_list *to, const struct sav *s, unsigned family, uint32_t asn)
{
	struct walk w = {.to = to, .family = family};
	int rc = 0;

	for (size_t i = 0; !rc && i < s->best.n; i++) {
		const struct sav_best *best = &s->best.v[i];

		if (best->prefix.family == family)
			rc = enter(&w, &best->prefix, sav_goes_to(s, best, asn));
	}
	return rc ? rc : close_open(&w, 0, true);
}

static int permitted(struct prefix_set *result, const struct sav *s, uint32_t neighbor, struct err *e)
{
	uint32_t asn = s->border->neighbors.v[neighbor].asn;
	struct range_list blocks = {0};
	int rc = walk_family(&blocks, s, IPV4, asn);

	if (!rc)
		rc = walk_family(&blocks, s, IPV6, asn);
	return blocks_permit(result, &blocks, rc, e);
}

static int explain(struct report *why, const struct sav *s, uint32_t neighbor,
		   const struct prefix *host, struct err *e)
{
	uint32_t asn = s->border->neighbors.v[neighbor].asn;
	const struct sav_best *best = sav_lookup(s, host);
	bool goes = best && sav_goes_to(s, best, asn);
	char then[64];

	(void)e;
	snprintf(then, sizeof then, "%s AS%u", goes ? ": back to" : ": not back to", asn);
	if (best)
		why_best(why, s, best, then);
	else
		why_no_route(why, host, " of the forwarding table");
	return goes;
}

const struct scheme scheme_strict = {
	.summary = "what the best route goes back to the neighbor for (RFC 8704 2.2)",
	.needed = "the best route to it goes to the neighbor",
	.permitted = permitted,
	.explain = explain,
};
