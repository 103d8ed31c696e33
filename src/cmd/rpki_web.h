#ifndef WEIR_CMD_RPKI_WEB_H
#define WEIR_CMD_RPKI_WEB_H

#include "base/json_out.h"
#include "border/border.h"
#include "fetch/source.h"

/* The part of `weir rpki update` that fetches sources with URLs. */
struct web_result {
	const struct border_source *source; /* the border's */
	struct source_said said;
};

struct web_results {
	VEC(struct web_result) items; /* in the border's order */
};

/* Fetch each, one after the other, as the user that fetches. 0; the place of an error is in `e`. */
int web_update(struct web_results *r, const struct border *b, struct err *e);

/* Whether all came. */
bool web_is_good(const struct web_results *r);

void web_put_text(struct out *o, const struct web_results *r);
void web_put_json(struct json_out *j, const struct web_results *r);

#endif
