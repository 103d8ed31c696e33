#include "snapshot/senders.h"

#include <stdlib.h>

static int by_asn(const void *a, const void *b)
{
	const struct sender_number *x = a, *y = b;

	return (x->asn > y->asn) - (x->asn < y->asn);
}

int senders_make(struct senders *s, const struct border *b)
{
	int rc = 0;

	s->own = b->network.asn;
	for (uint32_t i = 0; !rc && i < b->neighbors.n; i++) {
		struct sender_number n = {b->neighbors.v[i].asn, i};

		rc = vec_push(&s->numbers, n, BORDER_NEIGHBORS_MAX);
	}
	if (s->numbers.n)
		qsort(s->numbers.v, s->numbers.n, sizeof *s->numbers.v, by_asn);
	return rc;
}

/* How many ASNs at the path's beginning are those of a confederation, then the network's own. */
static uint32_t count_own(const struct senders *s, const struct as_path *p)
{
	uint32_t n = 0, i = 0;

	for (; i < p->nsegments; i++) {
		if (p->segments[i].kind != AS_SEGMENT_CONFED_SEQUENCE &&
		    p->segments[i].kind != AS_SEGMENT_CONFED_SET)
			break;
		n += p->segments[i].n;
	}
	while (n < p->n && p->asns[n] == s->own)
		n++;
	return n;
}

static bool is_loop(const struct senders *s, const struct as_path *p, uint32_t from)
{
	for (uint32_t i = from; i < p->n; i++)
		if (p->asns[i] == s->own)
			return true;
	return false;
}

struct sender senders_find(const struct senders *s, const struct bgp_table_route *r)
{
	struct sender sender = {.kind = SENDER_NEIGHBOR};
	struct sender_number key = {.asn = r->peer->asn}, *found = NULL;

	if (key.asn == s->own) {
		sender.skip = count_own(s, &r->path);
		if (sender.skip == r->path.n)
			return (struct sender){.kind = SENDER_SELF, .skip = sender.skip};
		key.asn = r->path.asns[sender.skip];
	}
	if (is_loop(s, &r->path, sender.skip))
		return (struct sender){.kind = SENDER_LOOP, .skip = sender.skip};
	if (s->numbers.n)
		found = bsearch(&key, s->numbers.v, s->numbers.n, sizeof key, by_asn);
	if (found)
		sender.neighbor = found->neighbor;
	else
		sender.kind = SENDER_STRANGER;
	return sender;
}

void senders_release(struct senders *s)
{
	vec_free(&s->numbers);
}
