/*
 * How this works: for each router, beside the others, the files that its own program judges are
 * shown to it all at once, as they would be in force together: those of the network first, which
 * the others use. Where it refuses and says which file, that output is held and the rest is shown
 * again; where it does not say, all that would change on that router are held. One that could not
 * judge is told, and holds nothing.
 */
#include <stdio.h>
#include <string.h>

#include "base/pool.h"
#include "cmd/build.h"
#include "deliver/checker.h"

/* What is shown at once, and which output each file is of. */
struct shown {
	struct checker_file files[CHECKER_FILES];
	struct output *outputs[CHECKER_FILES];
	char names[CHECKER_FILES][OUTPUT_NAME];
	size_t n;
};

static bool is_refused(const struct output *o)
{
	for (size_t i = 0; i < o->verdict.n; i++)
		if (!strcmp(o->verdict.v[i].reason, "checker"))
			return true;
	return false;
}

static bool is_candidate(const struct output *o)
{
	return o->state == OUTPUT_WRITTEN || (o->state == OUTPUT_HELD && !is_refused(o));
}

static const struct output_file *file_of(const struct output *o, const struct checker *c, size_t *number)
{
	for (size_t i = 0; i < o->nfiles; i++) {
		if (strcmp(o->files[i].suffix, c->suffix))
			continue;
		*number = i;
		return &o->files[i];
	}
	return NULL;
}

static void add(struct shown *s, const struct checker *c, struct output *o)
{
	size_t number;
	const struct output_file *f = file_of(o, c, &number);

	if (!f || s->n == CHECKER_FILES)
		return;
	s->files[s->n] = (struct checker_file){output_file_name(o, number, s->names[s->n]), &f->text->content};
	s->outputs[s->n++] = o;
}

/* The candidates of a router from number *from on, as many as go at once, after what they use. */
static bool gather(struct shown *s, const struct build *b, const struct border_router *router,
		   const struct checker *c, size_t *from)
{
	size_t candidates = 0;

	s->n = 0;
	for (size_t i = 0; i < b->outputs.n; i++) {
		struct output *o = b->outputs.v[i];

		if (o->router == router && o->kind->scope == OUTPUT_OF_NETWORK && !is_refused(o))
			add(s, c, o);
	}
	for (size_t i = 0; i < s->n && !*from; i++)
		candidates += is_candidate(s->outputs[i]);
	for (; *from < b->outputs.n && s->n < CHECKER_FILES; (*from)++) {
		struct output *o = b->outputs.v[*from];
		size_t before = s->n;

		if (o->router != router || o->kind->scope == OUTPUT_OF_NETWORK || !is_candidate(o))
			continue;
		add(s, c, o);
		candidates += s->n - before;
	}
	return candidates;
}

static void refuse(struct output *o, const struct checker *c, const char *text)
{
	gate_hold(&o->verdict, "checker", "'%s' refuses it: %s", c->name, text);
	gate_text(&o->verdict, o->reason, sizeof o->reason);
	o->state = OUTPUT_HELD;
}

/* Take out what is refused: the one that was named, or all candidates. */
static void refuse_shown(struct shown *s, const struct checker *c, const struct checker_answer *a)
{
	if (a->file < s->n && is_candidate(s->outputs[a->file])) {
		refuse(s->outputs[a->file], c, a->text);
		return;
	}
	for (size_t i = 0; i < s->n; i++)
		if (is_candidate(s->outputs[i]))
			refuse(s->outputs[i], c, a->text);
}

/* How it went with one router. */
struct asked {
	int rc;
	struct err e;
	struct err unasked; /* why a program could not judge */
};

static int check_router(struct build *b, const struct border_router *router, const struct checker *c,
			struct shown *s, struct asked *to)
{
	char path[128];
	size_t from = 0, start;
	int rc = 0;

	if (!checker_find(c, path, sizeof path))
		return 0;
	while (!rc && (start = from, gather(s, b, router, c, &from))) {
		struct checker_answer a;

		rc = checker_ask(c, path, b->border.network.asn, s->files, s->n, &a, &to->e);
		if (!rc && !a.judges)
			err_set(&to->unasked, WEIR_EIO, "'%s' could not ask the kernel: %s", c->name, a.text);
		if (rc || a.takes || !a.judges)
			continue;
		refuse_shown(s, c, &a);
		from = start;
	}
	return rc;
}

struct asking {
	struct build *b;
	struct asked *routers;
};

/* The outputs of a router are no other's: it is asked about by a thread of its own. */
static void ask_about(void *context, size_t i)
{
	const struct asking *w = context;
	struct asked *a = &w->routers[i];
	struct shown *s = malloc(sizeof *s);

	if (!s)
		a->rc = err_set(&a->e, WEIR_ENOMEM, "out of memory");
	for (const struct checker *c = checkers; !a->rc && c->name; c++)
		a->rc = check_router(w->b, &w->b->border.routers.v[i], c, s, a);
	free(s);
}

/* What cannot be asked is told once, however many routers there are: it is the machine that does not let it. */
static int keep_answers(struct build *b, const struct asked *routers, struct err *e)
{
	for (size_t i = 0; i < b->border.routers.n; i++)
		if (routers[i].unasked.code && !b->unasked.total)
			report_note(&b->unasked, NULL, 0, 0, "%s", routers[i].unasked.msg);
	for (size_t i = 0; i < b->border.routers.n; i++) {
		if (!routers[i].rc)
			continue;
		*e = routers[i].e;
		return routers[i].rc;
	}
	return 0;
}

int build_check(struct build *b, struct err *e)
{
	size_t n = b->border.routers.n;
	struct asking w = {b, NULL};
	int rc;

	if (b->border.gate.no_checkers)
		return 0;
	w.routers = calloc(n + 1, sizeof *w.routers);
	if (!w.routers)
		return err_set(e, WEIR_ENOMEM, "out of memory");
	pool_run(n, ask_about, &w);
	rc = keep_answers(b, w.routers, e);
	free(w.routers);
	return rc;
}
