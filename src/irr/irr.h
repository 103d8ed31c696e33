#ifndef WEIR_IRR_IRR_H
#define WEIR_IRR_IRR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/report.h"
#include "net/prefix.h"

/*
 * The routing registries: what RPSL dumps say about routes, sets and autonomous
 * systems. Each dump is read once into an index file and answered from there
 * afterwards. Immutable once open: any number of threads may ask.
 */
struct irr;

struct irr_options {
	const char *cache; /* the folder of the index files; NULL: beside each dump */
	bool no_index;     /* read the dumps themselves, leave no file behind */
};

/*
 * Open dumps in order of trust (globs already expanded; "-" is stdin). An index
 * that is missing, stale, damaged or of another version is made anew; where it
 * cannot be written the dump is kept in memory, with a note. `options` may be
 * NULL. Damage in a dump is noted in `r` (NULL allowed) with its place, also
 * when the answer comes from the index. *irr is the caller's to close.
 * 0, WEIR_EIO (a dump cannot be read), WEIR_ESYNTAX (its compression is
 * damaged), WEIR_ENOMEM or WEIR_ELIMIT. O(bytes) without, O(index size / 8 GB/s)
 * with an index.
 */
int irr_open(struct irr **irr, const char *const *paths, size_t n,
	     const struct irr_options *options, struct report *r, struct err *e);

void irr_close(struct irr *irr);

/* What one dump holds. */
struct irr_dump {
	const char *path;
	bool from_index; /* answered from an index that was there already */
	uint32_t routes4, routes6, as_sets, route_sets, aut_nums;
	uint32_t others;  /* sound objects of classes that are not kept */
	uint32_t deleted; /* `*xx` leftovers of old servers */
	uint32_t dropped; /* objects whose key is damaged, or that repeat a set */
	uint32_t cut;     /* the last line, where the dump ends inside an object; else 0 */
	uint64_t damage;  /* everything that was noted */
};

size_t irr_dump_count(const struct irr *irr);
struct irr_dump irr_dump_get(const struct irr *irr, size_t i);

/* How many registries `source:` names. */
size_t irr_source_count(const struct irr *irr);

/* Where an object stands. The strings live as long as the struct irr. */
struct irr_place {
	const char *source; /* "" where the object names none */
	const char *file;
	const char *mnt_by; /* maintainers in upper case, one blank between */
	uint32_t line;
};

/*
 * The route objects for exactly this prefix and origin, in order of trust: at
 * most `room` of them into `places`. Returns how many there are. O(dumps * log).
 */
size_t irr_route_at(const struct irr *irr, const struct prefix *p, uint32_t origin,
		    struct irr_place *places, size_t room);

/*
 * The aut-num object of `asn` that is trusted most: false where there is none.
 * *policy (NULL allowed) is its import, export, default and mp-* attributes as
 * text, a line each as they stand in the dump.
 */
bool irr_aut_num_at(const struct irr *irr, uint32_t asn, struct irr_place *place,
		    const char **policy);

/* The set of that name that is trusted most, name in any case; false where there is none. */
bool irr_set_at(const struct irr *irr, const char *name, struct irr_place *place);

/*
 * All definitions of the set of that name, dump by dump: at most `room` of them into
 * `places`. Returns how many there are. O(dumps * log).
 */
size_t irr_sets_at(const struct irr *irr, const char *name, struct irr_place *places, size_t room);

/* One member that a set lists itself, not by reference. */
struct irr_member {
	uint32_t asn;     /* where `name` is NULL */
	const char *name; /* of a set, in upper case; or a member that cannot be read, as written */
	bool damaged;     /* cannot be read, or stands for what no list holds */
	uint32_t line;
};

/*
 * Visit the members of the set of that name that is trusted most, in the order of the object, prefixes
 * left out. A nonzero answer ends it and is returned; 0 otherwise, also without such a set. O(members).
 */
int irr_each_member(const struct irr *irr, const char *name,
		    int (*visit)(void *context, const struct irr_member *m), void *context);

/* A route object. */
struct irr_route {
	struct prefix prefix;
	uint32_t origin;
	struct irr_place place;
};

/*
 * Visit every route object of all dumps: in each by origin, IPv4 first, then by prefix. A nonzero
 * answer ends it and is returned. O(routes).
 */
int irr_each_route(const struct irr *irr, int (*visit)(void *context, const struct irr_route *r),
		   void *context);

#endif
