#include <string.h>

#include "irr/collect.h"
#include "irr/value.h"

/*
 * How this works: the words of each line of a `members` attribute become facts
 * at once. One that cannot be read becomes a damaged member: the list of whoever
 * expands the set is then known not to be whole.
 */
static int push_member(struct facts *f, const struct fact_member *m)
{
	return vec_push(&f->members, *m, FACTS_MAX);
}

int members_add_damaged(struct facts *f, size_t line, const char *s, size_t n,
			      const char *expected)
{
	struct fact_member m = {.kind = FACT_DAMAGED, .line = (uint32_t)line};

	if (facts_intern_shown(f, s, n, &m.value) ||
	    facts_intern(f, expected, strlen(expected), &m.aux))
		return WEIR_ENOMEM;
	return push_member(f, &m);
}

/* What an as-set may not hold (RFC 2622 section 5.1). */
static const char *judge_member(enum rpsl_class class, const struct rpsl_member *m)
{
	if (class == RPSL_ROUTE_SET)
		return NULL;
	if (m->kind == RPSL_MEMBER_RANGE)
		return "expected an AS number or an as-set";
	return m->op.kind == RANGE_NONE ? NULL : "expected no range operator in an as-set";
}

static int add_sound_member(struct facts *f, const struct rpsl_member *p, size_t line)
{
	struct fact_member m = {.line = (uint32_t)line,
				.op = (uint8_t)p->op.kind,
				.op_ge = p->op.ge,
				.op_le = p->op.le,
				.hi = p->range.hi,
				.lo = p->range.lo,
				.family = p->range.family,
				.len = p->range.len,
				.ge = p->range.ge,
				.le = p->range.le,
				.value = p->asn};

	if (p->where && facts_intern_upper(f, p->where, p->nwhere, &m.aux))
		return WEIR_ENOMEM;
	m.kind = p->kind == RPSL_MEMBER_ASN ? FACT_ASN : FACT_RANGE;
	if (p->kind == RPSL_MEMBER_NAME) {
		m.kind = rpsl_is_endless(p->name, p->nname) ? FACT_ENDLESS : FACT_NAME;
		if (facts_intern_upper(f, p->name, p->nname, &m.value))
			return WEIR_ENOMEM;
	}
	return push_member(f, &m);
}

static int add_member(struct facts *f, enum rpsl_class class, const struct rpsl_word *w,
		      size_t line)
{
	struct rpsl_member m;
	const char *expected = rpsl_member_parse(w->s, w->n, &m);
	int rc;

	if (!expected)
		expected = judge_member(class, &m);
	if (!expected)
		return add_sound_member(f, &m, line);
	rc = facts_damage_found(f, line, w->col, "members", expected, w->s, w->n);
	return rc ? rc : members_add_damaged(f, line, w->s, w->n, expected);
}

static bool is_standard_member(const struct rpsl_word *w)
{
	struct rpsl_member m;

	if (rpsl_member_parse(w->s, w->n, &m))
		return false;
	return m.kind != RPSL_MEMBER_NAME || rpsl_has_set_part(m.name, m.nname, "AS-") ||
	       rpsl_has_set_part(m.name, m.nname, "RS-");
}

/* What stands after a semicolon: members, prose, or something in between. */
static int after_semicolon(struct facts *f, struct rpsl_words words, struct rpsl_word w,
			   size_t line, bool *prose)
{
	static const char expected[] = "expected either members or a comment after ';'";
	size_t members = 0, total = 0, col = w.col;
	int rc;

	do {
		members += is_standard_member(&w);
		total++;
	} while (rpsl_words_next(&words, &w));
	*prose = members < total;
	if (members == total || !members)
		return 0;
	rc = facts_damage_found(f, line, col, "members", expected, words.line + col - 1,
			  (size_t)(words.end - words.line) - col + 1);
	return rc ? rc : members_add_damaged(f, line, words.line + col - 1,
					    (size_t)(words.end - words.line) - col + 1, expected);
}

int members_add(struct facts *f, const struct rpsl_event *ev)
{
	struct rpsl_words words;
	struct rpsl_word w;
	bool judged = false, prose = false;

	rpsl_words_start(&words, ev->line, ev->len, ev->value);
	while (rpsl_words_next(&words, &w)) {
		int rc = 0;

		if (w.after_semicolon && !judged) {
			judged = true;
			rc = after_semicolon(f, words, w, ev->number, &prose);
		}
		if (rc || prose)
			return rc;
		rc = add_member(f, ev->class, &w, ev->number);
		if (rc)
			return rc;
	}
	return 0;
}
