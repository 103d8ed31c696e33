/*
 * How this works: each attribute of the text is cut into words. Between `from` or `to` and
 * `accept`, `announce`, `action`, `at` stand the peerings; AS numbers and as-sets there are
 * the names. Braces, EXCEPT and REFINE only repeat that pattern.
 */
#include "publish/policy.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "irr/expand.h"
#include "irr/lex.h"
#include "irr/value.h"
#include "publish/judge.h"
#include "publish/set_name.h"
#include "publish/sets.h"

struct reading {
	struct policy *policy;
	const struct publication *p;
	bool import; /* the attribute at hand */
	const char *target;
};

/* An attribute with its continuation lines; false at the end of the text. */
static bool next_attribute(const char **at, const char **s, size_t *n)
{
	const char *end;

	if (!**at)
		return false;
	*s = end = *at;
	do {
		const char *line = strchr(end, '\n');

		end = line ? line + 1 : end + strlen(end);
	} while (*end == ' ' || *end == '\t' || *end == '+');
	*n = (size_t)(end - *s);
	*at = end;
	return true;
}

static int add_set(struct reading *r, const char *name, struct asn_set *to)
{
	const struct irr_expand_options options = {.asns_only = true};
	struct irr_expansion x = {0};
	struct err e = {0};
	int rc = irr_expand(r->p->snapshot->irr, &name, 1, &options, &x, &e);

	if (r->target && !strcmp(name, r->target))
		*(r->import ? &r->policy->target_from : &r->policy->target_to) = true;
	if (rc == WEIR_ENOTFOUND || rc == WEIR_ESYNTAX) {
		r->policy->opaque |= !set_is_below(name, r->p->asn); /* own sets are known: it names nobody */
		rc = 0;
	}
	for (size_t i = 0; i < x.asns.asns.n && !rc; i++)
		rc = asn_set_add(to, x.asns.asns.v[i]);
	irr_expansion_release(&x);
	return rc;
}

static int add_peering(struct reading *r, const struct lexer *l)
{
	struct asn_set *to = r->import ? &r->policy->from : &r->policy->to;
	char name[RPSL_NAME_MAX + 1];
	uint32_t asn;

	if (rpsl_asn_parse(l->s, l->n, &asn))
		return asn_set_add(to, asn);
	rpsl_fold(l->s, l->n, name);
	if (!strcmp(name, "AS-ANY"))
		*(r->import ? &r->policy->any_from : &r->policy->any_to) = true;
	else if (rpsl_has_set_part(name, strlen(name), "AS-"))
		return add_set(r, name, to);
	else if (rpsl_has_set_part(name, strlen(name), "PRNG-"))
		r->policy->opaque = true;
	return 0;
}

static bool ends_peering(const struct lexer *l)
{
	return lex_is_keyword(l, "accept") || lex_is_keyword(l, "announce") || lex_is_keyword(l, "action") ||
	       lex_is_keyword(l, "at");
}

static int read_attribute(struct reading *r, const char *s, size_t n)
{
	const char *colon = memchr(s, ':', n);
	bool peering = false;
	struct lexer l;
	int rc = 0;

	if (!colon)
		return 0;
	r->import = memmem(s, (size_t)(colon - s), "import", 6);
	if (!r->import && !memmem(s, (size_t)(colon - s), "export", 6))
		return 0;
	for (lex_start(&l, colon + 1, n - (size_t)(colon + 1 - s)); l.kind != TOKEN_END && !rc; lex_next(&l)) {
		if (lex_is_keyword(&l, r->import ? "from" : "to"))
			peering = true;
		else if (ends_peering(&l))
			peering = false;
		else if (peering && l.kind == TOKEN_WORD)
			rc = add_peering(r, &l);
	}
	return rc;
}

int policy_read(struct policy *policy, const struct publication *p, const char *text)
{
	struct reading r = {.policy = policy, .p = p, .target = sets_target(p)};
	char customers[SET_TEXT];
	const char *s;
	size_t n;
	int rc = 0;

	if (!r.target)
		r.target = set_customers_name(p->asn, customers);
	*policy = (struct policy){0};
	while (!rc && next_attribute(&text, &s, &n))
		rc = read_attribute(&r, s, n);
	asn_set_normalize(&policy->from);
	asn_set_normalize(&policy->to);
	return rc;
}

void policy_release(struct policy *policy)
{
	asn_set_release(&policy->from);
	asn_set_release(&policy->to);
}

bool policy_imports(const struct policy *policy, uint32_t asn)
{
	return policy->opaque || policy->any_from || asn_set_has(&policy->from, asn);
}

bool policy_exports(const struct policy *policy, uint32_t asn)
{
	return policy->opaque || policy->any_to || asn_set_has(&policy->to, asn);
}

static void judge_neighbor(struct publication *p, const struct policy *policy,
			   const struct border_neighbor *n, const struct irr_place *at)
{
	bool imports = policy_imports(policy, n->asn), exports = policy_exports(policy, n->asn);
	char words[128];

	if (imports && exports)
		return;
	publish_findings_add(&p->findings, PUBLISH_POLICY_LACKS, PUBLISH_NO_ROW,
			     (struct publish_place){at->file, at->line, 0},
			     "the aut-num AS%u has no %s AS%u (%s)", p->asn,
			     imports ? "export to" : exports ? "import from" : "import from and export to", n->asn,
			     relationships_text(n->relationships, words, sizeof words));
}

void judge_policy(struct publication *p)
{
	struct policy policy = {0};
	struct irr_place at;
	const char *text;

	if (!p->known.aut_nums)
		return;
	if (!irr_aut_num_at(p->snapshot->irr, p->asn, &at, &text)) {
		publish_findings_add(&p->findings, PUBLISH_AUT_NUM_MISSING, PUBLISH_NO_ROW,
				     (struct publish_place){p->border->path, 0, 0},
				     "no registry of the border has an aut-num AS%u", p->asn);
		return;
	}
	p->findings.rc = policy_read(&policy, p, text);
	for (size_t i = 0; i < p->border->neighbors.n; i++)
		judge_neighbor(p, &policy, &p->border->neighbors.v[i], &at);
	policy_release(&policy);
}
