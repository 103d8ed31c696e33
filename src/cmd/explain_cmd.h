#ifndef WEIR_CMD_EXPLAIN_CMD_H
#define WEIR_CMD_EXPLAIN_CMD_H

#include "base/out.h"
#include "base/vec.h"
#include "explain/explain.h"
#include "explain/query.h"

/* What is asked about prefixes: routes in, routes out, packets in. */
enum explain_about { ABOUT_IMPORT, ABOUT_EXPORT, ABOUT_SOURCES };

/* What `weir explain` tells of one question, as text or JSON. */
struct explained {
	const char *asked; /* as it was typed */
	enum explain_about about;
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
