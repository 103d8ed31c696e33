#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "deliver/source_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as the last good filter of sources: each interface has a name that ends, and is found. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct source_last last;
	struct err e;
	char path[64];
	int fd = memfd_create("last", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (!source_last_read(&last, path, &e) && last.interfaces.n) {
		const struct source_interface_last *first = &last.interfaces.v[0];

		if (!memchr(first->name, '\0', sizeof first->name) ||
		    source_last_find(&last, first->name) != first->prefixes)
			abort();
	}
	source_last_release(&last);
	close(fd);
	return 0;
}
