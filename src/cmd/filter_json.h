#ifndef WEIR_CMD_FILTER_JSON_H
#define WEIR_CMD_FILTER_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/out.h"
#include "deliver/language.h"
#include "irr/expand.h"
#include "irr/irr.h"

/* All that `weir filter` found out. */
struct filter_answer {
	const struct list *list;
	const char **objects; /* what was asked for */
	size_t nobjects;
	const struct irr *irr;
	const struct irr_expansion *expansion;
	bool partial; /* something of the list could not be read */
};

/* `weir filter --json`: the list with its counts, what is missing and where that was named. */
void filter_json(struct out *o, const struct filter_answer *a);

#endif
