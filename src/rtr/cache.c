#include "rtr/cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

const struct rtr_limits rtr_limits_default = {256, 16 << 20};

static void release_steps(struct rtr_delta *steps, size_t n)
{
	for (size_t i = 0; i < n; i++)
		rtr_delta_unref(&steps[i]);
	free(steps);
}

int rtr_cache_make(struct rtr_cache **to, struct rtr_set *set, const struct rtr_identity *id,
		   struct rtr_delta *steps, size_t nsteps)
{
	struct rtr_cache *c = calloc(1, sizeof *c);

	if (!c) {
		release_steps(steps, nsteps);
		return WEIR_ENOMEM;
	}
	c->id = *id;
	c->set = rtr_set_ref(set);
	c->steps = steps;
	c->nsteps = nsteps;
	c->refs = 1;
	*to = c;
	return 0;
}

int rtr_cache_first(struct rtr_cache **to, struct rtr_set *set, const struct rtr_identity *id)
{
	return rtr_cache_make(to, set, id, NULL, 0);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * How many of the old steps stay beside a new one. A router that would be told more than a quarter
 * of the set is better off with the whole.
 */
static size_t steps_kept(const struct rtr_cache *old, const struct rtr_delta *latest,
			 const struct rtr_limits *limits)
{
	const size_t quarter = rtr_set_size(old->set) / 4;
	const size_t most = least(limits->bytes, quarter < RTR_LOG_MIN ? RTR_LOG_MIN : quarter);
	size_t bytes = rtr_delta_size(latest), kept = 0;

	while (kept < old->nsteps && kept + 1 < least(limits->steps, RTR_STEPS_MAX)) {
		bytes += rtr_delta_size(&old->steps[old->nsteps - kept - 1]);
		if (bytes > most)
			break;
		kept++;
	}
	return kept;
}

int rtr_cache_next(struct rtr_cache **to, struct rtr_cache *old, struct rtr_set *set,
		   const struct rtr_limits *limits)
{
	struct rtr_identity id = old->id;
	struct rtr_delta latest, *steps;
	size_t kept;
	int rc;

	if (rtr_set_equal(old->set, set)) {
		*to = rtr_cache_ref(old);
		return 0;
	}
	rc = rtr_delta_make(&latest, old->set, set);
	if (rc)
		return rc;
	kept = steps_kept(old, &latest, limits);
	steps = reallocarray(NULL, kept + 1, sizeof *steps);
	if (!steps) {
		rtr_delta_unref(&latest);
		return WEIR_ENOMEM;
	}
	for (size_t i = 0; i < kept; i++)
		steps[i] = rtr_delta_ref(&old->steps[old->nsteps - kept + i]);
	steps[kept] = latest;
	id.serial++;
	return rtr_cache_make(to, set, &id, steps, kept + 1);
}

/* What a router of version 0 or 1 is told: the records it knows, with its version. */
static struct rtr_buf *make_older(const struct rtr_set *s, uint8_t version)
{
	const unsigned last = version ? RTR_PART_KEY : RTR_PART_IPV6;
	struct rtr_buf *b = rtr_buf_copy(rtr_set_bytes(s), s->part[last + 1]);

	for (size_t at = 0; b && at < b->n; at += rtr_length(b->bytes + at))
		b->bytes[at] = version;
	return b;
}

static struct rtr_buf *collect(struct out *o)
{
	struct rtr_buf *b = o->status ? NULL : rtr_buf_copy(o->s, o->n);

	out_release(o);
	return b;
}

/* All ASPAs as an announcement of draft 10. */
static struct rtr_buf *make_draft10(const struct rtr_set *s)
{
	const struct rtr_form form = {2, RTR_ASPA_DRAFT10};
	size_t at = s->part[RTR_PART_ASPA];
	const uint8_t *record;
	struct out o;

	out_mem(&o, (size_t)RTR_SET_MAX * 4);
	while ((record = rtr_set_next(s, RTR_PART_ASPA, &at)))
		rtr_record_put(&o, record, form, true);
	return collect(&o);
}

static struct rtr_span span_of(struct rtr_buf *b, size_t n)
{
	return (struct rtr_span){rtr_buf_ref(b), 0, n};
}

static int full_older(struct rtr_cache *c, uint8_t version, struct rtr_span *to)
{
	struct rtr_buf **b = &c->older[version];

	if (!*b)
		*b = make_older(c->set, version);
	if (!*b)
		return WEIR_ENOMEM;
	*to = span_of(*b, (*b)->n);
	return 1;
}

static int full_draft10(struct rtr_cache *c, struct rtr_span to[RTR_FULL_SPANS])
{
	if (!c->draft10)
		c->draft10 = make_draft10(c->set);
	if (!c->draft10)
		return WEIR_ENOMEM;
	to[0] = span_of(c->set->image, c->set->part[RTR_PART_ASPA]);
	to[1] = span_of(c->draft10, c->draft10->n);
	return 2;
}

int rtr_cache_full(struct rtr_cache *c, struct rtr_form form, struct rtr_span to[RTR_FULL_SPANS])
{
	const unsigned last = form.aspa == RTR_ASPA_CURRENT ? RTR_PART_ASPA : RTR_PART_KEY;

	if (form.version < 2)
		return full_older(c, form.version, to);
	if (form.aspa == RTR_ASPA_DRAFT10)
		return full_draft10(c, to);
	to[0] = span_of(c->set->image, c->set->part[last + 1]);
	return 1;
}

static struct rtr_buf *find_memo(const struct rtr_cache *c, struct rtr_form form, uint32_t serial)
{
	for (unsigned i = 0; i < RTR_MEMOS; i++) {
		const struct rtr_memo *m = &c->memo[i];

		if (m->buf && m->serial == serial && m->form.version == form.version && m->form.aspa == form.aspa)
			return rtr_buf_ref(m->buf);
	}
	return NULL;
}

static void keep_memo(struct rtr_cache *c, struct rtr_form form, uint32_t serial, struct rtr_buf *b)
{
	struct rtr_memo *m = &c->memo[c->next_memo++ % RTR_MEMOS];

	rtr_buf_unref(m->buf);
	*m = (struct rtr_memo){serial, form, rtr_buf_ref(b)};
}

/* The last `n` steps as one answer. */
static struct rtr_buf *make_since(const struct rtr_cache *c, struct rtr_form form, size_t n)
{
	struct rtr_delta d = {NULL, NULL};
	struct out o;

	out_mem(&o, (size_t)RTR_SET_MAX * 4);
	if (n) {
		if (rtr_delta_merge(&d, c->steps + c->nsteps - n, n)) {
			out_release(&o);
			return NULL;
		}
		rtr_delta_write(&o, &d, form);
		rtr_delta_unref(&d);
	}
	return collect(&o);
}

int rtr_cache_since(struct rtr_cache *c, struct rtr_form form, uint32_t serial, struct rtr_buf **to)
{
	const uint32_t behind = c->id.serial - serial; /* modulo 2^32, as serials are */

	if (behind > c->nsteps)
		return WEIR_ENOTFOUND;
	*to = find_memo(c, form, serial);
	if (*to)
		return 0;
	*to = make_since(c, form, behind);
	if (!*to)
		return WEIR_ENOMEM;
	keep_memo(c, form, serial, *to);
	return 0;
}

enum { OF_SERIAL = 0x0fff }; /* the bits of a session of version 0 that depend on the serial */

uint16_t rtr_cache_session(const struct rtr_cache *c, unsigned version)
{
	return version ? c->id.session[version] : (uint16_t)(c->id.session[0] ^ (c->id.serial & OF_SERIAL));
}

bool rtr_cache_knows(const struct rtr_cache *c, unsigned version, uint16_t session)
{
	const unsigned differing = session ^ c->id.session[version];

	return version ? !differing : !(differing & ~(unsigned)OF_SERIAL);
}

static bool speaks_to(const struct rtr_set *s, unsigned version)
{
	return s->part[version == 0 ? RTR_PART_KEY : version == 1 ? RTR_PART_ASPA : RTR_PARTS];
}

bool rtr_cache_has_news(const struct rtr_cache *c, unsigned version, uint32_t serial)
{
	const uint32_t behind = c->id.serial - serial;

	if (behind > c->nsteps)
		return true;
	for (size_t i = c->nsteps - behind; i < c->nsteps; i++)
		if (speaks_to(c->steps[i].gone, version) || speaks_to(c->steps[i].come, version))
			return true;
	return false;
}

struct rtr_cache *rtr_cache_ref(struct rtr_cache *c)
{
	if (c)
		c->refs++;
	return c;
}

void rtr_cache_unref(struct rtr_cache *c)
{
	if (!c || --c->refs)
		return;
	rtr_set_unref(c->set);
	release_steps(c->steps, c->nsteps);
	for (unsigned i = 0; i < RTR_VERSIONS - 1; i++)
		rtr_buf_unref(c->older[i]);
	rtr_buf_unref(c->draft10);
	for (unsigned i = 0; i < RTR_MEMOS; i++)
		rtr_buf_unref(c->memo[i].buf);
	free(c);
}
