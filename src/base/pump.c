#include "base/pump.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/thread.h"

/*
 * How this works: a ring of buffers, each the thread's or the reader's. The thread
 * fills the next free one and hands it over; the reader copies out and hands it back. What
 * decoder_read() said of a buffer stays with it: bytes, 0 at the end, or the error.
 */
enum { BUFFERS = 4, BUFFER = 128 * 1024 };

struct buffer {
	int64_t n; /* as decoder_read() */
	uint8_t bytes[BUFFER];
};

struct pump {
	struct decoder *d;
	struct err e; /* of the last buffer */
	pthread_t thread;
	pthread_mutex_t lock; /* over the two members below */
	pthread_cond_t changed;
	size_t filled; /* buffers that are the reader's */
	bool stop;
	size_t at;    /* the reader's: which buffer, … */
	int64_t used; /* … and how much of it was read */
	struct buffer ring[BUFFERS];
};

static bool wait_for_free(struct pump *p)
{
	bool go;

	pthread_mutex_lock(&p->lock);
	while (p->filled == BUFFERS && !p->stop)
		pthread_cond_wait(&p->changed, &p->lock);
	go = !p->stop;
	pthread_mutex_unlock(&p->lock);
	return go;
}

static void hand_over(struct pump *p, bool to_reader)
{
	pthread_mutex_lock(&p->lock);
	if (to_reader)
		p->filled++;
	else
		p->filled--;
	pthread_cond_signal(&p->changed);
	pthread_mutex_unlock(&p->lock);
}

static int64_t fill(struct pump *p, struct buffer *b)
{
	size_t have = 0;

	/* Full buffers: codecs may give little at a time, and a hand-over costs a switch. */
	while (have < BUFFER) {
		int64_t n = decoder_read(p->d, b->bytes + have, BUFFER - have, &p->e);

		if (n <= 0)
			return have ? (int64_t)have : n;
		have += (size_t)n;
	}
	return (int64_t)have;
}

static void *work(void *context)
{
	struct pump *p = context;

	for (size_t i = 0; wait_for_free(p); i = (i + 1) % BUFFERS) {
		p->ring[i].n = fill(p, &p->ring[i]);
		hand_over(p, true);
		if (p->ring[i].n <= 0)
			break;
	}
	return NULL;
}

int pump_start(struct pump **out, struct decoder *d, struct err *e)
{
	struct pump *p = malloc(sizeof *p);

	if (!p)
		return err_set(e, WEIR_ENOMEM, "out of memory");
	memset(p, 0, offsetof(struct pump, ring));
	p->d = d;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->changed, NULL);
	if (thread_start(&p->thread, work, p)) {
		pthread_cond_destroy(&p->changed);
		pthread_mutex_destroy(&p->lock);
		free(p);
		return err_set(e, WEIR_ENOMEM, "cannot start a thread");
	}
	*out = p;
	return 0;
}

int64_t pump_read(struct pump *p, uint8_t *to, size_t room, struct err *e)
{
	struct buffer *b = &p->ring[p->at];
	size_t n;

	pthread_mutex_lock(&p->lock);
	while (!p->filled)
		pthread_cond_wait(&p->changed, &p->lock);
	pthread_mutex_unlock(&p->lock);
	if (b->n <= 0) { /* stays where it is: the end and an error are told again */
		if (b->n < 0 && e)
			*e = p->e;
		return b->n;
	}
	n = (size_t)(b->n - p->used);
	if (n > room)
		n = room;
	memcpy(to, b->bytes + p->used, n);
	p->used += (int64_t)n;
	if (p->used == b->n) {
		p->used = 0;
		p->at = (p->at + 1) % BUFFERS;
		hand_over(p, false);
	}
	return (int64_t)n;
}

void pump_stop(struct pump *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	p->stop = true;
	pthread_cond_signal(&p->changed);
	pthread_mutex_unlock(&p->lock);
	pthread_join(p->thread, NULL);
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->lock);
	free(p);
}
