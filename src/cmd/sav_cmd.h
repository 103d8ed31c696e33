#ifndef WEIR_CMD_SAV_CMD_H
#define WEIR_CMD_SAV_CMD_H

#include <stdbool.h>

#include "base/json_out.h"
#include "base/out.h"
#include "sav/sets.h"

/* What the words of `weir sav` share: the border and its tables, and what was asked for. */
struct sav_run {
	struct border border;
	struct snapshot snapshot;
	struct sav sav;
	struct sav_sets sets;
	const struct sav_request *request;
	unsigned schemes;  /* the one named, as a bit; 0: those in force for each neighbor */
	uint32_t neighbor; /* the one named; SAV_LOCAL: all */
	struct out *o;
};

/* The options. */
struct sav_request {
	const char *config, *scheme, *from, *source, *form, *router;
	bool json;
};

/* The words, each in its own file: exit statuses. */
int sav_list(struct sav_run *r);
int sav_check(struct sav_run *r);
int sav_compare(struct sav_run *r);

/* The schemes to use for a neighbor. */
unsigned sav_schemes_for(const struct sav_run *r, uint32_t neighbor);

/* Whether a neighbor is asked about. */
bool sav_is_asked(const struct sav_run *r, uint32_t neighbor);

/* An array of the names of schemes. */
void sav_put_schemes(struct json_out *j, const char *key, unsigned schemes);

/* An array of the neighbor's interfaces. */
void sav_put_interfaces(struct json_out *j, const struct border_neighbor *n);

#endif
