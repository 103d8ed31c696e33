#include "filter/verdict.h"

#include "filter/own_space.h"

/* A route as the rules look at it. */
struct looked_at {
	const struct prefix *prefix;
	const struct as_path *path;
	uint32_t origin; /* 0: the path ends in none */
	enum registration registration;
};

int verdicts_make(struct verdicts *v, const struct import_list *l, const struct snapshot *s,
		  const struct border *b)
{
	int rc = own_space_make(&v->own, b, l->neighbor);

	v->list = l;
	v->snapshot = s;
	v->longest = border_policy(b, l->neighbor).max_length;
	if (!rc)
		rc = prefix_set_make(&v->accepted, &l->exceptions.accepted);
	if (!rc)
		rc = prefix_set_make(&v->rejected, &l->exceptions.rejected);
	return rc ? rc : registered_make(&v->registered, &l->bound, &l->unbound);
}

static bool is_from_another(const struct path_rules *rules, const struct as_path *path)
{
	uint32_t first;

	return rules->first_as && !(as_path_neighbor(path, &first) && first == rules->first_as);
}

/* Of who may announce anything it is a matter of length. */
static bool is_unlisted_default(const struct verdicts *v, const struct prefix *p)
{
	return !p->len && !v->list->anything && registered_find(&v->registered, p, 0) == REGISTERED_NOT;
}

bool verdict_prefix_is_bogon(const struct verdicts *v, const struct prefix *p)
{
	return prefix_set_has(&v->snapshot->bogons, p) || is_unlisted_default(v, p);
}

bool verdict_path_is_bogon(const struct verdicts *v, const struct as_path *path)
{
	for (uint32_t i = 0; i < path->n; i++)
		if (path_rules_bogon(&v->list->path, path->asns[i]))
			return true;
	return false;
}

static bool has_one_of(const struct asn_set *numbers, const struct as_path *path)
{
	for (uint32_t i = 0; numbers->asns.n && i < path->n; i++)
		if (asn_set_has(numbers, path->asns[i]))
			return true;
	return false;
}

/* What the border file itself lists may be longer than `max-length`: then it is in the list. */
static bool is_of_other_length(const struct verdicts *v, const struct looked_at *r)
{
	const struct prefix *p = r->prefix;
	unsigned longest = p->family == IPV4 ? v->longest.v4 : v->longest.v6;

	if (!v->list->anything)
		return longest && p->len > longest && r->registration == REGISTERED_NOT;
	if (p->family == IPV4)
		return p->len < IMPORT_IPV4_SHORTEST || p->len > IMPORT_IPV4_LONGEST;
	return p->len < IMPORT_IPV6_SHORTEST || p->len > IMPORT_IPV6_LONGEST;
}

static enum import_rule judge_path(const struct verdicts *v, const struct looked_at *r)
{
	const struct path_rules *rules = &v->list->path;

	if (is_from_another(rules, r->path))
		return RULE_FIRST_AS;
	if (verdict_path_is_bogon(v, r->path))
		return RULE_BOGON_ASN;
	return has_one_of(&rules->never, r->path) ? RULE_PEERLOCK : RULE_NONE;
}

static enum import_rule judge_space(const struct verdicts *v, const struct looked_at *r)
{
	if (verdict_prefix_is_bogon(v, r->prefix))
		return RULE_BOGON;
	if (prefix_set_has(&v->own, r->prefix))
		return RULE_OWN;
	return is_of_other_length(v, r) ? RULE_LENGTH : RULE_NONE;
}

static enum import_rule judge_registration(const struct verdicts *v, const struct looked_at *r)
{
	const struct path_rules *rules = &v->list->path;

	if (!rules->any_origin && !(r->origin && asn_set_has(&rules->origins, r->origin)))
		return RULE_ORIGIN;
	switch (r->registration) {
	case REGISTERED_NOT:
		return RULE_PREFIX;
	case REGISTERED_OTHER:
		return RULE_BINDING;
	default:
		return RULE_NONE;
	}
}

enum import_rule verdict(const struct verdicts *v, const struct prefix *p, const struct as_path *path)
{
	struct looked_at r = {.prefix = p, .path = path};
	enum import_rule rule;

	if (as_path_origin(path, &r.origin) != AS_ORIGIN_ASN)
		r.origin = 0;
	if (prefix_set_has(&v->rejected, p) || has_one_of(&v->list->path.rejected, path))
		return RULE_REJECTED;
	if (prefix_set_has(&v->accepted, p))
		return RULE_NONE;
	rule = judge_path(v, &r);
	if (rule != RULE_NONE)
		return rule;
	r.registration = registered_find(&v->registered, p, r.origin);
	rule = judge_space(v, &r);
	return rule == RULE_NONE ? judge_registration(v, &r) : rule;
}

void verdicts_release(struct verdicts *v)
{
	prefix_set_release(&v->own);
	prefix_set_release(&v->accepted);
	prefix_set_release(&v->rejected);
	registered_release(&v->registered);
}
