#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fetch/validators.h"
#include "fetch/whole.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as what lies beside a fetched file: what is sent back to a server is sound. Then as that file. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct validators v;
	struct err e;
	char path[64];
	int fd;

	if (validators_parse(&v, (const char *)data, size, "https://a/") &&
	    ((v.etag[0] && !validator_is_sound(v.etag)) || (v.modified[0] && !validator_is_sound(v.modified))))
		abort();
	fd = memfd_create("fetched", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (!whole_check(path, size & 1, 1 << 20, &e) && (size & 1) && (size < 18 || data[0] != 0x1f))
		abort();
	if (!whole_equal(path, path))
		abort();
	close(fd);
	return 0;
}
