/* `weir explain` for people: the answer, then its reasons, then what would change it. */
#include <string.h>

#include "cmd/explain_cmd.h"

enum { NAMES_SHOWN = 8, DETAILED = 8, ROWS_SHOWN = 20, FACTS_SHOWN = 40 };

static void put_question(struct out *o, const struct query *q)
{
	char text[RANGE_TEXT];

	if (q->kind == QUERY_ASN)
		out_printf(o, "AS%u", q->asn);
	else
		out_str(o, range_text(&q->range, text));
}

static uint32_t asn_of(const struct explained *e, const struct explain_answer *a)
{
	return a->neighbor ? a->neighbor->asn : e->border->network.asn;
}

/* "accepted from AS1, AS2 and 7 more": the neighbors with one verdict. */
static bool put_verdict(struct out *o, const struct explained *e, enum explain_verdict v, bool first)
{
	static const char *const words[][4] = {
		[ABOUT_IMPORT] = {"accepted from", "partly accepted from", "rejected from", "undecided from"},
		[ABOUT_EXPORT] = {"announced to", "partly announced to", "not announced to", "undecided to"},
		[ABOUT_SOURCES] = {"a source from", "in part a source from", "no source from", "undecided from"}};
	size_t n = 0;

	for (size_t i = 0; i < e->answers.n; i++) {
		const struct explain_answer *a = &e->answers.v[i];

		if (a->verdict != v)
			continue;
		if (!n)
			out_printf(o, "%s%s", first ? "" : "; ", words[e->about][v]);
		if (n++ < NAMES_SHOWN)
			out_printf(o, "%s AS%u", n > 1 ? "," : "", asn_of(e, a));
	}
	if (n > NAMES_SHOWN)
		out_printf(o, " and %zu more", n - NAMES_SHOWN);
	return n > 0;
}

static void put_heading(struct out *o, const struct explained *e)
{
	bool first = true;

	put_question(o, &e->query);
	out_str(o, ": ");
	for (unsigned v = EXPLAIN_ACCEPTED; v <= EXPLAIN_UNDECIDED; v++)
		if (put_verdict(o, e, (enum explain_verdict)v, first))
			first = false;
	out_ch(o, '\n');
}

static void put_fact(struct out *o, const struct fact *f)
{
	out_printf(o, "  %s", f->level ? "  " : "");
	if (f->file)
		out_str(o, f->file);
	if (f->file && f->line)
		out_printf(o, ":%u", f->line);
	out_printf(o, "%s%s\n", f->file ? ": " : "", f->text);
}

static void put_facts(struct out *o, const struct facts_told *t)
{
	size_t shown = 0, more = 0;

	for (size_t i = 0; i < t->facts.n; i++) {
		const struct fact *f = &t->facts.v[i];

		if (f->again)
			continue;
		if (shown++ < FACTS_SHOWN)
			put_fact(o, f);
		else
			more += !f->level;
	}
	if (more)
		out_printf(o, "  … and %zu more; --json tells all\n", more);
	for (size_t i = 0; i < t->changes.n; i++)
		out_printf(o, "  would change it: %s\n", t->changes.v[i]);
}

static void put_owner(struct out *o, const struct explained *e, const struct explain_answer *a)
{
	const struct border_text *name = a->neighbor ? &a->neighbor->name : &e->border->network.name;
	char words[128];

	out_printf(o, "AS%u%s%s (%s): %s\n", asn_of(e, a), name->text ? ", " : "",
		   name->text ? name->text : "",
		   a->neighbor ? relationships_text(a->neighbor->relationships, words, sizeof words)
			       : "this network",
		   a->text);
}

/* Where many neighbors reject, one line each says so. */
static bool is_detailed(const struct explained *e, const struct explain_answer *a)
{
	return e->answers.n <= DETAILED || a->verdict != EXPLAIN_REJECTED;
}

static void put_details(struct out *o, const struct explained *e)
{
	for (size_t i = 0; i < e->answers.n; i++) {
		if (!is_detailed(e, &e->answers.v[i]))
			continue;
		out_ch(o, '\n');
		put_owner(o, e, &e->answers.v[i]);
		put_facts(o, &e->answers.v[i].told);
	}
}

static void put_rows(struct out *o, const struct explained *e)
{
	size_t rows = 0;

	for (size_t i = 0; i < e->answers.n; i++) {
		if (is_detailed(e, &e->answers.v[i]) || rows++ >= ROWS_SHOWN)
			continue;
		out_str(o, rows == 1 ? "\n" : "");
		put_owner(o, e, &e->answers.v[i]);
	}
	if (rows > ROWS_SHOWN)
		out_printf(o, "… and %zu more; --neighbor ASN tells of one\n", rows - ROWS_SHOWN);
}

void explained_text(struct out *o, const struct explained *e)
{
	put_heading(o, e);
	put_details(o, e);
	put_rows(o, e);
	if (!e->facts.facts.n)
		return;
	out_str(o, "\nabout ");
	put_question(o, &e->query);
	out_str(o, ":\n");
	put_facts(o, &e->facts);
}
