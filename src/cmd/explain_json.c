/* `weir explain --json`: one object for each question, on a line of its own. */
#include "base/json_out.h"
#include "cmd/explain_cmd.h"

static void put_range(struct json_out *j, const struct range *r)
{
	struct prefix p = range_prefix(r);
	char text[PREFIX_TEXT];

	json_str(j, "prefix", prefix_text(&p, text));
	json_u64(j, "ge", r->ge);
	json_u64(j, "le", r->le);
}

/* Members that a fact does not have are left out. */
static void put_text(struct json_out *j, const char *key, const char *text)
{
	if (text && *text)
		json_str(j, key, text);
}

static void put_fact(struct json_out *j, const struct fact *f)
{
	json_open_object(j, NULL);
	json_str(j, "kind", fact_kind_text(f->kind));
	json_u64(j, "level", f->level);
	json_str(j, "text", f->text);
	put_text(j, "source", f->source);
	put_text(j, "maintainers", f->mnt_by);
	put_text(j, "file", f->file);
	if (f->line)
		json_u64(j, "line", f->line);
	put_text(j, "set", f->set);
	put_text(j, "name", f->name);
	if (f->has_range)
		put_range(j, &f->range);
	if (f->has_asn)
		json_u64(j, "asn", f->asn);
	if (f->idle)
		json_bool(j, "counts", false);
	json_close_object(j);
}

static void put_facts(struct json_out *j, const char *key, const struct facts_told *t)
{
	json_open_array(j, key);
	for (size_t i = 0; i < t->facts.n; i++)
		put_fact(j, &t->facts.v[i]);
	json_close_array(j);
}

static void put_answer(struct json_out *j, const struct explained *e, const struct explain_answer *a)
{
	char words[128];

	json_open_object(j, NULL);
	json_u64(j, "asn", a->neighbor ? a->neighbor->asn : e->border->network.asn);
	json_str(j, "name", a->neighbor ? a->neighbor->name.text : e->border->network.name.text);
	json_str(j, "relationship",
		 a->neighbor ? relationships_text(a->neighbor->relationships, words, sizeof words) : NULL);
	json_str(j, "verdict", explain_verdict_text(a->verdict));
	json_str(j, "rule", a->by);
	json_str(j, "text", a->text);
	put_facts(j, "why", &a->told);
	json_open_array(j, "changes");
	for (size_t i = 0; i < a->told.changes.n; i++)
		json_str(j, NULL, a->told.changes.v[i]);
	json_close_array(j);
	json_close_object(j);
}

void explained_json(struct out *o, const struct explained *e)
{
	struct json_out j;

	json_out_init(&j, o);
	json_open_object(&j, NULL);
	json_str(&j, "query", e->asked);
	if (e->query.kind == QUERY_PREFIX)
		put_range(&j, &e->query.range);
	else
		json_u64(&j, "asn", e->query.asn);
	json_bool(&j, "accepted", explained_accepted(e));
	json_open_array(&j, "answers");
	for (size_t i = 0; i < e->answers.n; i++)
		put_answer(&j, e, &e->answers.v[i]);
	json_close_array(&j);
	put_facts(&j, "facts", &e->facts);
	json_close_object(&j);
	json_end(&j);
}
