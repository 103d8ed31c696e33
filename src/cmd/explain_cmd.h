#ifndef WEIR_CMD_EXPLAIN_CMD_H
#define WEIR_CMD_EXPLAIN_CMD_H

#include "base/out.h"
#include "base/vec.h"
#include "explain/explain.h"
#include "explain/query.h"

/* What `weir explain` tells of one question, as text or JSON. */
struct explained {
	const char *asked; /* as it was typed */
	struct query query;
	const struct border *border;
	VEC(struct explain_answer) answers; /* by neighbor, in the order of the border file */
	struct facts_told facts;            /* whoever the neighbor */
};

/* Whether at least one answer is that all is accepted. */
bool explained_accepted(const struct explained *e);

void explained_text(struct out *o, const struct explained *e);
void explained_json(struct out *o, const struct explained *e);

#endif
