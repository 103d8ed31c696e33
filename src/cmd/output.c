#include "cmd/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/in_force.h"
#include "deliver/deliver.h"
#include "store/history.h"

const struct output_kind *const output_kinds[] = {
	&output_announce,
	&output_import,
	&output_sources,
	NULL,
};

size_t output_routers(const struct output_job *j)
{
	if (j->router)
		return 1;
	return j->neighbor ? j->neighbor->routers.n : j->border->routers.n;
}

const struct border_router *output_router(const struct output_job *j, size_t i)
{
	if (j->router)
		return j->router;
	return &j->border->routers.v[j->neighbor ? j->neighbor->routers.v[i] : i];
}

struct output *output_add(struct output_job *j, size_t i, uint32_t asn, const char *stem)
{
	struct output o = {.kind = j->kind, .neighbor = j->neighbor, .router = output_router(j, i), .asn = asn};

	snprintf(o.stem, sizeof o.stem, "%s", stem);
	return vec_push(&j->outputs, o, BORDER_ROUTERS_MAX) ? NULL : &j->outputs.v[j->outputs.n - 1];
}

/* A writer asks for as much as its longest line could have. */
enum { SLACK = 4096 };

struct output_text *output_text_add(struct output_job *j, const struct output *o, const char *suffix)
{
	struct output_text *t = calloc(1, sizeof *t);
	char name[OUTPUT_NAME];
	size_t size;

	if (!t || vec_push(&j->texts, t, BORDER_ROUTERS_MAX * OUTPUT_FILES)) {
		free(t);
		return NULL;
	}
	out_mem(&t->content, OUTPUT_FILE_MAX);
	out_mem(&t->packed, OUTPUT_FILE_MAX);
	snprintf(name, sizeof name, "%s%s", o->stem, suffix);
	size = deliver_size(o->router->output.text, name);
	if (size < OUTPUT_FILE_MAX / 2)
		out_room(&t->content, size + size / 16 + SLACK);
	return t;
}

int output_file_add(struct output *o, const char *suffix, struct output_text *t)
{
	if (!t)
		return WEIR_ENOMEM;
	if (!t->hash[0])
		sha256_text(t->content.s, t->content.n, t->hash);
	o->files[o->nfiles++] = (struct output_file){.suffix = suffix, .text = t};
	return 0;
}

/* A last good list that cannot be read holds the candidate: nothing can be compared. */
static int judge(struct output *o, const struct gate_candidate *c)
{
	struct gate_last last = {0};
	struct err e = {0};
	char path[4096];
	int rc;

	snprintf(path, sizeof path, "%s/%s.json", o->router->output.text, o->stem);
	rc = gate_last_read(&last, path, &e);
	o->last = rc || last.exists;
	if (!rc) {
		rc = gate_judge(&o->verdict, c, &last);
	} else if (rc != WEIR_ENOMEM) {
		gate_hold(&o->verdict, "last", "the last good list cannot be read: %s", e.msg);
		rc = 0;
	}
	gate_last_release(&last);
	return rc;
}

/* The hash of what is in force, which mostly is what was just made. */
static int find_was(const struct output *o, size_t i, struct output_file *f, struct err *e)
{
	const char *folder = o->router->output.text;
	char name[OUTPUT_NAME];

	output_file_name(o, i, name);
	if (!deliver_holds(folder, name, &f->text->content))
		return in_force_hash(folder, name, f->was, e);
	strcpy(f->was, f->text->hash);
	return 0;
}

/* Whether its files are what is in force: in `*same`. */
static int compare(struct output *o, bool *same, struct err *e)
{
	int rc = 0;

	*same = true;
	for (size_t i = 0; !rc && i < o->nfiles; i++) {
		struct output_file *f = &o->files[i];
		int status = f->text->content.status;

		rc = status ? err_set(e, status, "'%s%s' is larger than memory allows", o->stem, f->suffix)
			    : find_was(o, i, f, e);
		*same = *same && !strcmp(f->text->hash, f->was);
	}
	return rc;
}

int output_judge(struct output *o, const struct gate_candidate *c)
{
	struct err e = {0};
	bool same;
	int rc = compare(o, &same, &e);

	if (rc == WEIR_ENOMEM)
		return rc;
	if (rc) {
		output_fail(o, &e);
		return 0;
	}
	if (same) {
		o->last = true;
		o->state = OUTPUT_UNCHANGED;
		return 0;
	}
	rc = judge(o, c);
	o->state = o->verdict.n ? OUTPUT_HELD : OUTPUT_WRITTEN;
	gate_text(&o->verdict, o->reason, sizeof o->reason);
	return rc;
}

const char *output_file_name(const struct output *o, size_t i, char to[OUTPUT_NAME])
{
	snprintf(to, OUTPUT_NAME, "%s%s", o->stem, o->files[i].suffix);
	return to;
}

void output_fail(struct output *o, const struct err *why)
{
	o->state = OUTPUT_FAILED;
	snprintf(o->reason, sizeof o->reason, "%s", why->msg);
}

static void pack(struct output_text *t)
{
	if (!t->packed.n)
		history_pack(&t->packed, t->content.s, t->content.n);
}

int output_job_pack(struct output_job *j)
{
	int rc = 0;

	for (size_t i = 0; i < j->outputs.n; i++) {
		const struct output *o = &j->outputs.v[i];
		bool kept = o->state == OUTPUT_WRITTEN || o->state == OUTPUT_HELD;

		for (size_t k = 0; kept && !rc && k < o->nfiles; k++) {
			pack(o->files[k].text);
			rc = o->files[k].text->packed.status;
		}
	}
	return rc;
}

static void release_texts(struct output_job *j)
{
	for (size_t i = 0; i < j->texts.n; i++) {
		out_release(&j->texts.v[i]->content);
		out_release(&j->texts.v[i]->packed);
	}
}

void output_job_trim(struct output_job *j)
{
	for (size_t i = 0; i < j->outputs.n; i++)
		if (j->outputs.v[i].state != OUTPUT_UNCHANGED)
			return;
	release_texts(j);
}

void output_job_release(struct output_job *j)
{
	release_texts(j);
	for (size_t i = 0; i < j->texts.n; i++)
		free(j->texts.v[i]);
	vec_free(&j->texts);
	vec_free(&j->outputs);
	report_release(&j->gaps);
	diligence_row_release(&j->diligence);
	report_release(&j->errors);
}
