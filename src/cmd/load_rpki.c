#include "cmd/load_rpki.h"

#include <stdio.h>

#include "rpki/read.h"
#include "rpki/slurm.h"

static int read_files(struct rpki *r, const struct text_list *files, struct report *report)
{
	struct err e = {.code = 0};

	for (size_t i = 0; i < files->items.n; i++)
		if (rpki_read_file(r, files->items.v[i], report, &e))
			return cmd_fail(&e);
	if (!rpki_finish(r))
		return EXIT_WELL;
	return cmd_out_of_memory();
}

static int read_slurm(struct slurm *s, const struct text_list *files, struct report *report)
{
	struct err e = {.code = 0};

	for (size_t i = 0; i < files->items.n; i++)
		if (slurm_read_file(s, files->items.v[i], report, &e))
			return cmd_fail(&e);
	return slurm_check(s, &e) ? cmd_fail(&e) : EXIT_WELL;
}

static int apply_slurm(struct rpki *r, const struct text_list *files, struct report *report)
{
	struct slurm s = {.prefixes = {.n = 0}};
	struct slurm_changes changes;
	int status = read_slurm(&s, files, report);

	if (!status && rpki_apply_slurm(r, &s, &changes))
		status = cmd_out_of_memory();
	slurm_release(&s);
	return status;
}

/* A source that is well formed and has nothing is worth a word, no more. */
static void tell_empty(const struct rpki *r)
{
	for (size_t i = 0; i < r->sources.n; i++) {
		const struct rpki_source *s = &r->sources.v[i];

		if (!s->vrps && !s->aspas && !s->keys)
			fprintf(stderr, "weir: %s: warning: no records\n", s->name);
	}
}

int load_rpki(struct rpki *r, const struct text_list *files, const struct text_list *slurm,
	      bool *usable)
{
	struct report report = {.total = 0};
	int status = read_files(r, files, &report);

	if (!status) {
		tell_empty(r);
		if (slurm->items.n)
			status = apply_slurm(r, slurm, &report);
	}
	*usable = !status;
	cmd_notes(&report);
	if (report.total)
		status = EXIT_TROUBLE;
	report_release(&report);
	return status;
}
