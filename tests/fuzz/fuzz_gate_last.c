#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gate/gate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as the last good list: judged against nothing and against itself. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gate_last last;
	struct range_list none = {0};
	struct gate_verdict v = {0};
	struct err e;
	char path[64];
	int fd = memfd_create("last", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (!gate_last_read(&last, path, &e)) {
		const struct border_gate strict = {.min_entries = 1}, loose = {.max_change = 0};
		struct gate_candidate empty = {.entries = &none, .damage = 1, .limits = &strict};
		struct gate_candidate same = {
			.entries = &last.entries, .gaps = last.gaps, .damage = last.damage, .limits = &loose};

		if (gate_judge(&v, &empty, &last) || !v.n)
			abort();
		v.n = 0;
		if (gate_judge(&v, &same, &last) || v.n)
			abort();
	}
	gate_last_release(&last);
	close(fd);
	return 0;
}
