#ifndef WEIR_CMD_RTR_CMD_H
#define WEIR_CMD_RTR_CMD_H

#include "cmd/cmd.h"
#include "cmd/rtr_fetch.h"
#include "rtr/set.h"

/* The parts of `weir rtr`. */
struct rtr_options_given {
	unsigned version, timeout;
	bool json, summary, tls;
	const char *authorities, *certificate, *key, *name; /* of TLS */
};

/* What a cache, or a file, says. `client` has been asked where `is_cache`. */
struct rtr_side {
	const char *name;
	bool is_cache;
	struct rtr_client client;
	struct rpki facts; /* finished */
};

/* Ask or read it. EXIT_WELL; EXIT_FINDING where a cache has no data, EXIT_TROUBLE: told on stderr. */
int rtr_side_get(struct rtr_side *s, const char *name, const struct rtr_options_given *o);
void rtr_side_release(struct rtr_side *s);

/* What is known of it: lines that begin with '#', or members of an object. */
void rtr_side_text(struct out *to, const struct rtr_side *s);
struct json_out;
void rtr_side_json(struct json_out *j, const struct rtr_side *s);

/* All facts, a line each with `sign` before it ('\0': none). */
void rtr_facts_text(struct out *to, const struct rpki *r, char sign);

/* weir rtr show CACHE; weir rtr diff A B. Exit statuses. */
int rtr_show(const char *name, const struct rtr_options_given *o);
int rtr_diff(const char *a, const char *b, const struct rtr_options_given *o);

#endif
