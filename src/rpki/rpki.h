#ifndef WEIR_RPKI_RPKI_H
#define WEIR_RPKI_RPKI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/strmap.h"
#include "base/vec.h"
#include "net/prefix.h"

/*
 * What the RPKI says, as relying parties hand it on: VRPs (RFC 6811), ASPAs
 * (draft-ietf-sidrops-aspa-profile) and BGPsec router keys (RFC 8209), each with
 * the source and the line it came from.
 *
 *	struct rpki r = {0};
 *	rc = rpki_read_file(&r, "rpki.json", &report, &err);    any number of these (read.h)
 *	rc = rpki_finish(&r);                                   sorted, unique
 *	rc = rpki_apply_slurm(&r, &slurm, &changes);            slurm.h
 *	...
 *	rpki_release(&r);
 */
enum {
	RPKI_VRPS = 1 << 25,       /* of each family */
	RPKI_PROVIDERS = 1 << 25,  /* customer and provider pairs */
	RPKI_ASPA_PROVIDERS = 16380, /* of one ASPA: what an RTR PDU holds (8210bis 5.12) */
	RPKI_KEYS = 1 << 20,
	RPKI_SOURCES = 255,
	RPKI_ANCHORS = 255,
	RPKI_ANCHORS_MET = 32,
	RPKI_SPKI = 4096 /* bytes of one public key */
};

/* A VRP, packed. `anchor` is the number of its trust anchor, 0 where none was named. */
struct vrp4 {
	uint32_t addr, asn, line;
	uint8_t len, max_len, source, anchor;
};

struct vrp6 {
	uint64_t hi, lo;
	uint32_t asn, line;
	uint8_t len, max_len, source, anchor;
};

/* One VRP of either family. */
struct vrp {
	struct prefix prefix;
	uint32_t asn, line;
	uint8_t max_len, source, anchor;
};

/* `provider` is in the provider set of `customer`; 0 alone says that it has none. */
struct aspa_pair {
	uint32_t customer, provider, line;
	uint8_t source;
};

/* The customers of a finished set: providers are pairs[first .. next one's first). */
struct aspa_customer {
	uint32_t asn, first;
};

struct router_key {
	uint32_t asn, line;
	uint8_t ski[20];
	uint8_t source;
	uint16_t nspki;
	const uint8_t *spki; /* DER of the SubjectPublicKeyInfo */
};

/* Where facts came from, and how many of each it gave. */
struct rpki_source {
	char *name;
	size_t vrps, aspas, keys; /* records taken */
	size_t bad;               /* records noted and passed over */
	size_t repeated;          /* VRPs that were there already */
	uint64_t made;            /* when it says that it was, seconds since 1970; 0: it does not say */
};

struct rpki {
	VEC(struct vrp4) v4; /* by address, length, maxLength, ASN once finished */
	VEC(struct vrp6) v6;
	VEC(struct aspa_pair) pairs; /* by customer, provider once finished */
	VEC(struct aspa_customer) customers;
	VEC(struct router_key) keys; /* by ASN, SKI, key once finished */
	VEC(struct rpki_source) sources;
	struct strmap anchors; /* number - 1 */
	uint8_t anchor_met[RPKI_ANCHORS_MET]; /* where rpki_anchor() looks first: numbers, or 0 */
	struct arena bytes; /* public keys */
};

/* Begin a source; what is added next belongs to it. 0, WEIR_ENOMEM or WEIR_ELIMIT. */
int rpki_source(struct rpki *r, const char *name);

/* Add to the latest source. The caller has checked what record.h checks. 0, WEIR_ENOMEM or WEIR_ELIMIT. */
int rpki_add_vrp(struct rpki *r, const struct vrp *v);
int rpki_add_aspa(struct rpki *r, uint32_t customer, uint32_t provider, uint32_t line);
int rpki_add_key(struct rpki *r, const struct router_key *k); /* copies the key */

/* The number of a trust anchor's name, 0 when there are too many of them. */
uint8_t rpki_anchor(struct rpki *r, const char *s, size_t n);

/* Its name; "" for 0. */
const char *rpki_anchor_name(const struct rpki *r, uint8_t anchor);

/*
 * Sort, drop what is there twice (the earlier source stays), and form the
 * providers of each customer: the union over its ASPAs, without AS0 where others
 * are there too (draft-ietf-sidrops-aspa-verification-28 section 3). May be called
 * again after adding more. 0 or WEIR_ENOMEM. O(n log n).
 */
int rpki_finish(struct rpki *r);

/* A key identifier in upper-case digits; returns `to`. */
enum { RPKI_SKI_TEXT = 41 };
const char *rpki_ski_text(const uint8_t ski[20], char to[RPKI_SKI_TEXT]);

static inline size_t rpki_vrp_count(const struct rpki *r)
{
	return r->v4.n + r->v6.n;
}

static inline struct vrp rpki_unpack4(const struct vrp4 *v)
{
	return (struct vrp){prefix_ipv4(v->addr, v->len), v->asn, v->line, v->max_len, v->source, v->anchor};
}

static inline struct vrp rpki_unpack6(const struct vrp6 *v)
{
	return (struct vrp){{v->hi, v->lo, IPV6, v->len}, v->asn, v->line, v->max_len, v->source, v->anchor};
}

/* The i-th VRP, IPv4 first. O(1). */
static inline struct vrp rpki_vrp(const struct rpki *r, size_t i)
{
	return i < r->v4.n ? rpki_unpack4(&r->v4.v[i]) : rpki_unpack6(&r->v6.v[i - r->v4.n]);
}

/*
 * The VRPs that cover a prefix (RFC 6811 section 2), longest first; false when there are no
 * more. For explaining a verdict: O(log n) for each of the prefixes around it that VRPs have, and
 * for few others.
 */
struct rpki_cover {
	struct prefix at; /* the ancestor that is looked at */
	size_t first, i;  /* of the family: its first VRP, and the next to look at; SIZE_MAX: to be searched */
	bool done;
};

void rpki_cover_start(struct rpki_cover *c, const struct prefix *p);
bool rpki_cover_next(const struct rpki *r, struct rpki_cover *c, struct vrp *v);

/*
 * The VRPs that touch a prefix: those that cover it, longest first, then those of the prefixes
 * inside it, in order. O(log n) as above, and O(1) for each inside.
 */
struct rpki_touch {
	struct rpki_cover cover;
	struct prefix within;
	size_t i; /* the next one that may lie inside */
	bool inside;
};

void rpki_touch_start(struct rpki_touch *t, const struct prefix *p);
bool rpki_touch_next(const struct rpki *r, struct rpki_touch *t, struct vrp *v);

/* Some pairs of one customer, by provider. */
struct aspa_pairs {
	const struct aspa_pair *v;
	size_t n;
};

/* Those of the i-th customer of a finished set, at least one. O(1). */
static inline struct aspa_pairs rpki_pairs(const struct rpki *r, size_t i)
{
	const size_t first = r->customers.v[i].first;
	const size_t end = i + 1 < r->customers.n ? r->customers.v[i + 1].first : r->pairs.n;

	return (struct aspa_pairs){&r->pairs.v[first], end - first};
}

/* Take back everything added since the mark (the file turned out to be damaged). */
struct rpki_mark {
	size_t v4, v6, pairs, keys, sources;
};

struct rpki_mark rpki_mark(const struct rpki *r);
void rpki_roll_back(struct rpki *r, struct rpki_mark m);

void rpki_release(struct rpki *r);

#endif
