#ifndef WEIR_CMD_CHECK_H
#define WEIR_CMD_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json_out.h"
#include "base/out.h"
#include "border/border.h"
#include "filter/rules.h"
#include "rpki/aspa.h"
#include "snapshot/senders.h"
#include "snapshot/snapshot.h"

/*
 * One run of `weir check`: the routes of the table, neighbor by neighbor, several neighbors at the same time. Of
 * each route only the judgement is kept, so that no more lists are in memory than there are processors.
 */

/* What becomes of a route. */
struct check_route {
	struct bgp_table_route route;
	uint32_t number; /* in the table */
	enum import_rule rule;
	enum rov_state rov;   /* ROV_STATES: the border has no RPKI source */
	enum aspa_state aspa; /* ASPA_STATES: its sources have no ASPA */
	bool bogon_prefix, bogon_path;
};

/* The same, as it is kept. */
struct check_judgement {
	uint8_t rule, rov, aspa;
	bool bogon_prefix, bogon_path;
};

enum { CHECK_EXAMPLES = 3 };

/* What became of a neighbor's routes. */
struct check_tally {
	size_t routes;
	size_t rules[IMPORT_RULE_COUNT + 1]; /* those of RULE_NONE were accepted */
	size_t rov[ROV_STATES + 1], aspa[ASPA_STATES + 1];
	size_t bogon_prefixes, bogon_paths;
	size_t uncovered; /* prefixes that the objects registered for the neighbor do not cover */
	uint32_t first[IMPORT_RULE_COUNT][CHECK_EXAMPLES]; /* numbers in the table */
	int failed; /* its list could not be made, and its routes were not judged … */
	struct err e; /* … for this reason */
};

struct check {
	struct border border;
	struct snapshot snapshot;
	struct senders senders;
	uint32_t *by_neighbor;       /* numbers of routes in the table; those of neighbor i are … */
	uint32_t *first_of;          /* … by_neighbor[first_of[i]] up to before first_of[i + 1] */
	struct check_judgement *judgements; /* of by_neighbor[] */
	struct check_tally *tallies; /* a row per neighbor */
	size_t self, loops, strangers; /* routes that are judged for no neighbor */
};

/* Find whose the routes are. 0 or WEIR_ENOMEM. O(routes * log neighbors). */
int check_group(struct check *c);

/*
 * Judge the routes of all neighbors, or of `only` one (UINT32_MAX: all), on all processors. 0, also where a
 * list cannot be made, which the tally says; WEIR_ENOMEM or WEIR_ELIMIT.
 */
int check_judge(struct check *c, uint32_t only);

/* Hand each judged route of a neighbor to `handle`, in order of prefix. O(routes). */
typedef void check_handler(void *context, const struct check_route *r);
void check_each(const struct check *c, uint32_t neighbor, check_handler *handle, void *context);

/* Of one tally. */
size_t check_rejected(const struct check_tally *t);
size_t check_rov_invalid(const struct check_tally *t);

/* Which procedure of path verification the neighbor's routes go through. */
struct aspa_ask check_aspa_ask(const struct border_neighbor *n);

/* Whether a neighbor is asked about. */
static inline bool check_is_asked(uint32_t only, uint32_t neighbor)
{
	return only == UINT32_MAX || only == neighbor;
}

/* One line a route: its columns, with tabs between. */
void check_line_put(struct out *o, const struct border_neighbor *n, const struct check_route *r);

/* "accepted" or "rejected"; the rule, the states, "-" where there is none or nothing to ask. */
const char *check_verdict_text(const struct check_route *r);
const char *check_rule_text(const struct check_route *r);
const char *check_rov_text(const struct check_route *r);
const char *check_aspa_text(const struct check_route *r);
const char *check_bogon_text(const struct check_route *r);

/* The summary, for all neighbors or `only` one (UINT32_MAX: all). */
void check_summary(struct out *o, const struct check *c, uint32_t only);

/* As JSON: one route; its path; one neighbor's counts; what was not judged. */
void check_json_route(struct json_out *j, const struct check_route *r);
void check_json_path(struct json_out *j, const struct as_path *p);
void check_json_tally(struct json_out *j, const struct check *c, uint32_t neighbor);
void check_json_end(struct json_out *j, const struct check *c);

void check_release(struct check *c);

#endif
