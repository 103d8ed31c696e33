#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "irr/index.h"

/*
 * How this works: every byte is checked before one is used, by reading the file
 * through a small buffer: through the map it would all become resident. Then the
 * same descriptor is mapped. Indexes are only ever replaced by rename, so the
 * bytes behind the map are those that were checked.
 */
enum { PIECE = 256 * 1024 };

static int damaged(const char *path, struct err *e)
{
	return err_at(e, WEIR_ESYNTAX, path, 0, 0, "expected an intact index, found a damaged one");
}

static ssize_t read_at(int fd, void *to, size_t n, uint64_t at)
{
	ssize_t r;

	do
		r = pread(fd, to, n, (off_t)at);
	while (r < 0 && errno == EINTR);
	return r;
}

static bool is_body_intact(int fd, const struct index_header *h, uint8_t *buf)
{
	struct index_sum sum;
	uint64_t at = sizeof *h;

	index_sum_start(&sum);
	while (at < h->size) {
		size_t n = h->size - at < PIECE ? (size_t)(h->size - at) : PIECE;

		if (read_at(fd, buf, n, at) != (ssize_t)n)
			return false;
		index_sum_add(&sum, buf, n);
		at += n;
	}
	return index_sum_end(&sum) == h->body_sum;
}

/* Strings and policies are read up to a NUL: the last one must be there. */
static bool ends_with_nul(const struct index *ix, enum index_section section)
{
	size_t n;
	const char *s = index_array(ix, section, 1, &n);

	return !n || !s[n - 1];
}

static int map(struct index *ix, int fd, const char *path, struct err *e)
{
	void *p = mmap(NULL, ix->header.size, PROT_READ, MAP_PRIVATE, fd, 0);

	if (p == MAP_FAILED)
		return err_at(e, WEIR_EIO, path, 0, 0, "cannot map: %s", strerror(errno));
	ix->bytes = p;
	ix->n = ix->header.size;
	ix->mapped = true;
	if (ends_with_nul(ix, INDEX_STRINGS) && ends_with_nul(ix, INDEX_POLICY) &&
	    ix->header.section[INDEX_STRINGS].bytes)
		return 0;
	index_release(ix);
	return damaged(path, e);
}

/* What an older or newer weir left here is no damage. */
static bool is_of_another_version(const struct index_header *h)
{
	return !memcmp(h->magic, INDEX_MAGIC, sizeof h->magic) && h->version != INDEX_VERSION;
}

static int load(struct index *ix, int fd, const char *path, const struct index_identity *dump,
		struct err *e)
{
	struct stat st;
	uint8_t *buf;
	bool intact;

	if (fstat(fd, &st))
		return err_at(e, WEIR_EIO, path, 0, 0, "cannot stat: %s", strerror(errno));
	if (read_at(fd, &ix->header, sizeof ix->header, 0) != sizeof ix->header)
		return damaged(path, e);
	if (is_of_another_version(&ix->header))
		return err_at(e, WEIR_ENOTFOUND, path, 0, 0,
			      "expected an index of version %d, found version %u", INDEX_VERSION,
			      ix->header.version);
	if (!index_header_check(&ix->header, (uint64_t)st.st_size))
		return damaged(path, e);
	if (memcmp(&ix->header.dump, dump, sizeof *dump))
		return err_at(e, WEIR_ENOTFOUND, path, 0, 0,
			      "expected an index of the dump as it is, found an older one");
	buf = malloc(PIECE);
	if (!buf)
		return err_at(e, WEIR_ENOMEM, path, 0, 0, "out of memory");
	intact = is_body_intact(fd, &ix->header, buf);
	free(buf);
	return intact ? map(ix, fd, path, e) : damaged(path, e);
}

int index_load(struct index *ix, const char *path, const struct index_identity *dump,
	       struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;

	*ix = (struct index){0};
	if (fd < 0)
		return err_at(e, errno == ENOENT ? WEIR_ENOTFOUND : WEIR_EIO, path, 0, 0,
			      "cannot open: %s", strerror(errno));
	rc = load(ix, fd, path, dump, e);
	close(fd);
	if (rc)
		*ix = (struct index){0};
	return rc;
}

int index_save(const struct index *ix, const char *path, struct err *e)
{
	struct atomic_file f;
	int rc = atomic_file_open(&f, path, e);

	if (rc)
		return rc;
	out_write(&f.out, ix->bytes, ix->n);
	return atomic_file_commit(&f, e);
}
