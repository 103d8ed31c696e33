#ifndef WEIR_CMD_BUILD_H
#define WEIR_CMD_BUILD_H

#include <stdbool.h>

#include "base/out.h"
#include "base/report.h"
#include "border/border.h"
#include "filter/import.h"
#include "filter/invalid.h"
#include "snapshot/snapshot.h"

/*
 * One run of `weir build`: what was read, decided, judged and delivered. The
 * summary, as text or JSON, is written from it.
 */
enum build_state {
	BUILD_WRITTEN,
	BUILD_UNCHANGED,
	BUILD_HELD,  /* by the gate: the last good list stays, the candidate is beside it */
	BUILD_FAILED /* not decided: the last good list stays */
};

/* One list on one router. */
struct build_row {
	const struct border_neighbor *neighbor; /* NULL: the network itself */
	const struct border_router *router;
	uint32_t asn;
	char name[32];               /* stem of its files */
	size_t v4, v6, bogons, own;  /* entries delivered, and taken out */
	size_t sets, asns, gaps;
	bool anything, last;         /* no registry was asked; a last good list is there */
	enum build_state state;
	char reason[256];            /* held or failed */
};

struct build {
	struct border border;
	struct snapshot snapshot;
	struct invalid_routes invalid;
	VEC(struct build_row) rows;
	struct report gaps;   /* of all lists */
	struct report doubts; /* what the facts say against the border file */
	struct report errors; /* what failed, with places */
	uint64_t damage;      /* records of the registries */
	bool pretend;         /* -n: write nothing */
	bool invalid_listed;  /* there were routes and VRPs to judge them by */
};

enum { BUILD_ROWS_MAX = 1 << 22 };

/* Decide, judge and deliver all lists; what fails is in b->errors and in its row. 0 or WEIR_ENOMEM. */
int build_lists(struct build *b);

/* The exit status of the run. */
int build_status(const struct build *b);

void build_text(struct out *o, const struct build *b, bool color);
void build_json(struct out *o, const struct build *b);

const char *build_state_text(enum build_state state);

void build_release(struct build *b);

#endif
