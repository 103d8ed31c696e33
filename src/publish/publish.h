#ifndef WEIR_PUBLISH_PUBLISH_H
#define WEIR_PUBLISH_PUBLISH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/vec.h"
#include "border/border.h"
#include "net/asn.h"
#include "publish/finding.h"
#include "snapshot/snapshot.h"

/*
 * What a network says of itself, side by side: what it announces (the table's routes of its
 * origin), what it intends (the border file), and what is registered: route objects, as-sets,
 * its aut-num, ROAs, its ASPA. A decision: a pure function of snapshot and border.
 *
 * What no source tells is unknown, never missing: a fact is missing only where a source
 * of its kind has other facts of it.
 */

/* What is known at all; [0] of IPv4, [1] of IPv6. */
struct publish_known {
	bool intended;     /* the border file has `prefixes` */
	bool announced[2]; /* the table has the family, and some route of the network */
	bool objects[2];   /* the registries have route objects of the family */
	bool vrps, sets, aut_nums, aspas;
};

/* Why something is not known, for people. */
struct publish_unknown {
	const char *what, *why;
};

/* A route of the table, the first with its prefix and origin. */
struct publish_sighting {
	struct prefix prefix;
	uint32_t origin;
	const char *file;
	uint32_t record;
};

/* A VRP of the network's own ASN. */
enum publish_roa { PUBLISH_ROA_FINE, PUBLISH_ROA_BROAD, PUBLISH_ROA_STALE };

struct publish_vrp {
	struct vrp vrp;
	enum publish_roa state;
};

/* One prefix of the network: intended, announced or registered. */
struct publish_row {
	struct prefix prefix;
	const struct border_prefix *intended;     /* NULL: not */
	const struct publish_sighting *announced; /* NULL: not seen */
	size_t first_object, nobjects;            /* own route objects, in publication.objects */
	enum rov_state state;                     /* with the network's origin */
	bool has_vrp;
	struct vrp vrp; /* that makes it so: of those that match, or else cover, the longest */
};

/* A route that a customer sent, or that was sent on for it. */
struct publish_carried {
	uint32_t origin, customer;
	struct prefix prefix;
	const char *file;
	uint32_t record;
};

struct publication {
	const struct snapshot *snapshot;
	const struct border *border;
	uint32_t asn;
	struct publish_known known;
	VEC(struct publish_unknown) unknown;
	VEC(struct publish_row) rows;            /* by prefix */
	VEC(struct publish_sighting) announced;  /* own, by prefix */
	VEC(struct publish_sighting) inside;     /* of others, inside the network's space */
	VEC(struct publish_carried) carried;     /* by origin, one each */
	VEC(struct irr_route) objects;           /* own, by prefix */
	VEC(struct irr_route) inside_objects;    /* of others, inside the network's space */
	VEC(struct publish_vrp) vrps;            /* own, by prefix */
	VEC(struct prefix) space;                /* intended, else announced; none inside another */
	struct asn_set customers;                /* neighbors that may carry the network's space */
	struct asn_set cone;                     /* these and what their as-sets reach */
	struct asn_set *neighbors;               /* what the as-sets of each neighbor of the border reach */
	VEC(const char *) sets;                  /* own as-sets that are registered, the network's first */
	struct asn_set reached;                  /* by the network's as-sets */
	struct asn_set grouped;                  /* by AS…:AS-CUSTOMERS */
	struct publish_findings findings;        /* by code, then as found */
	struct arena memory;
};

enum { PUBLISH_MAX = 1 << 22 };

/*
 * Compare everything. 0; WEIR_ENOMEM, WEIR_ELIMIT. Release a zeroed or made one in either
 * case; snapshot and border must outlive it. O((routes + route objects + VRPs) * log own prefixes).
 */
int publication_make(struct publication *p, const struct snapshot *s, const struct border *b);

void publication_release(struct publication *p);

/* Whether the network should announce the prefix: intended, or announced where no intention is told. */
static inline bool publish_row_is_wanted(const struct publication *p, const struct publish_row *r)
{
	return p->known.intended ? r->intended != NULL : r->announced != NULL;
}

/* The row of a prefix; NULL where there is none. O(log rows). */
struct publish_row *publish_row_find(const struct publication *p, const struct prefix *prefix);

/* Its number; PUBLISH_NO_ROW where there is none. */
uint32_t publish_row_number(const struct publication *p, const struct prefix *prefix);

/* [0] or [1] of a family. */
static inline unsigned publish_family(const struct prefix *p)
{
	return p->family == IPV6;
}

/* Whether an AS is a customer's: in the cone, or carried for a customer. O(log). */
bool publish_is_customers(const struct publication *p, uint32_t asn);

/* Whether the prefix is inside the network's space. O(log space). */
bool publish_has_space(const struct publication *p, const struct prefix *prefix);

#endif
