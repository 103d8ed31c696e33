#include "rtr/state.h"

#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "base/umac.h"

/*
 * Layout, numbers in network order: magic, version (32 bits), serial (32), three session IDs (16
 * each), zero (16), as-of (64), steps (32); then for the set and for each step's two sets their
 * length (64) and UMAC (32 digits); the SHA-256 (64 digits) of all that; the sets.
 */
static const char magic[] = "WEIRRTR\n";

enum { MAGIC = 8, DIGITS = SHA256_TEXT - 1, SUM = UMAC_TEXT - 1 };
enum { FIXED = MAGIC + 4 + 4 + 8 + 8 + 4, ENTRY = 8 + SUM };

static size_t head_size(size_t nsteps)
{
	return FIXED + (1 + 2 * nsteps) * ENTRY;
}

static void put32(struct out *o, uint32_t v)
{
	uint8_t b[4];

	wire_put32(b, v);
	out_write(o, b, sizeof b);
}

static void put64(struct out *o, uint64_t v)
{
	put32(o, (uint32_t)(v >> 32));
	put32(o, (uint32_t)v);
}

static void put_entry(struct out *head, const struct rtr_set *s)
{
	char sum[UMAC_TEXT];

	put64(head, rtr_set_size(s));
	out_write(head, umac_text(rtr_set_bytes(s), rtr_set_size(s), sum), SUM);
}

static void put_head(struct out *head, const struct rtr_cache *c, uint64_t as_of)
{
	char sum[SHA256_TEXT];

	out_write(head, magic, MAGIC);
	put32(head, RTR_STATE_VERSION);
	put32(head, c->id.serial);
	put32(head, (uint32_t)c->id.session[0] << 16 | c->id.session[1]);
	put32(head, (uint32_t)c->id.session[2] << 16);
	put64(head, as_of);
	put32(head, (uint32_t)c->nsteps);
	put_entry(head, c->set);
	for (size_t i = 0; i < c->nsteps; i++) {
		put_entry(head, c->steps[i].gone);
		put_entry(head, c->steps[i].come);
	}
	if (!head->status)
		out_write(head, sha256_text(head->s, head->n, sum), DIGITS);
}

static void put_set(struct out *to, const struct rtr_set *s)
{
	out_write(to, rtr_set_bytes(s), rtr_set_size(s));
}

void rtr_state_write(struct out *to, const struct rtr_cache *c, uint64_t as_of)
{
	struct out head;

	out_mem(&head, head_size(RTR_STEPS_MAX) + DIGITS);
	put_head(&head, c, as_of);
	if (head.status) {
		to->status = head.status;
	} else {
		out_write(to, head.s, head.n);
		put_set(to, c->set);
		for (size_t i = 0; i < c->nsteps; i++) {
			put_set(to, c->steps[i].gone);
			put_set(to, c->steps[i].come);
		}
	}
	out_release(&head);
}

/* What is read: the table of sets, and the sets. */
struct reader {
	struct rtr_identity id;
	uint64_t as_of;
	size_t nsteps;
	struct wire entries, sets;
};

static uint64_t get64(struct wire *w)
{
	const uint64_t hi = wire_u32(w);

	return hi << 32 | wire_u32(w);
}

static bool head_is(const uint8_t *digits, const uint8_t *bytes, size_t n)
{
	char found[SHA256_TEXT];

	return digits && !memcmp(digits, sha256_text(bytes, n, found), DIGITS);
}

static bool sum_is(const uint8_t *sum, const uint8_t *bytes, size_t n)
{
	char found[UMAC_TEXT];

	return sum && bytes && !memcmp(sum, umac_text(bytes, n, found), SUM);
}

/* The head, whose sum is right. */
static bool read_head(struct reader *r, const uint8_t *bytes, size_t n)
{
	struct wire w = wire_make(bytes, n);
	uint16_t zero;
	size_t head;

	wire_bytes(&w, MAGIC + 4);
	r->id.serial = wire_u32(&w);
	for (unsigned i = 0; i < RTR_VERSIONS; i++)
		r->id.session[i] = wire_u16(&w);
	zero = wire_u16(&w);
	r->as_of = get64(&w);
	r->nsteps = wire_u32(&w);
	if (w.bad || zero || r->nsteps > RTR_STEPS_MAX)
		return false;
	head = head_size(r->nsteps);
	r->entries = wire_sub(&w, head - FIXED);
	if (!head_is(wire_bytes(&w, DIGITS), bytes, head))
		return false;
	r->sets = w;
	return true;
}

static int read_set(struct reader *r, struct rtr_set **to)
{
	const uint64_t n = get64(&r->entries);
	const uint8_t *sum = wire_bytes(&r->entries, SUM);
	const uint8_t *bytes = n <= RTR_SET_MAX ? wire_bytes(&r->sets, (size_t)n) : NULL;

	return sum_is(sum, bytes, (size_t)n) ? rtr_set_read(to, bytes, (size_t)n) : WEIR_ESYNTAX;
}

static int read_steps(struct reader *r, struct rtr_delta *steps)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < r->nsteps; i++) {
		rc = read_set(r, &steps[i].gone);
		if (!rc)
			rc = read_set(r, &steps[i].come);
	}
	return rc ? rc : wire_done(&r->sets) ? 0 : WEIR_ESYNTAX;
}

static int read_sets(struct rtr_cache **to, struct reader *r)
{
	struct rtr_delta *steps = calloc(r->nsteps + 1, sizeof *steps);
	struct rtr_set *set = NULL;
	int rc = steps ? read_set(r, &set) : WEIR_ENOMEM;

	if (!rc)
		rc = read_steps(r, steps);
	if (!rc) {
		rc = rtr_cache_make(to, set, &r->id, steps, r->nsteps);
	} else if (steps) {
		for (size_t i = 0; i < r->nsteps; i++)
			rtr_delta_unref(&steps[i]);
		free(steps);
	}
	rtr_set_unref(set);
	return rc;
}

int rtr_state_read(struct rtr_cache **to, uint64_t *as_of, const uint8_t *bytes, size_t n,
		   const char *name, struct err *e)
{
	struct reader r = {.nsteps = 0};
	int rc = WEIR_ESYNTAX;

	if (n >= MAGIC + 4 && !memcmp(bytes, magic, MAGIC) && wire_get32(bytes + MAGIC) != RTR_STATE_VERSION)
		return err_at(e, WEIR_ENOTFOUND, name, 0, 0, "expected a state of version %d, found version %u",
			      RTR_STATE_VERSION, wire_get32(bytes + MAGIC));
	if (n >= MAGIC && !memcmp(bytes, magic, MAGIC) && read_head(&r, bytes, n))
		rc = read_sets(to, &r);
	if (rc == WEIR_ENOMEM)
		return err_at(e, rc, name, 0, 0, "out of memory");
	if (rc)
		return err_at(e, WEIR_ESYNTAX, name, 0, 0, "expected an intact state, found a damaged one");
	*as_of = r.as_of;
	return 0;
}
