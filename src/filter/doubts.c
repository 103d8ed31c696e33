#include "filter/doubts.h"

/* The relationships of the border file that an inferred one agrees with. */
static unsigned agreeing(enum as_relation inferred)
{
	static const unsigned sets[] = {
		[AS_PROVIDER] = REL_PROVIDER | REL_PARTIAL_PROVIDER,
		[AS_CUSTOMER] = REL_CUSTOMER | REL_PARTIAL_CUSTOMER,
		[AS_PEER] = REL_PEER | REL_RS | REL_RS_CLIENT,
	};

	return sets[inferred] | REL_SIBLING;
}

static const char *inferred_text(enum as_relation inferred)
{
	static const char *const names[] = {
		[AS_PROVIDER] = "provider", [AS_CUSTOMER] = "customer", [AS_PEER] = "peer"};

	return names[inferred];
}

static void doubt_relationship(struct report *r, const struct snapshot *s, const struct border *b,
			       const struct border_neighbor *n)
{
	const struct as_link *link = as_graph_link(&s->graph, b->network.asn, n->asn);
	enum as_relation inferred;
	char words[128];

	if (!link)
		return;
	inferred = as_graph_relationship(&s->graph, b->network.asn, n->asn);
	if (n->relationships & agreeing(inferred))
		return;
	report_note(r, b->path, n->line, n->col, "AS%u is %s here, and %s by %s:%u", n->asn,
		    relationships_text(n->relationships, words, sizeof words),
		    inferred_text(inferred), s->graph.sources.v[link->source].name, link->line);
}

static void doubt_number(struct report *r, const struct snapshot *s, const struct border *b,
			 const struct border_neighbor *n)
{
	const struct delegation *row = delegations_asn(&s->delegations, n->asn);

	if (!row || row->status == DELEGATION_ALLOCATED || row->status == DELEGATION_ASSIGNED)
		return;
	report_note(r, b->path, n->line, n->col, "AS%u is %s by %s:%u: nobody holds it", n->asn,
		    delegation_status_text(row->status), s->delegations.sources.v[row->source].name,
		    row->line);
}

void doubts_find(struct report *r, const struct snapshot *s, const struct border *b)
{
	for (size_t i = 0; i < b->neighbors.n; i++) {
		doubt_relationship(r, s, b, &b->neighbors.v[i]);
		doubt_number(r, s, b, &b->neighbors.v[i]);
	}
}
