#ifndef WEIR_BGP_READ_H
#define WEIR_BGP_READ_H

#include "base/err.h"
#include "base/input.h"
#include "base/report.h"
#include "bgp/route.h"

/*
 * Hand every route of a file to `handle`: MRT records (RFC 6396, RFC 8050) or
 * text lines as `bgpdump -m` prints them, told apart by the first bytes.
 *
 * A damaged record or line is counted in `report` with its place and skipped; a
 * damaged attribute costs the routes that it belongs to, or is left out, as RFC
 * 7606 says. 0 at the end; what `handle` returned where it stopped the reader; or
 * WEIR_ESYNTAX for a file that is empty, ends early or lost its framing, WEIR_EIO,
 * WEIR_ENOMEM, with `e`. Memory is one record, whatever the size of the file.
 */
int bgp_read(struct input *in, route_handler *handle, void *context, struct report *report,
	     struct err *e);

/* Whether the file is text; *is_text is set without consuming anything. 0 or a negative code. */
int bgp_read_is_text(struct input *in, bool *is_text, struct err *e);

/* The two readers behind it. */
int mrt_read(struct input *in, route_handler *handle, void *context, struct report *report,
	     struct err *e);
int route_text_read(struct input *in, route_handler *handle, void *context,
		    struct report *report, struct err *e);

#endif
