#ifndef WEIR_IRR_EXPAND_H
#define WEIR_IRR_EXPAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/vec.h"
#include "irr/irr.h"
#include "net/asn.h"
#include "net/origin_list.h"
#include "net/range.h"

/*
 * From names to prefixes and AS numbers (RFC 2622 sections 5.1 to 5.3): AS
 * numbers, as-sets, route-sets and prefixes, each with an optional range
 * operator, which is carried down symbolically.
 */
struct irr_expand_options {
	bool no_ipv4, no_ipv6;      /* families to leave out */
	bool asns_only;             /* look up no routes: `ranges` stays empty */
	bool bound;                 /* keep routes with their origins, in `bound` instead of `ranges` */
	const char *const *sources; /* registries, the first wins; none: all, by trust */
	size_t nsources;
	size_t max_depth; /* sets below sets; deeper ones become gaps; 0: no limit */
	size_t max_asns;  /* more is WEIR_ELIMIT; 0: no limit */
};

/* Why something that a set or the caller named is not in the result. */
enum irr_gap_kind {
	IRR_GAP_NOT_FOUND, /* a set that no dump defines */
	IRR_GAP_DAMAGED,   /* a member, or a route object of a member, that cannot be read */
	IRR_GAP_ENDLESS,   /* ANY, AS-ANY, RS-ANY, PeerAS: no list can hold them */
	IRR_GAP_DEPTH      /* deeper than max_depth */
};

struct irr_gap {
	enum irr_gap_kind kind;
	const char *name;   /* as named, cut after 80 bytes */
	const char *by;     /* the set that named it */
	const char *source; /* of that set */
	const char *file;   /* of that set, with the line of the member */
	uint32_t line;
	const char *text; /* one sentence for people */
};

enum { IRR_GAPS_MAX = 1u << 16 };

/* A zeroed one is empty; release after use, also after an error. */
struct irr_expansion {
	struct range_list ranges; /* normalized; with options->bound, only what no origin is known of */
	struct origin_list bound; /* normalized; what route objects of ASes gave */
	struct asn_set asns;      /* normalized: every AS that was reached */
	VEC(struct irr_gap) gaps; /* the first IRR_GAPS_MAX; the list is whole only without gaps */
	size_t gaps_total;
	size_t sets;          /* visited, once for each chain of operators */
	size_t depth;         /* of the deepest set, 1 for one that the caller named */
	size_t routeless;     /* ASes without a route object of the families asked for */
	size_t route_objects; /* that gave the ranges, before duplicates went */
	struct arena names;
};

/*
 * Expand `AS64500`, `AS-FOO`, `AS64500:AS-FOO`, `RS-FOO`, a prefix, `SOURCE::AS-FOO`
 * or `AS-FOO@SOURCE` (that object in that registry alone, its members by the
 * usual order), each with an optional operator: `RS-FOO^+`, `AS1^-`,
 * `AS-FOO^24-25`, `10.0.0.0/8^24`. A set is taken whole from the first source
 * that has it. Cycles are followed once; nothing recurses.
 *
 * 0; WEIR_ESYNTAX for an object that is none of these, or ANY, AS-ANY, RS-ANY,
 * PeerAS; WEIR_ENOTFOUND for a set or a source that no dump has; WEIR_ELIMIT;
 * WEIR_ENOMEM. The gaps tell what is missing below. O(sets + members + routes),
 * times the log of the number of sets for each name.
 */
int irr_expand(const struct irr *irr, const char *const *objects, size_t n,
	       const struct irr_expand_options *options, struct irr_expansion *result,
	       struct err *e);

/* "ripe.db:12: AS-FOO: expected …, found '…'": one gap for people; returns buf. */
const char *irr_gap_text(const struct irr_gap *gap, char *buf, size_t size);

void irr_expansion_release(struct irr_expansion *x);

#endif
