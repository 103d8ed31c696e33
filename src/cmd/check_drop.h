#ifndef WEIR_CMD_CHECK_DROP_H
#define WEIR_CMD_CHECK_DROP_H

#include "base/vec.h"
#include "cmd/check.h"

/*
 * What a router would lose that drops the routes which origin validation calls invalid: those of the
 * table that the border's lists accept today.
 */
struct drop_route {
	uint32_t number;   /* in the table */
	uint32_t neighbor; /* who sent it */
	enum rov_state rov;
	struct prefix instead; /* the longest prefix around it, or it itself, of a route that stays; family 0: none */
};

/* The routes from `first` to before `end`: of one neighbor, or all. */
struct drop_part {
	size_t first, end;
	size_t lost; /* of them, those that no other replaces */
};

struct drop {
	VEC(struct drop_route) routes; /* by neighbor of the border, then prefix */
	struct drop_part *of_neighbor; /* of each neighbor */
	size_t neighbors;
	VEC(struct prefix) staying;    /* of what is accepted and not invalid, sorted and unique */
};

/*
 * Judge the routes of all neighbors, for a route that goes may be replaced by any of them. What
 * check_judge() returns. O(routes * log neighbors).
 */
int drop_find(struct drop *d, struct check *c);

/* What goes of one neighbor (UINT32_MAX: of all). O(1), of all O(neighbors). */
struct drop_part drop_part(const struct drop *d, uint32_t neighbor);

/* For people; a line for each route; one JSON object. Of `only` one neighbor (UINT32_MAX: of all). */
void drop_summary(struct out *o, const struct drop *d, const struct check *c, uint32_t only);
void drop_lines(struct out *o, const struct drop *d, const struct check *c, uint32_t only);
void drop_json(struct json_out *j, const struct drop *d, const struct check *c, uint32_t only);

void drop_release(struct drop *d);

#endif
