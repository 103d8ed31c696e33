#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "irr/expand.h"

/* Any bytes as a dump: read, indexed in memory, and everything it might define expanded. */
static const char *const objects[] = {"AS-A", "AS-B", "AS1:AS-A", "RS-A", "RS-B^+", "AS1", "AS2^-"};

static void expand_all(const struct irr *irr)
{
	for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
		struct irr_expansion x;
		struct err e = {0};

		if (irr_expand(irr, &objects[i], 1, NULL, &x, &e) && !e.msg[0])
			abort();
		irr_expansion_release(&x);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct irr_options no_index = {.no_index = true};
	struct report report = {0};
	struct irr *irr;
	struct err e = {0};
	char path[32];
	const char *const paths[] = {path};
	int fd = memfd_create("dump", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (!irr_open(&irr, paths, 1, &no_index, &report, &e))
		expand_all(irr);
	else if (!e.msg[0])
		abort();
	irr_close(irr);
	report_release(&report);
	close(fd);
	return 0;
}
