#include "publish/roas.h"

#include <stdio.h>

#include "publish/judge.h"

/* The first row at or behind a prefix. */
static size_t first_row(const struct publication *p, const struct prefix *prefix)
{
	size_t low = 0, high = p->rows.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (prefix_cmp(&p->rows.v[mid].prefix, prefix) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Prefixes that a VRP authorizes and that are announced or to be announced. */
static size_t count_used(const struct publication *p, const struct vrp *v)
{
	size_t used = 0;

	for (size_t i = first_row(p, &v->prefix); i < p->rows.n; i++) {
		const struct publish_row *r = &p->rows.v[i];

		if (!prefix_covers(&v->prefix, &r->prefix))
			break;
		used += r->prefix.len <= v->max_len && (r->intended || r->announced);
	}
	return used;
}

/* All prefixes that a VRP authorizes: 2^(n+1)-1 of n more bits, as far as that can be counted. */
static size_t count_authorized(const struct vrp *v)
{
	unsigned bits = v->max_len - v->prefix.len;

	return bits < 32 ? ((size_t)2 << bits) - 1 : SIZE_MAX;
}

enum publish_roa roa_judge(const struct publication *p, const struct vrp *v)
{
	size_t used;

	if (!p->known.intended && !p->known.announced[publish_family(&v->prefix)])
		return PUBLISH_ROA_FINE;
	used = count_used(p, v);
	if (!used)
		return PUBLISH_ROA_STALE;
	return used < count_authorized(v) ? PUBLISH_ROA_BROAD : PUBLISH_ROA_FINE;
}

static bool will_stay(const struct publication *p, const struct vrp *v)
{
	return v->asn != p->asn || roa_judge(p, v) == PUBLISH_ROA_FINE;
}

/* Whether the network gets a ROA for exactly this prefix. */
static bool is_wanted(const struct publication *p, const struct prefix *prefix)
{
	const struct publish_row *r = publish_row_find(p, prefix);

	return r && publish_row_is_wanted(p, r);
}

bool roas_will_validate(const struct publication *p, const struct prefix *prefix, uint32_t origin)
{
	struct rpki_cover c;
	struct vrp v;

	if (origin == p->asn && is_wanted(p, prefix))
		return true;
	rpki_cover_start(&c, prefix);
	while (rpki_cover_next(&p->snapshot->rpki, &c, &v))
		if (v.asn == origin && origin != ROV_NO_ORIGIN && v.max_len >= prefix->len && will_stay(p, &v))
			return true;
	return false;
}

bool roas_will_cover(const struct publication *p, const struct prefix *prefix)
{
	struct rpki_cover c;
	struct vrp v;

	for (unsigned len = 0; len <= prefix->len; len++) {
		struct prefix outer = prefix_make(prefix->family, prefix_first(prefix), len);

		if (is_wanted(p, &outer))
			return true;
	}
	rpki_cover_start(&c, prefix);
	while (rpki_cover_next(&p->snapshot->rpki, &c, &v))
		if (will_stay(p, &v))
			return true;
	return false;
}

/* Whether a ROA that stays authorizes the prefix already. */
static bool stays_valid(const struct publication *p, const struct prefix *prefix)
{
	struct rpki_cover c;
	struct vrp v;

	rpki_cover_start(&c, prefix);
	while (rpki_cover_next(&p->snapshot->rpki, &c, &v))
		if (v.asn == p->asn && v.max_len >= prefix->len && will_stay(p, &v))
			return true;
	return false;
}

static int add(struct roa_changes *c, const struct prefix *prefix, unsigned max_len, bool revoke)
{
	return vec_push(&c->list, ((struct roa_change){*prefix, (uint8_t)max_len, revoke}), PUBLISH_MAX);
}

int roas_make(struct roa_changes *c, const struct publication *p, bool all)
{
	int rc = 0;

	for (size_t i = 0; i < p->rows.n && !rc; i++) {
		const struct publish_row *r = &p->rows.v[i];

		if (!publish_row_is_wanted(p, r) || (!all && !p->known.vrps) ||
		    (!all && stays_valid(p, &r->prefix)))
			continue;
		rc = add(c, &r->prefix, r->prefix.len, false);
	}
	for (size_t i = 0; i < p->vrps.n && !all && !rc; i++)
		if (p->vrps.v[i].state != PUBLISH_ROA_FINE)
			rc = add(c, &p->vrps.v[i].vrp.prefix, p->vrps.v[i].vrp.max_len, true);
	return rc;
}

void roas_release(struct roa_changes *c)
{
	vec_free(&c->list);
}

const char *vrp_text(const struct vrp *v, char to[VRP_TEXT])
{
	char prefix[PREFIX_TEXT];

	snprintf(to, VRP_TEXT, "%s-%u AS%u", prefix_text(&v->prefix, prefix), v->max_len, v->asn);
	return to;
}

struct publish_place vrp_place(const struct publication *p, const struct vrp *v)
{
	return (struct publish_place){p->snapshot->rpki.sources.v[v->source].name, v->line, 0};
}

/* What "in use" means with what is known. */
static const char *in_use(const struct publication *p, const struct prefix *prefix)
{
	if (!p->known.intended)
		return "announced";
	return p->known.announced[publish_family(prefix)] ? "announced or intended" : "intended";
}

void judge_roas(struct publication *p)
{
	char text[VRP_TEXT];

	for (size_t i = 0; i < p->vrps.n; i++) {
		struct publish_vrp *v = &p->vrps.v[i];
		uint32_t row = publish_row_number(p, &v->vrp.prefix);
		size_t used = count_used(p, &v->vrp);

		v->state = roa_judge(p, &v->vrp);
		if (v->state == PUBLISH_ROA_STALE)
			publish_findings_add(&p->findings, PUBLISH_ROA_NOT_USED, row, vrp_place(p, &v->vrp),
					     "ROA %s: no prefix of it is %s", vrp_text(&v->vrp, text),
					     in_use(p, &v->vrp.prefix));
		else if (v->state == PUBLISH_ROA_BROAD)
			publish_findings_add(&p->findings, PUBLISH_ROA_TOO_BROAD, row, vrp_place(p, &v->vrp),
					     "ROA %s: of the prefixes that it authorizes only %zu %s %s: anybody "
					     "who ends a path in AS%u can announce the others and be valid",
					     vrp_text(&v->vrp, text), used, used == 1 ? "is" : "are",
					     in_use(p, &v->vrp.prefix), p->asn);
	}
}
