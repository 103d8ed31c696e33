#ifndef WEIR_EXPLAIN_ABOUT_H
#define WEIR_EXPLAIN_ABOUT_H

#include "explain/explain.h"

/* What IANA and the RIRs say about prefixes, as facts. */

/* Tell why prefixes of the range are bogons, and what would change that. */
void about_tell_bogon(const struct explain *x, const struct range *r, struct facts_told *t);

/* Tell the row of IANA's special-purpose registries that a prefix is in. */
void about_tell_special(const struct prefix *p, struct facts_told *t);

/* Tell the exceptions of the border file without which they would be. */
void about_tell_bogon_exceptions(const struct explain *x, const struct range *r, struct facts_told *t);

/* Tell the lines of delegation files that the first address of a prefix, or an AS number, stands in. */
void about_tell_delegation(const struct explain *x, const struct prefix *p, struct facts_told *t);
void about_tell_delegated_asn(const struct explain *x, uint32_t asn, struct facts_told *t);

#endif
