#include "publish/judge.h"

#include <stdio.h>

#include "publish/roas.h"

static enum rov_state state_of(const struct publication *p, const struct prefix *prefix, uint32_t origin)
{
	return p->known.vrps ? rov_validate(p->snapshot->rov, prefix, origin) : ROV_NOT_FOUND;
}

static const char *origin_text(uint32_t origin, char to[24])
{
	if (origin == ROV_NO_ORIGIN)
		snprintf(to, 24, "an AS_SET");
	else
		snprintf(to, 24, "AS%u", origin);
	return to;
}

/* A route of a customer inside the network's space: it must not suffer from the network's ROAs. */
static void judge_customers(struct publication *p, const struct publish_sighting *s, enum rov_state state)
{
	struct publish_place place = {s->file, s->record, 0};
	char prefix[PREFIX_TEXT];

	if (state == ROV_INVALID_ASN || state == ROV_INVALID_LENGTH)
		publish_findings_add(&p->findings, PUBLISH_INVALID, publish_row_number(p, &s->prefix), place,
				     "%s of the customers' AS%u, inside the network's space, is %s",
				     prefix_text(&s->prefix, prefix), s->origin, rov_state_text(state));
	else if (state == ROV_NOT_FOUND && p->known.vrps && roas_will_cover(p, &s->prefix))
		publish_findings_add(&p->findings, PUBLISH_WOULD_BE_INVALID, publish_row_number(p, &s->prefix), place,
				     "%s of the customers' AS%u, inside the network's space, has no ROA: the "
				     "network's own ROAs make it invalid",
				     prefix_text(&s->prefix, prefix), s->origin);
}

static void judge_routes(struct publication *p)
{
	char prefix[PREFIX_TEXT], origin[24];

	for (size_t i = 0; i < p->inside.n; i++) {
		const struct publish_sighting *s = &p->inside.v[i];
		enum rov_state state = state_of(p, &s->prefix, s->origin);

		if (s->origin != ROV_NO_ORIGIN && publish_is_customers(p, s->origin)) {
			judge_customers(p, s, state);
			continue;
		}
		if (state == ROV_VALID)
			continue;
		publish_findings_add(&p->findings, PUBLISH_ANNOUNCED_BY_OTHER, publish_row_number(p, &s->prefix),
				     (struct publish_place){s->file, s->record, 0},
				     "%s, inside the network's space, is announced by %s%s%s",
				     prefix_text(&s->prefix, prefix), origin_text(s->origin, origin),
				     p->known.vrps ? ", " : "", p->known.vrps ? rov_state_text(state) : "");
	}
}

/* A route object of a customer, or of one whom a ROA allows it, is no finding. */
static void judge_objects(struct publication *p)
{
	char prefix[PREFIX_TEXT];

	for (size_t i = 0; i < p->inside_objects.n; i++) {
		const struct irr_route *r = &p->inside_objects.v[i];

		if (publish_is_customers(p, r->origin) || state_of(p, &r->prefix, r->origin) == ROV_VALID)
			continue;
		publish_findings_add(&p->findings, PUBLISH_OBJECT_OF_OTHER, publish_row_number(p, &r->prefix),
				     (struct publish_place){r->place.file, r->place.line, 0},
				     "%s, inside the network's space, is registered with origin AS%u in %s by %s",
				     prefix_text(&r->prefix, prefix), r->origin, r->place.source,
				     *r->place.mnt_by ? r->place.mnt_by : "nobody");
	}
}

/* AS0 says that nobody may announce: that is no leave. */
static void judge_vrps(struct publication *p)
{
	size_t n = p->known.vrps ? rpki_vrp_count(&p->snapshot->rpki) : 0;
	char text[VRP_TEXT];

	for (size_t i = 0; i < n && p->space.n; i++) {
		struct vrp v = rpki_vrp(&p->snapshot->rpki, i);

		if (!v.asn || v.asn == p->asn || !publish_has_space(p, &v.prefix) ||
		    publish_is_customers(p, v.asn))
			continue;
		publish_findings_add(&p->findings, PUBLISH_ROA_OF_OTHER, publish_row_number(p, &v.prefix), vrp_place(p, &v),
				     "ROA %s lets another AS announce the network's space", vrp_text(&v, text));
	}
}

void judge_others(struct publication *p)
{
	judge_routes(p);
	judge_objects(p);
	judge_vrps(p);
}
