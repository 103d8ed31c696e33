#ifndef WEIR_SNAPSHOT_SNAPSHOT_H
#define WEIR_SNAPSHOT_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "asgraph/as_graph.h"
#include "base/arena.h"
#include "base/report.h"
#include "base/vec.h"
#include "bgp/fib.h"
#include "bgp/table.h"
#include "border/border.h"
#include "irr/irr.h"
#include "net/asn.h"
#include "net/prefix_set.h"
#include "registry/delegations.h"
#include "rpki/by_asn.h"
#include "rpki/rov.h"
#include "rpki/rpki.h"

/*
 * All facts of one moment, from all sources of a border. Immutable once read: what
 * is decided from it can be decided again, and by several threads.
 */

/* One file that was read. */
struct snapshot_source {
	enum source_kind kind;
	const char *path;    /* as it was opened */
	const char *shown;   /* counted from the border file's folder: the same wherever one stands */
	const char *entry;   /* the path or pattern that found it, counted in the same way; or the URL */
	const char *url;     /* where it was fetched from; NULL: it is a file of this machine */
	const char *unit;    /* what its records are: "route objects", "VRPs" */
	uint64_t records;    /* taken */
	uint64_t damaged;    /* noted and passed over */
	uint64_t dropped;    /* of those, objects that are lost whole (IRR) */
	bool from_index;     /* answered from an index made before */
};

struct snapshot {
	struct irr *irr; /* NULL without IRR sources */
	struct rpki rpki;
	struct rov_table *rov; /* NULL without RPKI sources */
	struct rpki_by_asn by_asn;
	struct bgp_table routes;
	struct fib fib; /* without sources where the border names none */
	struct as_graph graph;
	struct asn_set clique; /* the ASes at the top of the graph (asgraph/clique.h) */
	struct delegations delegations;
	struct prefix_set bogons; /* less the border's exceptions, unheld space among them; empty where off */
	VEC(struct snapshot_source) sources;
	struct report damage; /* what the readers met, with places: damaged records, indexes made anew */
	struct arena memory;
};

enum { SNAPSHOT_SOURCES_MAX = 1 << 16 };

struct snapshot_options {
	bool leave_no_files; /* make no index files */
	bool no_tables;      /* of VRPs: `rov` and `by_asn` stay empty, for who hands the facts on */
	/* Called before each file is read, by several threads (NULL allowed). */
	void (*progress)(void *context, const char *path);
	void *context;
};

/*
 * Read all sources of `b` into a zeroed `s`; release it in either case. The first
 * source that fails ends it, with the place of the source's file, or that of its
 * line in the border file where a path matches none. Damage that a reader went on
 * from is in s->damage.
 */
int snapshot_read(struct snapshot *s, const struct border *b,
		  const struct snapshot_options *options, struct err *e);

/* Whether a source is well formed and has no records: worth a warning. */
static inline bool snapshot_source_is_empty(const struct snapshot_source *f)
{
	return !f->records && !f->damaged;
}

/* Damaged records of all sources. */
uint64_t snapshot_damaged(const struct snapshot *s);

/* Damaged records of the registries and the RPKI: what a shorter list may be due to. */
uint64_t snapshot_list_damage(const struct snapshot *s);

/* Sources that are well formed and have no records. SLURM files say often that there is nothing to say. */
uint64_t snapshot_empty(const struct snapshot *s);

void snapshot_release(struct snapshot *s);

#endif
