#ifndef WEIR_DELIVER_OUT_LIST_H
#define WEIR_DELIVER_OUT_LIST_H

#include "base/out.h"
#include "deliver/language.h"

/* What the languages share in writing lists; no allocation per entry. */

/*
 * Write one entry straight into the buffer and return its end: there is room
 * for ENTRY_TEXT bytes beside the name of the list. `i` counts from 0.
 */
typedef char *(*entry_writer)(char *to, const struct list *l, const struct range *r, size_t i);

enum { ENTRY_TEXT = 192 };

/* Each entry in turn. */
void out_entries(struct out *o, const struct list *l, entry_writer put);

/* "192.0.2.0/24", the first address and length of a range; PREFIX_TEXT bytes of room. */
static inline char *entry_prefix(char *to, const struct range *r)
{
	struct prefix p = range_prefix(r);

	return prefix_put(to, &p);
}

/* " ge 19 le 24" of Cisco's languages; nothing for the prefix alone. */
char *entry_lengths(char *to, const struct range *r);

/* "192.0.2.0/24 upto /26;" of JunOS, with the end of the line. */
char *entry_route_filter(char *to, const struct range *r);

/* The members of a list, `lead` before the first of a line, `between` before the others, `end` after the last. */
struct asn_lines {
	const char *between, *end;
	uint32_t skip;  /* a member that is written elsewhere; 0: none */
	void (*lead)(struct out *o, const struct list *l, size_t line);
	size_t first_line; /* the number given to the first line */
};

/* Write them, list->width a line (0: all on one); returns the number after the last line. */
size_t out_asn_lines(struct out *o, const struct list *l, const struct asn_lines *how);

static inline bool list_is_empty(const struct list *l)
{
	return list_of_asns(l->kind) ? !l->asns->asns.n : !range_list_count(l->prefixes);
}

/* "0.0.0.0/0" or "::/0". */
static inline const char *list_default_route(const struct list *l)
{
	return l->family == IPV4 ? "0.0.0.0/0" : "::/0";
}

#endif
