#ifndef WEIR_RPKI_OBJECT_OBJECTS_H
#define WEIR_RPKI_OBJECT_OBJECTS_H

#include "base/json_out.h"
#include "base/report.h"
#include "base/strmap.h"
#include "rpki/object/authorities.h"
#include "rpki/rpki.h"

/*
 * The ASPAs of rpki-client's cache, validated here from the bytes up to the trust anchors,
 * since its version 8.2 cannot read those of version 1 (draft-ietf-sidrops-aspa-profile-29).
 * It has fetched the files and held each beside its manifest; nothing of that is taken on
 * trust. A function of the files and the clock: no network, no writing.
 */
struct aspa_object {
	uint32_t customer;
	size_t first, n;  /* its providers, in the list of all */
	size_t tal;       /* whose anchor is above it: its number */
	int64_t expires;  /* seconds since 1970: from then on something up to the anchor is over */
	char *path;       /* below the cache */
};

enum { ASPA_OBJECTS = 1 << 20 };

struct aspa_objects {
	VEC(struct aspa_object) valid; /* by path */
	VEC(uint32_t) providers;
	struct strmap customers; /* their numbers: 4 bytes each, as in memory */
	VEC(uint32_t) counts;    /* of each customer, the providers of all its ASPAs, with what is there twice */
	size_t invalid;     /* ASPAs that a rule refuses */
	size_t anchors_missing; /* TALs without a sound certificate */
	size_t unsupported; /* of versions or kinds that are not known here, which is no fault of theirs */
};

/*
 * Read and validate. Each refused object and authority is noted with its file and the rule;
 * where the ASPAs of a customer have more than RPKI_ASPA_PROVIDERS together, all are refused
 * (section 5.5). 0; WEIR_EIO where the cache cannot be read; WEIR_ENOMEM, WEIR_ELIMIT.
 * aspa_objects_release() in any case. O(files + bytes of ASPAs and of what stands above them).
 */
int aspa_objects_validate(struct aspa_objects *o, const struct aspa_ask *ask, struct report *report,
			  struct err *e);

/*
 * As JSON that rpki/read.h reads, with the members of rpki-client from 8.5 on and, of each, the
 * `file` it came from: an ASPA a line, so that the line leads to the object. Errors stay in `to`.
 */
void aspa_objects_json(const struct aspa_objects *o, struct out *to);

/* The rows alone, into an array that is open. */
void aspa_objects_rows(const struct aspa_objects *o, struct json_out *j);

void aspa_objects_release(struct aspa_objects *o);

#endif
