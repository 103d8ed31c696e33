#include "serve/stock.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "rtr/state.h"
#include "serve/guard.h"
#include "serve/log.h"

enum { AGAIN_SECONDS = 10 }; /* between two tries to write what is good */

/* All bytes of a file, at most what a state may have; NULL where it cannot be read. */
static uint8_t *read_file(int fd, size_t *n)
{
	uint8_t *bytes = NULL;
	struct stat st;

	*n = 0;
	if (!fstat(fd, &st) && st.st_size <= RTR_SET_MAX)
		bytes = malloc((size_t)st.st_size + 1);
	while (bytes && *n < (size_t)st.st_size) {
		ssize_t done = read(fd, bytes + *n, (size_t)st.st_size - *n);

		if (done <= 0)
			break;
		*n += (size_t)done;
	}
	return bytes;
}

/* A state is large: what processes that died had begun would fill the disk. */
static void sweep(const char *folder)
{
	struct err e;

	if (atomic_file_sweep(folder, &e))
		log_err("state", &e);
}

static int read_state(struct stock *s, int fd, struct err *e)
{
	size_t n;
	uint8_t *bytes = read_file(fd, &n);
	int rc = bytes ? rtr_state_read(&s->service.cache, &s->as_of, bytes, n, s->rtr_path, e)
		       : err_at(e, WEIR_EIO, s->rtr_path, 0, 0, "cannot read");

	free(bytes);
	return rc;
}

static void open_state(struct stock *s)
{
	int fd = open(s->rtr_path, O_RDONLY | O_CLOEXEC);
	struct err e = {.code = 0};
	int rc = 0;

	if (fd < 0 && errno == ENOENT)
		return;
	if (fd < 0)
		rc = err_at(&e, WEIR_EIO, s->rtr_path, 0, 0, "cannot read: %s", strerror(errno));
	else
		rc = read_state(s, fd, &e);
	if (fd >= 0)
		close(fd);
	if (rc)
		log_err("state-lost", &e);
	else
		log_line(LOG_LEVEL_INFO, "state", "serial=%" PRIu32 " bytes=%zu: sessions go on", s->service.cache->id.serial,
			 rtr_set_size(s->service.cache->set));
}

static void open_last(struct stock *s)
{
	int fd = open(s->last_path, O_RDONLY | O_CLOEXEC);
	struct err e;

	if (fd < 0)
		return;
	if (handover_read_head(fd, &s->last, &e)) {
		log_err("state-lost", &e);
		s->last = (struct handover){.size = 0};
	}
	close(fd);
}

int stock_open(struct stock *s, const struct border_serve *b)
{
	*s = (struct stock){.max_age = b->max_age, .max_shrink = b->max_shrink};
	s->service.intervals = rtr_intervals_default;
	if (asprintf(&s->rtr_path, "%s/rtr", b->state.text) < 0) {
		s->rtr_path = NULL;
		return WEIR_ENOMEM;
	}
	if (asprintf(&s->last_path, "%s/last", b->state.text) < 0) {
		s->last_path = NULL;
		return WEIR_ENOMEM;
	}
	if (asprintf(&s->accept_path, "%s/accept", b->state.text) < 0) {
		s->accept_path = NULL;
		return WEIR_ENOMEM;
	}
	sweep(b->state.text);
	open_state(s);
	open_last(s);
	stock_tick(s, (uint64_t)time(NULL));
	return 0;
}

/* Session IDs are random, and differ between versions (8210bis section 5.1). */
static int new_identity(struct rtr_identity *id)
{
	const uint16_t *s = id->session;

	do {
		if (getrandom(id, sizeof *id, 0) != sizeof *id)
			return WEIR_EIO;
	} while (s[0] == s[1] || s[1] == s[2] || s[0] == s[2]);
	return 0;
}

static int next_cache(struct stock *s, struct rtr_set *set, struct rtr_cache **next)
{
	struct rtr_identity id;
	int rc;

	if (s->service.cache)
		return rtr_cache_next(next, s->service.cache, set, &rtr_limits_default);
	rc = new_identity(&id);
	return rc ? rc : rtr_cache_first(next, set, &id);
}

static int write_last(const struct stock *s, const struct handover *h, struct err *e)
{
	struct atomic_file f;
	int rc = atomic_file_open(&f, s->last_path, e);

	if (rc)
		return rc;
	out_write(&f.out, h, sizeof *h);
	return atomic_file_commit(&f, e);
}

static int write_state(const struct stock *s, const struct rtr_cache *c, const struct handover *h, struct err *e)
{
	struct atomic_file f;
	int rc = atomic_file_open(&f, s->rtr_path, e);

	if (rc)
		return rc;
	rtr_state_write(&f.out, c, h->as_of);
	rc = atomic_file_commit(&f, e);
	return rc ? rc : write_last(s, h, e);
}

static void tell_taken(const struct stock *s, const struct handover *h)
{
	const struct rtr_set *set = s->service.cache->set;

	log_line(LOG_LEVEL_NOTICE, "served",
		 "serial=%" PRIu32 " ipv4=%zu ipv6=%zu router-keys=%zu aspas=%zu as-of=%" PRIu64,
		 s->service.cache->id.serial, set->count[RTR_PART_IPV4], set->count[RTR_PART_IPV6],
		 set->count[RTR_PART_KEY], set->count[RTR_PART_ASPA], h->as_of);
	if (h->damaged)
		log_line(LOG_LEVEL_WARNING, "damage", "records=%" PRIu64 " first: %s", h->damaged, h->said);
	if (h->left_out)
		log_line(LOG_LEVEL_WARNING, "left-out", "customers=%" PRIu64 ": more providers than a router takes",
			 h->left_out);
}

/* On disk first, then served. Where that fails the old stays. */
static int publish(struct stock *s, const struct handover *h, struct rtr_set *set, struct err *e)
{
	struct rtr_cache *next = NULL, *old = s->service.cache;
	int rc = next_cache(s, set, &next);

	if (rc)
		err_set(e, rc, "cannot make the next set of records");
	else
		rc = write_state(s, next, h, e);
	if (rc) {
		rtr_cache_unref(next);
		return rc;
	}
	s->service.cache = next;
	s->last = *h;
	s->as_of = h->as_of;
	s->taken++;
	s->taken_at = (uint64_t)time(NULL);
	tell_taken(s, h);
	rtr_cache_unref(old);
	return 0;
}

static void forget_unwritten(struct stock *s)
{
	rtr_set_unref(s->unwritten);
	s->unwritten = NULL;
}

/* Good data; the disk may be better later. True where other data are served now. */
static bool serve(struct stock *s, const struct handover *h, struct rtr_set *set)
{
	const struct rtr_cache *old = s->service.cache;
	struct err e = {.code = 0};

	forget_unwritten(s);
	s->alarm = publish(s, h, set, &e) != 0;
	if (s->alarm) {
		log_err("not-served", &e);
		s->unwritten = rtr_set_ref(set);
		s->unwritten_head = *h;
		s->again_at = (uint64_t)time(NULL) + AGAIN_SECONDS;
	}
	return s->service.cache != old;
}

/* The set and its head are the caller's while they are served. */
static bool try_again(struct stock *s)
{
	struct rtr_set *set = rtr_set_ref(s->unwritten);
	const struct handover h = s->unwritten_head;
	const bool changed = serve(s, &h, set);

	rtr_set_unref(set);
	return changed;
}

/* Whether a person has said so; it counts once. */
static bool is_accepted(const struct stock *s)
{
	return !unlink(s->accept_path);
}

bool stock_take(struct stock *s, int fd)
{
	struct rtr_set *set = NULL;
	char why[GUARD_WHY];
	struct handover h;
	struct err e;
	bool changed = false;

	if (handover_read(fd, &h, &set, &e)) {
		s->failed++;
		s->alarm = true;
		log_err("not-served", &e);
		return false;
	}
	if (!set) {
		s->failed++;
		s->alarm = true;
		log_line(LOG_LEVEL_ERROR, "parse-failed", "%s: the last good data stay", h.said);
		return false;
	}
	if (guard_holds(&s->last, &h, s->max_shrink, why) && !is_accepted(s)) {
		s->held++;
		s->alarm = true;
		log_line(LOG_LEVEL_ERROR, "held", "%s: the last good data stay", why);
	} else {
		is_accepted(s); /* nothing was held: it is not for what comes after */
		changed = serve(s, &h, set);
		s->failed += s->unwritten != NULL;
	}
	rtr_set_unref(set);
	return stock_tick(s, (uint64_t)time(NULL)) || changed;
}

static bool tick_age(struct stock *s, uint64_t now)
{
	const bool was = s->service.expired;

	s->service.expired = s->service.cache && now > s->as_of && now - s->as_of > s->max_age;
	if (s->service.expired == was)
		return false;
	if (was)
		log_line(LOG_LEVEL_NOTICE, "young", "data are served again");
	else
		log_line(LOG_LEVEL_ERROR, "too-old", "age=%" PRIu64 " max-age=%" PRIu32 ": nothing is served", now - s->as_of,
			 s->max_age);
	return true;
}

/* Served all the same, for what a file says of itself may be wrong or old on purpose; but somebody should look. */
static void tick_stale(struct stock *s, uint64_t now)
{
	const uint64_t made = s->last.made;
	const bool was = s->stale;

	s->stale = s->service.cache && made && now > made && now - made > s->max_age;
	if (s->stale && !was)
		log_line(LOG_LEVEL_ERROR, "stale", "a source says that it was made %" PRIu64 " seconds ago, however young its "
						   "file: it is served", now - made);
}

bool stock_tick(struct stock *s, uint64_t now)
{
	const bool changed = s->unwritten && now >= s->again_at && try_again(s);

	tick_stale(s, now);
	return tick_age(s, now) || changed;
}

void stock_release(struct stock *s)
{
	rtr_cache_unref(s->service.cache);
	forget_unwritten(s);
	free(s->rtr_path);
	free(s->last_path);
	free(s->accept_path);
}
