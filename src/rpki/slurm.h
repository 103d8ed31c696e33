#ifndef WEIR_RPKI_SLURM_H
#define WEIR_RPKI_SLURM_H

#include "base/input.h"
#include "base/report.h"
#include "rpki/rpki.h"

/*
 * Local exceptions to what the RPKI says (RFC 8416; for ASPAs draft-ietf-sidrops-aspa-slurm):
 * filters take VRPs, router keys and ASPAs away, then assertions add some.
 */
struct slurm_prefix_filter {
	struct prefix prefix; /* family 0: any prefix */
	uint32_t asn, line;
	bool any_asn;
	uint8_t source;
};

struct slurm_key_filter {
	uint32_t asn;
	uint8_t ski[20];
	bool any_asn, any_ski;
	uint8_t source;
};

/* All ASPAs of a customer. */
struct slurm_aspa_filter {
	uint32_t customer;
	uint8_t source;
};

enum { SLURM_FILTERS = 1 << 20 };

struct slurm {
	VEC(struct slurm_prefix_filter) prefixes;
	VEC(struct slurm_key_filter) keys;
	VEC(struct slurm_aspa_filter) aspas;
	struct rpki assertions; /* its sources are the files, also those with filters alone */
};

/*
 * Read one file (version 1, or 2, which knows ASPAs) beside those read before. Bad entries and
 * unknown members as in rpki_read(). Of a damaged file nothing is taken; codes as there. ASPAs
 * in a file of version 1 are damage: what somebody wrote would have no effect.
 */
int slurm_read(struct slurm *s, struct input *in, struct report *report, struct err *e);
int slurm_read_file(struct slurm *s, const char *path, struct report *report, struct err *e);

/* How many filters and assertions there are. */
size_t slurm_count(const struct slurm *s);

/*
 * Several files must not speak of the same addresses, router ASNs or customers (RFC 8416
 * section 4.2): WEIR_ESYNTAX names the two that do. WEIR_ENOMEM. O(n log n).
 */
int slurm_check(const struct slurm *s, struct err *e);

/* What an application changed. */
struct slurm_changes {
	size_t vrps_removed, vrps_added, keys_removed, keys_added;
	size_t aspas_removed, aspas_added; /* customers */
};

/*
 * Apply to a finished set, which is finished again after it (RFC 8416 section 4.1:
 * all filters, then all assertions; an ASPA asserted is united with those of its customer that no
 * filter takes). The one place that does. 0, WEIR_ENOMEM or
 * WEIR_ELIMIT. O((n + m) log m) of n facts and m exceptions.
 */
int rpki_apply_slurm(struct rpki *r, const struct slurm *s, struct slurm_changes *c);

void slurm_release(struct slurm *s);

#endif
