#include "fetch/report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/ascii.h"

#define MAGIC UINT64_C(0x5745495246303130) /* "WEIRF010" */

int fetch_report_open(void)
{
	return memfd_create("weir-fetch", MFD_CLOEXEC);
}

int fetch_report_write(int fd, struct fetch_report *r, struct err *e)
{
	r->magic = MAGIC;
	if (pwrite(fd, r, sizeof *r, 0) != (ssize_t)sizeof *r)
		return err_set(e, WEIR_EIO, "cannot write the report of a run: %s", strerror(errno));
	return 0;
}

int fetch_report_read(int fd, struct fetch_report *r, struct err *e)
{
	const ssize_t n = pread(fd, r, sizeof *r, 0);

	if (n < 0)
		return err_set(e, WEIR_EIO, "cannot read the report of a run: %s", strerror(errno));
	if (n != (ssize_t)sizeof *r || r->magic != MAGIC || r->result >= FETCH_RESULTS || r->anchors > FETCH_ANCHORS ||
	    r->notes > FETCH_NOTES || r->over > 1)
		return err_set(e, WEIR_ESYNTAX, "expected the report of a run, found other bytes");
	ascii_make_text(r->why, sizeof r->why);
	for (uint32_t i = 0; i < r->anchors; i++)
		ascii_make_text(r->anchor[i].name, sizeof r->anchor[i].name);
	for (uint32_t i = 0; i < r->notes; i++)
		ascii_make_text(r->note[i], sizeof r->note[i]);
	return 0;
}

void fetch_report_note(struct fetch_report *r, const char *text)
{
	if (r->notes < FETCH_NOTES)
		snprintf(r->note[r->notes++], FETCH_TEXT, "%s", text);
}

void fetch_report_say(struct fetch_report *r, enum fetch_result result, const char *fmt, ...)
{
	va_list ap;

	r->result = result;
	va_start(ap, fmt);
	vsnprintf(r->why, sizeof r->why, fmt, ap);
	va_end(ap);
}

const char *fetch_result_text(enum fetch_result r)
{
	static const char *const names[] = {[FETCH_GOOD] = "good", [FETCH_HELD] = "held", [FETCH_FAILED] = "failed"};

	return names[r];
}
