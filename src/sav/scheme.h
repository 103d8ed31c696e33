#ifndef WEIR_SAV_SCHEME_H
#define WEIR_SAV_SCHEME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/report.h"
#include "sav/sav.h"

/*
 * Schemes of source-address validation: which sources a packet that comes in from a
 * neighbor may have (RFC 2827, RFC 3704, RFC 8704). Each is one file, NAME.c, which
 * defines one `struct scheme`, and one row in the table of scheme.c. All are pure functions.
 *
 * A scheme says what it permits as a whole, and for one address, with the reasons;
 * both always agree.
 */
struct scheme {
	const char *summary; /* one line */
	const char *needed;  /* what would permit an address that it denies */
	bool for_all;        /* what is permitted does not depend on the neighbor */
	/* The set of addresses (addresses.h). 0, WEIR_ENOMEM, WEIR_ELIMIT, or what the decision lacks, with its place. */
	int (*permitted)(struct prefix_set *result, const struct sav *s, uint32_t neighbor,
			 struct err *e);
	/*
	 * Whether one address is: 1 or 0, or a negative code. `why` gets a line for each fact
	 * that makes it so, with its place.
	 */
	int (*explain)(struct report *why, const struct sav *s, uint32_t neighbor,
		       const struct prefix *host, struct err *e);
};

/* The row of a scheme. */
const struct scheme *scheme_row(enum sav_scheme s);

extern const struct scheme scheme_acl, scheme_strict, scheme_feasible, scheme_efp_a, scheme_efp_a_roa,
	scheme_efp_b, scheme_efp_b_roa, scheme_loose, scheme_loose_no_default;

/*
 * The scheme that RFC 8704 section 3.7 recommends for a neighbor:
 *  - acl for a customer that announces nothing and has `prefixes` or `as-set`: its networks are
 *    connected without BGP (item 1);
 *  - strict for a single-homed stub customer (item 2): it announces its own routes only, no other
 *    neighbor's path has it, and the AS relationships, where they know it, name no other
 *    provider, no customer and no peer of it;
 *  - efp-b for any other customer (item 3), efp-b-roa where the border has RPKI sources;
 *  - loose for everybody else (item 3).
 * *why (NULL allowed) is the reason in words. O(routes) at most.
 */
enum sav_scheme scheme_default(const struct sav *s, uint32_t neighbor, const char **why);

/* The schemes in force for a neighbor, as bits: its `sav`, or the default. */
unsigned scheme_in_force(const struct sav *s, uint32_t neighbor);

#endif
