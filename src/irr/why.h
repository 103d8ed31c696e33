#ifndef WEIR_IRR_WHY_H
#define WEIR_IRR_WHY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/vec.h"
#include "irr/expand.h"
#include "irr/irr.h"
#include "net/range.h"

/*
 * Why an expansion (expand.h) holds what it holds: which set names which member at which
 * line, from the objects that the caller named down to an AS number or a prefix. The
 * way to everything is the shortest. Immutable once made.
 *
 *	rc = irr_why_make(&w, irr, objects, n, NULL, &e);
 *	rc = irr_why_range(w, &range, &found);          every route object and member behind it
 *	rc = irr_why_path(w, found.items.v[0].way, &path);      how the first was reached
 */
struct irr_why;

/*
 * Objects, options and errors as irr_expand(). *w is the caller's to free, and no longer
 * than the struct irr. No route is looked up: O(sets + members), times the log of the
 * number of sets for each name.
 */
int irr_why_make(struct irr_why **w, const struct irr *irr, const char *const *objects, size_t n,
		 const struct irr_expand_options *options, struct err *e);

void irr_why_free(struct irr_why *w);

/* What names what. */
enum irr_step_kind { IRR_STEP_SET, IRR_STEP_ASN, IRR_STEP_RANGE };

struct irr_step {
	const char *set;          /* whose member it is; NULL: the caller's object number `object` */
	size_t object;
	struct irr_place place;   /* of the member, with the set's maintainers; of the object that refers, with its */
	bool by_ref;              /* an aut-num or route object that is a member by reference (RFC 2622 5.1) */
	enum irr_step_kind kind;  /* what the member is */
	const char *name;         /* a set's */
	uint32_t asn;             /* an AS number; the origin of a route object that is a member by reference */
	struct range range;       /* a prefix, with its operator applied */
	struct range_op op;       /* behind a set or an AS number */
};

/* From the caller's object down. A zeroed one is empty. */
struct irr_path {
	VEC(struct irr_step) steps;
};

/* The member as it is written: "AS-FOO^24-25", "AS64501", "192.0.2.0/24^+"; returns `to`. */
enum { IRR_STEP_TEXT = 288 };
const char *irr_step_text(const struct irr_step *s, char to[IRR_STEP_TEXT]);

void irr_path_release(struct irr_path *p);

/* The way to an AS number: 1 with *way, or 0 where it is not in the expansion. O(ASes). */
bool irr_why_asn(const struct irr_why *w, uint32_t asn, size_t *way);

/* The steps of a way into a path made before or zeroed. 0 or WEIR_ENOMEM. O(steps). */
int irr_why_path(const struct irr_why *w, size_t way, struct irr_path *p);

/* One object behind prefixes. */
struct irr_reason {
	bool is_route;          /* a route object; else a member of a set, or the caller's object */
	struct prefix prefix;   /* of the route object; of the member */
	uint32_t origin;        /* of a route object */
	struct range gives;     /* what it puts in, operators applied */
	struct irr_place place; /* of the object or member; no file for the caller's object */
	uint32_t dump;          /* number of the dump */
	size_t way;             /* for irr_why_path() */
};

enum { IRR_REASONS_MAX = 1 << 16 };

/* By prefix, then in the order met. A zeroed one is empty. */
struct irr_reasons {
	VEC(struct irr_reason) items; /* the first IRR_REASONS_MAX that were met */
	size_t total;
};

void irr_reasons_release(struct irr_reasons *r);

/*
 * Everything that puts at least one prefix of the range into the expansion, each
 * once for each chain of operators; with `more_to`, also what would if more specifics of everything
 * were let in up to that length (0: not so). 0 or WEIR_ENOMEM. O(ASes * dumps * log routes) where
 * no operator stands above, times the address bits where one does, or with `more_to`.
 */
int irr_why_range(const struct irr_why *w, const struct range *r, unsigned more_to,
		  struct irr_reasons *found);

/*
 * Every route object of any origin for a prefix of the range, or for one that covers all of it,
 * whether an expansion reaches it or not; `way` means nothing. 0 or WEIR_ENOMEM. O(routes).
 */
int irr_registered(const struct irr *irr, const struct range *r, struct irr_reasons *found);

#endif
