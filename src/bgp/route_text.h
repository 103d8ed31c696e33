#ifndef WEIR_BGP_ROUTE_TEXT_H
#define WEIR_BGP_ROUTE_TEXT_H

#include <stdbool.h>

#include "base/out.h"
#include "bgp/route.h"

/*
 * Routes as lines of `bgpdump -m`:
 *
 *	TABLE_DUMP2|time|B|peer|ASN|prefix|path|origin|next hop|local pref|MED|
 *	    communities|AG|aggregator|
 *	BGP4MP|time|A|…   BGP4MP|time|W|peer|ASN|prefix   BGP4MP|time|STATE|peer|ASN|old|new
 *
 * One is made for each file that is read: what was formatted for a block of
 * attributes is kept by the slot and serial of the reader's cache.
 */
struct route_text;

/*
 * `large`: with a field of large communities after the communities, as `bgpdump -m -l`.
 * NULL without memory.
 */
struct route_text *route_text_new(struct out *o, bool large);

/* Write one line; the sink's sticky error tells of failure. */
void route_text_put(struct route_text *t, const struct route *r);

void route_text_free(struct route_text *t);

/* The same route as one line of JSON. */
void route_json_put(struct out *o, const struct route *r);

/* The first field, "TABLE_DUMP2" or "BGP4MP_ET_AP"; returns `to`. */
enum { ROUTE_FORMAT_TEXT = 24 };
const char *route_format_name(const struct route *r, char to[ROUTE_FORMAT_TEXT]);

#endif
