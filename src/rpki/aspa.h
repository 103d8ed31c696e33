#ifndef WEIR_RPKI_ASPA_H
#define WEIR_RPKI_ASPA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "net/as_path.h"
#include "rpki/rpki.h"

/* Verification of AS paths with ASPAs (draft-ietf-sidrops-aspa-verification-28). */

/* What the ASPAs of a customer say, of a finished set; no pairs where there is none. O(log n). */
struct aspa_pairs aspa_pairs_of(const struct rpki *r, uint32_t customer);

/* What the ASPAs of a customer say about an AS (section 4, the provider authorization function). */
enum aspa_hop { ASPA_PROVIDER, ASPA_NOT_PROVIDER, ASPA_NO_ATTESTATION };

/* "provider", "not-provider", "no-attestation". */
const char *aspa_hop_text(enum aspa_hop h);

/* O(log n). AS0 is nobody's provider. */
enum aspa_hop aspa_hop(const struct rpki *r, uint32_t customer, uint32_t provider);

enum aspa_state { ASPA_VALID, ASPA_UNKNOWN, ASPA_INVALID, ASPA_STATES };

/* "valid", "unknown", "invalid". */
const char *aspa_state_text(enum aspa_state s);

/*
 * Where a path came from. Upstream is the procedure for what a customer, a peer or
 * a client of our route server sends, and a route server to us; downstream for what
 * a provider sends.
 */
enum aspa_direction { ASPA_UPSTREAM, ASPA_DOWNSTREAM };

struct aspa_ask {
	enum aspa_direction direction;
	bool check_neighbor; /* the path must begin with `neighbor`; not asked of a route server's client upstream */
	bool rs_client;
	uint32_t neighbor;
};

enum aspa_reason {
	ASPA_RAMPS,    /* the ramps below say it all */
	ASPA_EMPTY,    /* the path has no AS */
	ASPA_NEIGHBOR, /* it begins with another AS */
	ASPA_SET,      /* it has an AS_SET */
	ASPA_CONFED    /* a confederation shows beyond the path's beginning (RFC 5065 section 5) */
};

const char *aspa_reason_text(enum aspa_reason r);

/*
 * A verdict and what it stands on. `hops` is the path compressed, origin first:
 * hops.v[0] is A[1] of the draft. The ramps are set where reason is ASPA_RAMPS; those of the
 * way down only for a downstream path. Zeroed at first, used again and again.
 */
struct aspa_verdict {
	enum aspa_state state;
	enum aspa_reason reason;
	VEC(uint32_t) hops;
	size_t max_up, min_up, max_down, min_down;
};

/*
 * Verify against a finished set. Segments of a confederation at the path's beginning are
 * ours, and passed over. 0 or WEIR_ENOMEM. O(n log customers).
 */
int aspa_verify(const struct rpki *r, const struct as_path *p, const struct aspa_ask *ask,
		struct aspa_verdict *v);

void aspa_verdict_release(struct aspa_verdict *v);

#endif
