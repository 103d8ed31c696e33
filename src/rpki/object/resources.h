#ifndef WEIR_RPKI_OBJECT_RESOURCES_H
#define WEIR_RPKI_OBJECT_RESOURCES_H

#include "base/err.h"
#include "base/vec.h"
#include "net/prefix.h"
#include "rpki/object/der.h"

/*
 * The number resources of a certificate (RFC 3779): for AS numbers, IPv4 and IPv6 each
 * nothing, or "as my issuer", or ranges, sorted and apart. Addresses are left-aligned as in
 * net/prefix.h; the lower bits of an IPv4 range's end are set.
 */
enum resource_kind { RESOURCE_AS, RESOURCE_IPV4, RESOURCE_IPV6, RESOURCE_KINDS };

enum { RESOURCE_RANGES = 1 << 18 };

struct resource_range {
	u128 first, last;
};

struct resource_list {
	bool inherit;
	VEC(struct resource_range) ranges;
};

struct resources {
	struct resource_list of[RESOURCE_KINDS];
	bool has_as, has_ip; /* which of the two extensions there are */
};

/*
 * Read the value of an extension. Not the one form that RFC 3779 allows is WEIR_ESYNTAX with the
 * section; WEIR_ENOMEM, WEIR_ELIMIT. O(n).
 */
int resources_read_as(struct resources *r, struct span value, struct err *e);
int resources_read_ip(struct resources *r, struct span value, struct err *e);

bool resources_inherit(const struct resources *r);

/* Give what is inherited from the issuer, which inherits nothing (RFC 3779 2.2.3.5). 0 or WEIR_ENOMEM. */
int resources_resolve(struct resources *r, const struct resources *issuer);

/*
 * Whether all of `inner` is in `outer`, neither inheriting; *first is the first range that is
 * not. O(n + m).
 */
bool resources_within(const struct resources *inner, const struct resources *outer, enum resource_kind *kind,
		      struct resource_range *first);

/* "AS64496-AS64511", "192.0.2.0-192.0.2.255": returns `to`. */
enum { RESOURCE_TEXT = 100 };
const char *resource_text(enum resource_kind kind, struct resource_range r, char to[RESOURCE_TEXT]);

void resources_release(struct resources *r);

#endif
