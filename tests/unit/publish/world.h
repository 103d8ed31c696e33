#ifndef WEIR_TESTS_UNIT_PUBLISH_WORLD_H
#define WEIR_TESTS_UNIT_PUBLISH_WORLD_H

#include "publish/publish.h"

/*
 * A border, its sources as files in the working folder, and the publication. AS64500 has the
 * customer AS1 and the provider AS9 unless `neighbors` says otherwise. A text that is NULL is
 * no source at all; "" is one without records of interest (some of a stranger's are added).
 */
struct facts_given {
	const char *network;   /* more of `network:` */
	const char *neighbors; /* of the list */
	const char *irr, *irr2;
	const char *rpki;  /* members of the JSON's roas */
	const char *aspas; /* members of its aspas; NULL: none of anybody */
	const char *routes; /* "PEER PREFIX PATH" lines */
};

struct world {
	struct border border;
	struct snapshot snapshot;
	struct publication publication;
};

/* Release it also after a failure. */
void world_make(struct world *w, const struct facts_given *given);
void world_release(struct world *w);

/* "code code:prefix …" of all findings, in their order; "" for none. Valid until the next call. */
const char *world_findings(const struct world *w);

/* The text of the first finding of a code; fails the test where there is none. */
const char *world_text(const struct world *w, enum publish_code code);

/* "what, what" of what is unknown. */
const char *world_unknown(const struct world *w);

#endif
