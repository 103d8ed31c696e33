#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "irr/expand.h"
#include "irr/index.h"

/*
 * Any bytes as an index, with its checksums and the dump's identity put right as a forger
 * would: nothing in it may be used before it is bounded.
 */
static char dump[64], index_path[80];

static void remove_files(void)
{
	unlink(index_path);
	unlink(dump);
	*strrchr(dump, '/') = '\0';
	rmdir(dump);
}

static void make_dump(void)
{
	int fd;

	if (dump[0])
		return;
	snprintf(dump, sizeof dump, "%s/weir-fuzz-XXXXXX", access("/dev/shm", W_OK) ? "." : "/dev/shm");
	if (!mkdtemp(dump))
		abort();
	strcat(dump, "/db");
	snprintf(index_path, sizeof index_path, "%s.weir-index", dump);
	fd = open(dump, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0)
		abort();
	close(fd);
	atexit(remove_files);
}

static uint64_t sum(const void *bytes, size_t n)
{
	struct index_sum s;

	index_sum_start(&s);
	index_sum_add(&s, bytes, n);
	return index_sum_end(&s);
}

static void forge(uint8_t *bytes, size_t n)
{
	struct index_header h;
	struct stat st;

	if (stat(dump, &st))
		abort();
	memcpy(&h, bytes, sizeof h);
	memcpy(h.magic, INDEX_MAGIC, sizeof h.magic);
	h.version = INDEX_VERSION;
	h.order = INDEX_ORDER;
	h.dump = (struct index_identity){(uint64_t)st.st_size,   st.st_dev,
					 st.st_ino,              st.st_mtim.tv_sec,
					 st.st_mtim.tv_nsec,     st.st_ctim.tv_sec,
					 st.st_ctim.tv_nsec};
	h.size = n;
	h.body_sum = sum(bytes + sizeof h, n - sizeof h);
	h.header_sum = 0;
	h.header_sum = sum(&h, sizeof h);
	memcpy(bytes, &h, sizeof h);
}

static void ask(const struct irr *irr)
{
	static const char *const objects[] = {"AS-A", "AS-B", "RS-A^+", "AS1", "AS2^48", "OTHER::AS2"};
	struct prefix p = prefix_ipv4(0xc0000200, 24), six = {0x20010db800000000u, 0, IPV6, 32};
	struct irr_place places[4];
	const char *policy;

	for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
		struct irr_expansion x;
		struct err e;

		irr_expand(irr, &objects[i], 1, NULL, &x, &e);
		irr_expansion_release(&x);
	}
	irr_route_at(irr, &p, 1, places, 4);
	irr_route_at(irr, &six, 1, places, 4);
	irr_set_at(irr, "RS-A", places);
	if (irr_aut_num_at(irr, 3, places, &policy) && strlen(policy) > 1 << 20)
		abort();
	for (size_t i = 0; i < irr_dump_count(irr); i++)
		irr_dump_get(irr, i);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *paths[] = {dump};
	struct report report = {0};
	uint8_t *bytes = malloc(size + 1);
	struct irr *irr;
	struct err e;
	int fd;

	make_dump();
	memcpy(bytes, data, size);
	if (size >= sizeof(struct index_header))
		forge(bytes, size);
	fd = open(index_path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size)
		abort();
	close(fd);
	free(bytes);
	if (!irr_open(&irr, paths, 1, NULL, &report, &e))
		ask(irr);
	irr_close(irr);
	report_release(&report);
	return 0;
}
