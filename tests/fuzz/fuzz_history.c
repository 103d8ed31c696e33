#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/history.h"

/* Any bytes as a history: what it gives is bounded and no path leads out of a folder, or it says why not. */
static char path[64];

static void remove_file(void)
{
	unlink(path);
}

static void put(const uint8_t *data, size_t size)
{
	int fd;

	if (!path[0]) {
		snprintf(path, sizeof path, "%s/weir-fuzz-history.%d", access("/dev/shm", W_OK) ? "." : "/dev/shm", (int)getpid());
		atexit(remove_file);
	}
	fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	close(fd);
}

static int read_contents(struct history *h, const struct history_record *r, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < r->nfiles; i++) {
		struct out content;

		if (strchr(r->files[i].name, '/') || strlen(r->files[i].hash) >= SHA256_TEXT)
			abort();
		out_mem(&content, 1 << 20);
		rc = history_content(h, r->files[i].hash, &content, e);
		out_release(&content);
	}
	return rc;
}

static int read_all(struct history *h, struct err *e)
{
	struct history_sources sources = {0};
	struct history_records records = {0};
	int rc = history_find(h, &(struct history_query){0}, &records, e);

	for (size_t i = 0; !rc && i < records.items.n; i++)
		rc = read_contents(h, &records.items.v[i], e);
	if (!rc)
		rc = history_sources_find(h, &sources, e);
	history_sources_release(&sources);
	history_records_release(&records);
	return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct history *h = NULL;
	struct err e = {0};
	int rc;

	put(data, size);
	rc = history_open(&h, path, HISTORY_READ, &e);
	if (!rc)
		rc = read_all(h, &e);
	if (rc && !e.msg[0])
		abort();
	history_close(h);
	return 0;
}
