#ifndef WEIR_DELIVER_LANGUAGE_H
#define WEIR_DELIVER_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/out.h"
#include "net/asn.h"
#include "net/range.h"

/*
 * Router languages. Each is one file, out-NAME.c, which defines one `struct
 * language`, and one row in the table of language.c. A language knows how to
 * write a list; what is in it was decided before.
 */
enum list_kind {
	LIST_PREFIXES,      /* the plain prefix list or set */
	LIST_EXTENDED,      /* bgpq4's -E: access list, policy term, prefix-set */
	LIST_ROUTE_FILTERS, /* bgpq4's -z: route-filter-list */
	LIST_PATHS_IN,      /* -f: AS paths that begin with `asn` and end in a member */
	LIST_PATHS_OUT,     /* -G: AS paths that end in a member */
	LIST_ASNS,          /* -t: the members alone */
	LIST_KINDS
};

/* Whether a kind lists AS numbers rather than prefixes. */
static inline bool list_of_asns(enum list_kind kind)
{
	return kind >= LIST_PATHS_IN;
}

/* A list and all that a language may need to write it. */
struct list {
	const char *name;
	enum list_kind kind;
	unsigned family;      /* of an empty list of prefixes too */
	uint32_t asn;         /* the neighbor of an AS path list, or of an empty list; 0: none */
	unsigned width;       /* AS numbers a line; 0: all on one */
	bool sequence;        /* number the lines */
	const char *match;    /* a further condition, NULL: none */
	const char *format;   /* of the language "format" */
	const struct range_list *prefixes; /* entries of `family` in the order to write */
	const struct asn_set *asns;        /* normalized */
};

typedef void (*list_writer)(struct out *o, const struct list *l);

struct language {
	const char *name;
	const char *title;              /* as people call it */
	list_writer write[LIST_KINDS];  /* NULL: the language has no such list */
	uint8_t width[LIST_KINDS];      /* AS numbers a line unless told otherwise */
	bool exact_prefixes;            /* LIST_PREFIXES cannot say ge and le */
	bool sequence;                  /* its lists of prefixes can be numbered */
	bool match;                     /* LIST_EXTENDED takes a further condition */
	bool extended_v6;               /* LIST_EXTENDED exists for IPv6 */
};

extern const struct language language_bird, language_format, language_ios, language_json,
	language_junos, language_openbgpd;

/* The table, in order of name; NULL ends it. */
extern const struct language *const languages[];

/* By name, or NULL. */
const struct language *language_find(const char *name);

/*
 * Whether the language has such a list, whatever is in it: 0, or WEIR_ESYNTAX.
 * l->prefixes and l->asns are not looked at.
 */
int language_check(const struct language *lang, const struct list *l, struct err *e);

/*
 * Write a list that passed language_check(); what the language has to say of
 * an empty one is written too. 0, or WEIR_ESYNTAX where an entry is more than
 * it can say: then nothing was written. An error of the sink stays in it.
 */
int language_write(const struct language *lang, struct out *o, const struct list *l,
		   struct err *e);

/* Check the format of the language "format"; 0 or WEIR_ESYNTAX. */
int format_check(const char *format, struct err *e);

#endif
