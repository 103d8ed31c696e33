#include "publish/aspa.h"

#include "publish/judge.h"
#include "rpki/aspa.h"

static const struct border_neighbor *neighbor_of(const struct publication *p, uint32_t asn)
{
	for (size_t i = 0; i < p->border->neighbors.n; i++)
		if (p->border->neighbors.v[i].asn == asn)
			return &p->border->neighbors.v[i];
	return NULL;
}

static bool may_stand(const struct publication *p, uint32_t provider)
{
	const struct border_neighbor *n = neighbor_of(p, provider);

	return n && (aspa_needs(n) || n->relationships & REL_RS);
}

/* The network's own ASPA. */
static struct aspa_pairs own_pairs(const struct publication *p)
{
	return aspa_pairs_of(&p->snapshot->rpki, p->asn);
}

int aspa_providers(struct asn_set *to, const struct publication *p)
{
	const struct aspa_pairs pairs = own_pairs(p);
	int rc = 0;

	for (size_t i = 0; i < p->border->neighbors.n && !rc; i++)
		if (aspa_needs(&p->border->neighbors.v[i]))
			rc = asn_set_add(to, p->border->neighbors.v[i].asn);
	for (size_t i = 0; i < pairs.n && !rc; i++)
		if (may_stand(p, pairs.v[i].provider))
			rc = asn_set_add(to, pairs.v[i].provider);
	if (!rc && !to->asns.n)
		rc = asn_set_add(to, 0);
	asn_set_normalize(to);
	return rc;
}

static struct publish_place pair_place(const struct publication *p, const struct aspa_pair *pair)
{
	return (struct publish_place){p->snapshot->rpki.sources.v[pair->source].name, pair->line, 0};
}

static void judge_needed(struct publication *p, const struct aspa_pair *pairs)
{
	for (size_t i = 0; i < p->border->neighbors.n; i++) {
		const struct border_neighbor *n = &p->border->neighbors.v[i];
		char words[128];

		if (aspa_needs(n) && aspa_hop(&p->snapshot->rpki, p->asn, n->asn) != ASPA_PROVIDER)
			publish_findings_add(&p->findings, PUBLISH_ASPA_LACKS, PUBLISH_NO_ROW,
					     pair_place(p, pairs), "the ASPA of AS%u does not name AS%u (%s)",
					     p->asn, n->asn,
					     relationships_text(n->relationships, words, sizeof words));
	}
}

static bool has_providers(const struct publication *p)
{
	for (size_t i = 0; i < p->border->neighbors.n; i++)
		if (aspa_needs(&p->border->neighbors.v[i]))
			return true;
	return false;
}

void judge_aspa(struct publication *p)
{
	const struct aspa_pairs pairs = own_pairs(p);

	if (!p->known.aspas)
		return;
	if (!pairs.n && has_providers(p))
		publish_findings_add(&p->findings, PUBLISH_ASPA_MISSING, PUBLISH_NO_ROW,
				     (struct publish_place){p->border->path, 0, 0},
				     "AS%u has no ASPA that names its providers", p->asn);
	if (!pairs.n)
		return;
	judge_needed(p, pairs.v);
	for (size_t i = 0; i < pairs.n; i++)
		if (pairs.v[i].provider && !may_stand(p, pairs.v[i].provider))
			publish_findings_add(&p->findings, PUBLISH_ASPA_STRANGER, PUBLISH_NO_ROW,
					     pair_place(p, &pairs.v[i]),
					     "the ASPA of AS%u names AS%u, which is no provider by the border "
					     "file",
					     p->asn, pairs.v[i].provider);
}
