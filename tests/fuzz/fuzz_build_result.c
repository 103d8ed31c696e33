#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "serve/build_result.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count(void *context, const struct build_list *l)
{
	size_t *n = context;

	if (l->state >= BUILD_STATES || strlen(l->reason) >= sizeof l->reason)
		abort();
	n[l->state]++;
}

/* What a run of weir build prints, which reads what strangers wrote: every list is given and counted, and once. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const int fd = memfd_create("result", MFD_CLOEXEC);
	size_t given[BUILD_STATES] = {0};
	struct build_result r;
	struct err e;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	if (!build_result_read(&r, fd, count, given, &e) && (memcmp(given, r.lists, sizeof given) || r.status > 9))
		abort();
	close(fd);
	return 0;
}
