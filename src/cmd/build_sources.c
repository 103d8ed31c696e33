/*
 * How this works: the history keeps how many records each source had in the last good build, one in
 * which none lost more than the gate allows. A hold for such a loss keeps the figures of its own
 * run, which its approval makes the measure.
 */
#include <string.h>

#include "cmd/build.h"

/* The figures of this run. Local exceptions are a person's own, and come and go. */
static int gather(struct build *b)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < b->snapshot.sources.n; i++) {
		const struct snapshot_source *f = &b->snapshot.sources.v[i];
		const struct history_source to = {source_kind_text(f->kind), f->entry, f->shown, f->records};

		if (f->kind != SOURCE_RPKI_SLURM)
			rc = vec_push(&b->figures.items, to, SNAPSHOT_SOURCES_MAX);
	}
	return rc;
}

static bool is_same_entry(const struct history_source *x, const struct history_source *y)
{
	return !strcmp(x->kind, y->kind) && !strcmp(x->entry, y->entry);
}

static const struct history_source *find(const struct history_sources *in, const struct history_source *f)
{
	for (size_t i = 0; i < in->items.n; i++)
		if (is_same_entry(&in->items.v[i], f) && !strcmp(in->items.v[i].path, f->path))
			return &in->items.v[i];
	return NULL;
}

/* What one entry of the border file found. */
struct sum {
	size_t files;
	uint64_t records;
};

static struct sum sum_of(const struct history_sources *in, const struct history_source *f)
{
	struct sum s = {0};

	for (size_t i = 0; i < in->items.n; i++) {
		if (!is_same_entry(&in->items.v[i], f))
			continue;
		s.files++;
		s.records += in->items.v[i].records;
	}
	return s;
}

static enum source_kind kind_of(const char *text)
{
	unsigned kind = 0;

	while (kind + 1 < SOURCE_KINDS && strcmp(source_kind_text((enum source_kind)kind), text))
		kind++;
	return (enum source_kind)kind;
}

/*
 * A file that is not there any more: its entry finds fewer files; or others in its place, which
 * together have to hold as much. An entry that is not there any more is a person's decision.
 */
static struct gate_loss missing(const struct build *b, const struct history_source *then)
{
	const struct sum had = sum_of(&b->measure, then), has = sum_of(&b->figures, then);
	struct gate_loss l = {kind_of(then->kind), then->path, then->records, 0, true};

	if (!has.files)
		l.then = 0;
	else if (has.files >= had.files)
		l = (struct gate_loss){l.kind, then->entry, had.records, has.records, false};
	return l;
}

static struct gate_loss loss_of(const struct build *b, const struct history_source *then)
{
	const struct history_source *now = find(&b->figures, then);

	return now ? (struct gate_loss){kind_of(then->kind), now->path, then->records, now->records, false}
		   : missing(b, then);
}

static bool is_known(const struct gate_losses *losses, const struct gate_loss *l)
{
	for (size_t i = 0; i < losses->items.n; i++)
		if (losses->items.v[i].kind == l->kind && !strcmp(losses->items.v[i].path, l->path))
			return true;
	return false;
}

int build_sources_compare(struct build *b, struct err *e)
{
	int rc = gather(b);

	if (rc)
		return err_set(e, rc, "out of memory");
	rc = history_sources_find(b->history, &b->measure, e);
	for (size_t i = 0; !rc && i < b->measure.items.n; i++) {
		const struct gate_loss l = loss_of(b, &b->measure.items.v[i]);

		if (gate_is_loss(&b->border.gate, l.then, l.now) && !is_known(&b->losses, &l) &&
		    vec_push(&b->losses.items, l, SNAPSHOT_SOURCES_MAX))
			rc = err_set(e, WEIR_ENOMEM, "out of memory");
	}
	return rc;
}

const struct gate_loss *build_loss(const struct build *b, const struct snapshot_source *f)
{
	for (size_t i = 0; i < b->losses.items.n; i++)
		if (b->losses.items.v[i].kind == f->kind && !strcmp(b->losses.items.v[i].path, f->shown))
			return &b->losses.items.v[i];
	return NULL;
}

/* A run that finds what the last one found writes nothing. */
static bool is_measure(const struct build *b)
{
	bool same = b->measure.items.n == b->figures.items.n;

	for (size_t i = 0; same && i < b->figures.items.n; i++) {
		const struct history_source *then = find(&b->measure, &b->figures.items.v[i]);

		same = then && then->records == b->figures.items.v[i].records;
	}
	return same;
}

static bool is_shrunk(const struct output *o)
{
	for (size_t i = 0; i < o->verdict.n; i++)
		if (!strcmp(o->verdict.v[i].reason, "shrunk"))
			return true;
	return false;
}

int build_sources_record(struct build *b, struct err *e)
{
	int rc = 0;

	if (!b->losses.items.n)
		return is_measure(b) ? 0 : history_sources_set(b->history, 0, &b->figures, e);
	for (size_t i = 0; !rc && i < b->outputs.n; i++)
		if (b->outputs.v[i]->state == OUTPUT_HELD && b->outputs.v[i]->record && is_shrunk(b->outputs.v[i]))
			rc = history_sources_set(b->history, b->outputs.v[i]->record, &b->figures, e);
	return rc;
}
