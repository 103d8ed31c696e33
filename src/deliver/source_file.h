#ifndef WEIR_DELIVER_SOURCE_FILE_H
#define WEIR_DELIVER_SOURCE_FILE_H

#include "base/out.h"
#include "border/border.h"
#include "sav/interfaces.h"

/*
 * Source-address filters for the interfaces of a router. Each form is one file,
 * out-NAME-source.c, and one row in the table of source_file.c. Nothing in them depends on
 * the clock or on where the program was started.
 *
 * Beside the permitted sources a filter lets pass what a link needs to live: the
 * neighbors' own addresses where the table tells them, IPv6 link-local addresses, and
 * the unspecified one (neighbor discovery, RFC 4861).
 */
struct source_file {
	const struct border *border;
	const struct border_router *router;
	const struct sav_interfaces *interfaces;
};

struct source_form {
	const char *name;
	const char *title;
	const char *suffix; /* of its files: ".nft" */
	const char *not;  /* what its names may not have: '-' stands there instead */
	size_t longest;   /* name of an interface */
	void (*write)(struct out *o, const struct source_file *f);
};

extern const struct source_form source_nftables, source_junos;

/* The table; NULL ends it. */
extern const struct source_form *const source_forms[];

/* By name, or NULL. */
const struct source_form *source_form_find(const char *name);

/*
 * Whether the form can say it: names short enough and still different. 0, WEIR_ESYNTAX or
 * WEIR_ENOMEM. O(interfaces).
 */
int source_file_check(const struct source_form *form, const struct source_file *f, struct err *e);

/* The name of an interface as part of a name in this form; returns `to`. */
enum { SOURCE_NAME = 80 };
const char *source_name(const struct source_form *form, const struct sav_interface *i,
			char to[SOURCE_NAME]);

/* "AS64501, AS64502": the first neighbors of an interface. */
void source_neighbors_put(struct out *o, const struct source_file *f, const struct sav_interface *i);

/* How many prefixes of a family an interface has. */
static inline size_t source_count(const struct sav_interface *i, unsigned family)
{
	return family == IPV4 ? i->cover.v4.n : i->cover.v6.n;
}

/* The k-th prefix of a family. */
struct prefix source_prefix(const struct sav_interface *i, unsigned family, size_t k);

#endif
