#include "base/unbzip2.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/bzip2_cut.h"
#include "base/thread.h"

/*
 * How this works: a ring of blocks in the order of the file. A thread takes the next free
 * one, cuts it from the file under the lock, which takes a hundredth of its time, and decodes
 * it outside; the reader waits for the first one, and gives it back when it is read.
 */
enum { WORKERS = 8, SLOTS = 2 * WORKERS };

struct slot {
	struct bzip2_block block;
	bool ready, good;
};

struct unbzip2 {
	pthread_t threads[WORKERS];
	size_t nthreads, nslots;
	pthread_mutex_t lock; /* over all up to the reader's */
	pthread_cond_t changed;
	struct bzip2_cut *cut;
	struct slot slots[SLOTS];
	size_t cut_off, read; /* blocks since the start */
	bool done, stop;      /* nothing more to cut */
	size_t used;          /* the reader's: bytes of the first block */
	uint64_t member, given;
};

/* The next block to decode, cut off; NULL where there is no more. Under the lock. */
static struct slot *next_slot(struct unbzip2 *u)
{
	struct slot *s;

	while (!u->stop && !u->done && u->cut_off - u->read == u->nslots)
		pthread_cond_wait(&u->changed, &u->lock);
	if (u->stop || u->done)
		return NULL;
	s = &u->slots[u->cut_off++ % u->nslots];
	bzip2_cut_next(u->cut, &s->block);
	u->done = s->block.kind != BZIP2_BLOCK;
	return s;
}

static void *work(void *context)
{
	struct unbzip2 *u = context;
	struct slot *s;

	pthread_mutex_lock(&u->lock);
	while ((s = next_slot(u))) {
		if (s->block.kind == BZIP2_BLOCK) {
			pthread_mutex_unlock(&u->lock);
			s->good = bzip2_block_decode(&s->block);
			pthread_mutex_lock(&u->lock);
		}
		s->ready = true;
		pthread_cond_broadcast(&u->changed);
	}
	pthread_mutex_unlock(&u->lock);
	return NULL;
}

struct unbzip2 *unbzip2_start(int fd, uint64_t offset)
{
	size_t wanted = thread_processors();
	struct unbzip2 *u = wanted > 1 ? calloc(1, sizeof *u) : NULL;

	if (!u)
		return NULL;
	u->member = offset;
	pthread_mutex_init(&u->lock, NULL);
	pthread_cond_init(&u->changed, NULL);
	u->cut = bzip2_cut_make(fd, offset);
	if (wanted > WORKERS)
		wanted = WORKERS;
	u->nslots = 2 * wanted;
	while (u->cut && u->nthreads < wanted &&
	       !thread_start(&u->threads[u->nthreads], work, u))
		u->nthreads++;
	if (u->nthreads)
		return u;
	unbzip2_stop(u);
	return NULL;
}

/* The first block; it stays the reader's until it is given back. */
static struct slot *wait_for_first(struct unbzip2 *u)
{
	struct slot *s = &u->slots[u->read % u->nslots];

	pthread_mutex_lock(&u->lock);
	while (!s->ready)
		pthread_cond_wait(&u->changed, &u->lock);
	pthread_mutex_unlock(&u->lock);
	return s;
}

static void give_back(struct unbzip2 *u, struct slot *s)
{
	pthread_mutex_lock(&u->lock);
	s->ready = false;
	u->read++;
	u->used = 0;
	pthread_cond_broadcast(&u->changed);
	pthread_mutex_unlock(&u->lock);
}

/* A block, an end or a stop that came up in order. */
static void enter_member(struct unbzip2 *u, const struct bzip2_block *b)
{
	if (b->member == u->member)
		return;
	u->member = b->member;
	u->given = 0;
}

int64_t unbzip2_read(struct unbzip2 *u, uint8_t *to, size_t room)
{
	struct slot *s = wait_for_first(u);
	struct bzip2_block *b = &s->block;
	size_t n;

	enter_member(u, b);
	if (b->kind != BZIP2_BLOCK)
		return b->kind == BZIP2_END ? 0 : -1;
	if (!s->good)
		return -1;
	n = b->out.n - u->used < room ? b->out.n - u->used : room;
	memcpy(to, b->out.v + u->used, n);
	u->used += n;
	u->given += n;
	if (u->used == b->out.n)
		give_back(u, s);
	return (int64_t)n;
}

uint64_t unbzip2_member(const struct unbzip2 *u, uint64_t *given)
{
	*given = u->given;
	return u->member;
}

void unbzip2_stop(struct unbzip2 *u)
{
	if (!u)
		return;
	pthread_mutex_lock(&u->lock);
	u->stop = true;
	pthread_cond_broadcast(&u->changed);
	pthread_mutex_unlock(&u->lock);
	while (u->nthreads)
		pthread_join(u->threads[--u->nthreads], NULL);
	for (size_t i = 0; i < u->nslots; i++)
		bzip2_block_release(&u->slots[i].block);
	bzip2_cut_release(u->cut);
	pthread_cond_destroy(&u->changed);
	pthread_mutex_destroy(&u->lock);
	free(u);
}
