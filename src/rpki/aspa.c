#include "rpki/aspa.h"

#include "base/err.h"

/*
 * How this works: as in section 5 of the draft, the path is looked at from its
 * origin, A[1], to the neighbor, A[N]. The up-ramp is how far each AS attests the
 * next as its provider, the down-ramp the same from the other end; `max` takes
 * what nobody attested to be possible, `min` takes only what is attested. A valley-free path
 * is one whose ramps meet.
 */

const char *aspa_hop_text(enum aspa_hop h)
{
	static const char *const texts[] = {"provider", "not-provider", "no-attestation"};

	return texts[h];
}

const char *aspa_state_text(enum aspa_state s)
{
	static const char *const texts[ASPA_STATES] = {"valid", "unknown", "invalid"};

	return texts[s];
}

const char *aspa_reason_text(enum aspa_reason r)
{
	static const char *const texts[] = {
		[ASPA_RAMPS] = "ramps",
		[ASPA_EMPTY] = "the path is empty",
		[ASPA_NEIGHBOR] = "the path does not begin with the neighbor",
		[ASPA_SET] = "the path has an AS_SET",
		[ASPA_CONFED] = "the path has a confederation segment after its beginning",
	};

	return texts[r];
}

/* The first customer of r that is not below. */
static size_t find_customer(const struct rpki *r, uint32_t customer)
{
	size_t lo = 0, hi = r->customers.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (r->customers.v[mid].asn < customer)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct aspa_pairs aspa_pairs_of(const struct rpki *r, uint32_t customer)
{
	const size_t c = find_customer(r, customer);

	if (c == r->customers.n || r->customers.v[c].asn != customer)
		return (struct aspa_pairs){NULL, 0};
	return rpki_pairs(r, c);
}

static bool has_provider(const struct aspa_pairs *p, uint32_t provider)
{
	size_t lo = 0, hi = p->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (p->v[mid].provider < provider)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < p->n && p->v[lo].provider == provider;
}

enum aspa_hop aspa_hop(const struct rpki *r, uint32_t customer, uint32_t provider)
{
	const struct aspa_pairs pairs = aspa_pairs_of(r, customer);

	if (!pairs.n)
		return ASPA_NO_ATTESTATION;
	return provider && has_provider(&pairs, provider) ? ASPA_PROVIDER : ASPA_NOT_PROVIDER;
}

static bool is_confed(const struct as_segment *s)
{
	return s->kind == AS_SEGMENT_CONFED_SEQUENCE || s->kind == AS_SEGMENT_CONFED_SET;
}

/* What the shape of the path says; the ASNs that count begin at *first. */
static enum aspa_reason check_shape(const struct as_path *p, uint32_t *first)
{
	uint32_t i = 0;

	*first = 0;
	for (; i < p->nsegments && is_confed(&p->segments[i]); i++)
		*first += p->segments[i].n;
	for (uint32_t k = i; k < p->nsegments; k++)
		if (p->segments[k].kind == AS_SEGMENT_SET)
			return ASPA_SET;
	for (; i < p->nsegments; i++)
		if (is_confed(&p->segments[i]))
			return ASPA_CONFED;
	return *first == p->n ? ASPA_EMPTY : ASPA_RAMPS;
}

/* A[1..N]: from the origin on, without repeats in a row. */
static int compress(const struct as_path *p, uint32_t first, struct aspa_verdict *v)
{
	int rc = 0;

	for (uint32_t i = p->n; !rc && i-- > first;)
		if (!v->hops.n || v->hops.v[v->hops.n - 1] != p->asns[i])
			rc = vec_push(&v->hops, p->asns[i], AS_PATH_MAX);
	return rc;
}

static void ramps_up(const struct rpki *r, struct aspa_verdict *v)
{
	const size_t n = v->hops.n;

	v->max_up = v->min_up = n;
	for (size_t i = 1; i < n && v->max_up == n; i++) {
		enum aspa_hop h = aspa_hop(r, v->hops.v[i - 1], v->hops.v[i]);

		if (h != ASPA_PROVIDER && v->min_up == n)
			v->min_up = i;
		if (h == ASPA_NOT_PROVIDER)
			v->max_up = i;
	}
}

static void ramps_down(const struct rpki *r, struct aspa_verdict *v)
{
	const size_t n = v->hops.n;

	v->max_down = v->min_down = n;
	for (size_t j = n; j > 1 && v->max_down == n; j--) {
		enum aspa_hop h = aspa_hop(r, v->hops.v[j - 1], v->hops.v[j - 2]);

		if (h != ASPA_PROVIDER && v->min_down == n)
			v->min_down = n - j + 1;
		if (h == ASPA_NOT_PROVIDER)
			v->max_down = n - j + 1;
	}
}

static enum aspa_state weigh(size_t max, size_t min, size_t n)
{
	if (max < n)
		return ASPA_INVALID;
	return min < n ? ASPA_UNKNOWN : ASPA_VALID;
}

int aspa_verify(const struct rpki *r, const struct as_path *p, const struct aspa_ask *ask,
		struct aspa_verdict *v)
{
	const bool up = ask->direction == ASPA_UPSTREAM;
	uint32_t first;
	int rc;

	v->hops.n = 0;
	v->max_up = v->min_up = v->max_down = v->min_down = 0;
	v->state = ASPA_INVALID;
	v->reason = check_shape(p, &first);
	if (v->reason != ASPA_RAMPS)
		return 0;
	if (ask->check_neighbor && !(up && ask->rs_client) && p->asns[first] != ask->neighbor) {
		v->reason = ASPA_NEIGHBOR;
		return 0;
	}
	rc = compress(p, first, v);
	if (rc)
		return rc;
	ramps_up(r, v);
	if (!up)
		ramps_down(r, v);
	v->state = weigh(v->max_up + v->max_down, v->min_up + v->min_down, v->hops.n);
	return 0;
}

void aspa_verdict_release(struct aspa_verdict *v)
{
	vec_free(&v->hops);
}
