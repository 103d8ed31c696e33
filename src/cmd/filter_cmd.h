#ifndef WEIR_CMD_FILTER_CMD_H
#define WEIR_CMD_FILTER_CMD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/options.h"
#include "deliver/language.h"
#include "filter/route_filter.h"

enum { FILTER_SOURCES = 256 };

/* What `weir filter` was asked for, checked: which list, of what, out of which registries. */
struct filter_request {
	const struct language *language;
	struct filter_rules rules;
	struct list list;     /* all but its entries */
	const char **objects; /* AS numbers, prefixes, names of sets */
	size_t nobjects;
	const char *sources[FILTER_SOURCES]; /* the registries that count, in this order; none: all */
	size_t nsources;
	const struct text_list *dumps; /* paths, the first is trusted most */
	const char *cache;	/* the folder of the index files; NULL: beside each dump */
	bool no_index;		/* leave no index file */
	bool verbose;		/* show all damage of the dumps */
	bool reserved;		/* keep reserved AS numbers */
	bool partial;		/* write what is sound although something is missing */
	bool json;		/* the result with its sources and counts */
	char *source_text, *match; /* owned */
};

/*
 * Ask the registries and write the list on stdout; what is missing is told on stderr. The exit status: 0 a whole
 * list, 1 an empty or partial one, 2 none. `objects` loses the reserved AS numbers, unless they are kept.
 */
int filter_ask(struct filter_request *q);

#endif
