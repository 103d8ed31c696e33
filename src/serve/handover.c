#include "serve/handover.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ascii.h"

#define MAGIC UINT64_C(0x5745495220313030) /* "WEIR 100" */

enum { SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE };

int handover_open(void)
{
	return memfd_create("weir-records", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

static int failed(struct err *e, const char *what)
{
	return err_set(e, WEIR_EIO, "cannot %s the records of the parser: %s", what, strerror(errno));
}

static int write_all(int fd, const void *bytes, size_t n, off_t at, struct err *e)
{
	const uint8_t *p = bytes;

	while (n) {
		ssize_t done = pwrite(fd, p, n, at);

		if (done <= 0)
			return failed(e, "write");
		p += done;
		n -= (size_t)done;
		at += done;
	}
	return 0;
}

int handover_write(int fd, struct handover *h, const struct rtr_buf *records, struct err *e)
{
	int rc;

	h->magic = MAGIC;
	h->size = records ? records->n : 0;
	rc = records ? write_all(fd, records->bytes, records->n, sizeof *h, e) : 0;
	return rc ? rc : write_all(fd, h, sizeof *h, 0, e);
}

int handover_seal(int fd, struct err *e)
{
	return fcntl(fd, F_ADD_SEALS, SEALS) ? failed(e, "seal") : 0;
}

static int read_all(int fd, void *to, size_t n, off_t at, struct err *e)
{
	uint8_t *p = to;

	while (n) {
		ssize_t done = pread(fd, p, n, at);

		if (done < 0)
			return failed(e, "read");
		if (!done)
			return err_set(e, WEIR_ESYNTAX, "expected the records of the parser, found their end");
		p += done;
		n -= (size_t)done;
		at += done;
	}
	return 0;
}

int handover_read_head(int fd, struct handover *h, struct err *e)
{
	int rc = read_all(fd, h, sizeof *h, 0, e);

	if (rc)
		return rc;
	if (h->magic != MAGIC || h->anchors > HANDOVER_ANCHORS || h->size > RTR_SET_MAX)
		return err_set(e, WEIR_ESYNTAX, "expected the records of the parser, found other bytes");
	ascii_make_text(h->said, sizeof h->said);
	for (uint32_t i = 0; i < h->anchors; i++)
		ascii_make_text(h->anchor[i].name, sizeof h->anchor[i].name);
	return 0;
}

/* What is counted for the trust anchors is what there is: the guard stands on it. */
static bool counts_agree(const struct handover *h, const struct rtr_set *set)
{
	uint64_t left = set->count[RTR_PART_IPV4] + set->count[RTR_PART_IPV6];

	for (uint32_t i = 0; i < h->anchors; i++) {
		if (h->anchor[i].vrps > left)
			return false;
		left -= h->anchor[i].vrps;
	}
	return !left;
}

/* Of a run that failed there are none: *set is NULL. Nobody changes what is sealed: the set stays where it is. */
static int read_records(int fd, struct handover *h, struct rtr_set **set, struct err *e)
{
	struct rtr_buf *image = h->size ? rtr_buf_map(fd, sizeof *h, h->size) : NULL;
	int rc;

	*set = NULL;
	if (!h->size)
		return 0;
	if (!image)
		return failed(e, "map");
	rc = rtr_set_take(set, image);
	if (rc == WEIR_ENOMEM)
		return err_set(e, rc, "out of memory");
	if (rc)
		return err_set(e, rc, "expected records as routers take them, found others");
	h->aspas = (uint32_t)(*set)->count[RTR_PART_ASPA];
	if (counts_agree(h, *set))
		return 0;
	rtr_set_unref(*set);
	*set = NULL;
	return err_set(e, WEIR_ESYNTAX, "expected as many VRPs as the trust anchors have, found another number");
}

int handover_read(int fd, struct handover *h, struct rtr_set **set, struct err *e)
{
	struct stat st;
	int rc = handover_read_head(fd, h, e);

	if (rc)
		return rc;
	if ((fcntl(fd, F_GET_SEALS) & SEALS) != SEALS || fstat(fd, &st))
		return err_set(e, WEIR_ESYNTAX, "expected sealed records of the parser");
	if ((uint64_t)st.st_size != sizeof *h + h->size)
		return err_set(e, WEIR_ESYNTAX, "expected %llu bytes of records, found another number",
			       (unsigned long long)h->size);
	return read_records(fd, h, set, e);
}
