#include "base/lines.h"

int lines_read(struct input *in, const struct lines *how, void *context, struct report *report, size_t *rows,
	       struct err *e)
{
	struct line line = {.file = input_name(in), .report = report};
	size_t first_damaged = 0;
	int rc;

	while ((rc = input_line(in, how->max, &line.s, &line.n, e)) > 0) {
		line.number = input_line_number(in);
		rc = how->take(context, &line);
		if (rc < 0)
			return err_at(e, rc, line.file, line.number, 0, "%s",
				      rc == WEIR_ELIMIT ? how->too_many : "out of memory");
		*rows += rc == LINE_ROW;
		if (rc == LINE_DAMAGED && !first_damaged)
			first_damaged = line.number;
	}
	if (!rc && first_damaged && !*rows)
		rc = err_at(e, WEIR_ESYNTAX, line.file, first_damaged, 0, "expected %s, found none", how->expected);
	return rc;
}

enum line_kind line_damaged(const struct line *line, const char *expected, const char *found, size_t n)
{
	char shown[ERR_SHOWN];

	report_note(line->report, line->file, line->number, (size_t)(found - line->s) + 1, "expected %s, found '%s'",
		    expected, err_shown(found, n, shown));
	return LINE_DAMAGED;
}
