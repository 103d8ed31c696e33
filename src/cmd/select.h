#ifndef WEIR_CMD_SELECT_H
#define WEIR_CMD_SELECT_H

#include <stdbool.h>

#include "base/err.h"

/*
 * Lists that a person names: "as64501-in" on all routers, "edge1/as64501-in" on one. Without any
 * all are meant. What matched is remembered, so that a name that nothing has can be told.
 */
struct selection {
	char **names;
	int n;
	bool *matched; /* n of them */
};

/* 0 or WEIR_ENOMEM; release it. */
int selection_make(struct selection *s, char **names, int n);

bool selection_has(struct selection *s, const char *router, const char *output);

/* The first name that matched nothing, or NULL. */
const char *selection_unmatched(const struct selection *s);

void selection_release(struct selection *s);

#endif
