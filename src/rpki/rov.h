#ifndef WEIR_RPKI_ROV_H
#define WEIR_RPKI_ROV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/prefix.h"
#include "rpki/rpki.h"

/*
 * Route origin validation (RFC 6811). A route is
 *   valid           a covering VRP has its origin, and a maxLength that reaches it;
 *   invalid-length  a covering VRP has its origin, none of these reaches it;
 *   invalid-asn     covering VRPs have other origins only;
 *   not-found       no VRP covers it.
 * AS0 never validates (RFC 6483 section 4): a route without an origin AS (it ends
 * in an AS_SET) is asked as ROV_NO_ORIGIN, and is never valid.
 */
enum rov_state { ROV_VALID, ROV_INVALID_ASN, ROV_INVALID_LENGTH, ROV_NOT_FOUND, ROV_STATES };

enum { ROV_NO_ORIGIN = 0 };

/* "valid", "invalid-asn", "invalid-length", "not-found". */
const char *rov_state_text(enum rov_state s);

struct rov_route {
	struct prefix prefix;
	uint32_t origin;
};

/* Made for speed out of a finished set, which it no longer needs then; immutable. */
struct rov_table;

/* 0 or WEIR_ENOMEM. O(n). */
int rov_make(struct rov_table **t, const struct rpki *r);
void rov_release(struct rov_table *t);

/* O(log n + nesting of VRPs). */
enum rov_state rov_validate(const struct rov_table *t, const struct prefix *p, uint32_t origin);

/* The same for `n` routes; faster, because memory is asked for ahead of its use. */
void rov_validate_many(const struct rov_table *t, const struct rov_route *routes, size_t n,
		       uint8_t *states);

/* Whether a VRP covers the prefix and has this ASN, 0 too, with a maxLength that reaches it. */
bool rov_matches(const struct rov_table *t, const struct prefix *p, uint32_t asn);

/* Bytes of the table. */
size_t rov_bytes(const struct rov_table *t);

#endif
