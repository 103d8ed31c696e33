/* What is announced to a neighbor: by what it is to the network, and by the list of what that announces. */
#include <stdio.h>

#include "explain/lists.h"
#include "explain/objects.h"
#include "filter/export.h"

static const char *text_of(enum explain_verdict v)
{
	switch (v) {
	case EXPLAIN_ACCEPTED:
		return "announced where it is the network's own or learned from a customer";
	case EXPLAIN_PARTLY:
		return "announced in part: as far as the network announces it";
	default:
		return "not announced: it is not in what the network announces";
	}
}

static void answer_everything(const struct explain *x, const struct border_neighbor *n,
			      struct explain_answer *a)
{
	*a = (struct explain_answer){.neighbor = n,
				     .verdict = EXPLAIN_ACCEPTED,
				     .rule = RULE_NONE,
				     .text = "announced, as every route is that the network has"};
	words_tell_neighbor(x, n, &a->told);
}

/* To a neighbor that does not get everything. */
static int answer_listed(struct explain *x, const struct border_neighbor *n, const struct range *r,
			 struct explain_answer *a)
{
	int rc = explain_import(x, EXPLAIN_SELF, r, a);

	a->neighbor = n;
	if (rc || a->verdict == EXPLAIN_UNDECIDED)
		return rc;
	words_tell_neighbor(x, n, &a->told);
	a->text = text_of(a->verdict);
	return 0;
}

int explain_export(struct explain *x, uint32_t neighbor, const struct range *r, struct explain_answer *a)
{
	const struct border_neighbor *n = explain_neighbor(x, neighbor);
	int rc = 0;

	if (export_rules_make(n).everything)
		answer_everything(x, n, a);
	else
		rc = answer_listed(x, n, r, a);
	a->by = import_rule_name(a->rule);
	return !rc && a->told.failed ? WEIR_ENOMEM : rc;
}
