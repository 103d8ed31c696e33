#include "base/report.h"

#include <stdarg.h>
#include <stdio.h>

void report_note(struct report *r, const char *file, size_t line, size_t col,
		 const char *fmt, ...)
{
	struct err note;
	char msg[sizeof note.msg];
	va_list ap;

	if (!r || r->total++ >= REPORT_NOTES)
		return;
	va_start(ap, fmt);
	vsnprintf(msg, sizeof msg, fmt, ap);
	va_end(ap);
	err_at(&note, WEIR_ESYNTAX, file, line, col, "%s", msg);
	if (vec_push(&r->notes, note, REPORT_NOTES))
		return; /* still counted */
}

void report_append(struct report *r, const struct report *from)
{
	for (size_t i = 0; i < from->notes.n && r->notes.n < REPORT_NOTES; i++)
		if (vec_push(&r->notes, from->notes.v[i], REPORT_NOTES))
			break; /* still counted */
	r->total += from->total;
}

void report_release(struct report *r)
{
	vec_free(&r->notes);
	r->total = 0;
}
