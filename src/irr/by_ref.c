#include <string.h>

#include "base/err.h"
#include "irr/expander.h"

/* The next word of a blank-separated list; false at its end. */
static bool next_name(const char **at, const char **s, size_t *n)
{
	*s = *at + strspn(*at, " ");
	*n = strcspn(*s, " ");
	*at = *s + *n;
	return *n > 0;
}

static int list_maintainers(struct strmap *m, const char *list)
{
	const char *s;
	size_t n;
	uint32_t id;

	while (next_name(&list, &s, &n))
		if (strmap_put(m, s, n, &id))
			return WEIR_ENOMEM;
	return 0;
}

static bool is_maintained_by(const struct strmap *m, const char *mnt_by)
{
	const char *s;
	size_t n;

	if (strmap_find(m, "ANY", 3) != STRMAP_NONE)
		return true;
	while (next_name(&mnt_by, &s, &n))
		if (strmap_find(m, s, n) != STRMAP_NONE)
			return true;
	return false;
}

/* A set that takes members by reference, and who may refer to it. */
struct referred {
	const struct task *task;
	const struct dump *dump;
	const struct fact_set *set;
	struct strmap maintainers;
};

static int take_refs(struct expander *x, const struct referred *to, const struct dump *d)
{
	struct index_run run = index_refs(&d->index, index_string(&to->dump->index, to->set->name));
	uint32_t source = dump_source(to->dump, to->set->source);
	size_t n;
	const struct fact_ref *refs = index_array(&d->index, INDEX_REFS, sizeof *refs, &n);

	x->steps += run.n;
	if (x->steps > STEPS_MAX)
		return WEIR_ELIMIT;
	for (size_t i = run.first; i < run.first + run.n; i++) {
		const struct fact_ref *ref = &refs[i];
		struct range r = {ref->hi, ref->lo, ref->family, ref->len, ref->len, ref->len};
		int rc;

		if ((ref->family != 0) != (to->set->is_route_set != 0) ||
		    dump_source(d, ref->source) != source ||
		    !is_maintained_by(&to->maintainers, index_string(&d->index, ref->mnt_by)))
			continue;
		x->foot = (struct foot){.task = x->foot.task, .line = ref->line, .dump = (uint32_t)(d - x->irr->dumps),
					.mnt_by = ref->mnt_by, .origin = ref->asn,
					.source = ref->source, .by_ref = true};
		if (!to->set->is_route_set)
			rc = expander_reach_asn(x, ref->asn, to->task->chain, any_source);
		else
			rc = expander_add_route(x, &r, to->task->chain, ref->asn);
		if (rc)
			return rc;
	}
	return 0;
}

int expander_add_refs(struct expander *x, const struct task *t)
{
	struct referred to = {.task = t, .dump = &x->irr->dumps[t->dump], .set = expander_set(x, t)};
	const char *list = index_string(&to.dump->index, to.set->mbrs_by_ref);
	int rc;

	if (!*list)
		return 0;
	rc = list_maintainers(&to.maintainers, list);
	for (size_t i = 0; i < x->irr->n && !rc; i++)
		rc = take_refs(x, &to, &x->irr->dumps[i]);
	strmap_release(&to.maintainers);
	return rc;
}
