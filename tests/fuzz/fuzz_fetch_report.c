#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fetch/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a judge that was taken over may tell: the bytes over a sound report. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct fetch_report r;
	struct err e;
	int fd = fetch_report_open();

	memset(&r, 0, sizeof r);
	if (fd < 0 || fetch_report_write(fd, &r, &e) || (size && pwrite(fd, data, size, 0) != (ssize_t)size))
		abort();
	if (!fetch_report_read(fd, &r, &e) &&
	    (r.anchors > FETCH_ANCHORS || r.notes > FETCH_NOTES || strlen(r.why) >= sizeof r.why ||
	     !fetch_result_text(r.result)))
		abort();
	close(fd);
	return 0;
}
