#ifndef WEIR_SERVE_SERVER_JOB_H
#define WEIR_SERVE_SERVER_JOB_H

#include <event2/event.h>

#include "serve/child.h"
#include "serve/credentials.h"
#include "serve/sockets.h"

/*
 * What a server is started for, one at a time: to serve what the parsers made at the sockets of a border. One
 * that dies or hangs is followed by another; one that is replaced leaves first, for the next goes on with its
 * state. The service manager is told when it is ready.
 */
struct server_job {
	const struct border_serve *border; /* all four as they are when a server starts */
	const struct privileges *who;
	const struct sockets *sockets;
	const struct credentials *credentials;
	/* The rest is the job's own. */
	struct event_base *base;
	struct child child, leaving; /* `leaving`: one that was told to end */
	struct event *control_event, *again_event;
	int control;      /* to the server; -1: none */
	int last;         /* the last good records, for a new server; -1: none */
	int fetched;      /* the last report of the relying party, likewise */
	int tasks;        /* how tasks went, for a new server; -1: there are none */
	uint64_t started; /* clock_ms() */
	bool ready, stopped;
};

/*
 * The first four are set, the rest is zero. 0, or WEIR_ENOMEM before anything was started; release it in either
 * case.
 */
int server_job_start(struct server_job *j, struct children *all, struct event_base *base);

/* Hand what a parser made to the server; the file is the job's from now on. `good`: it holds records. */
void server_job_take(struct server_job *j, int records, bool good);

/* Hand on how a run of the relying party went (fetch/report.h); the file is the job's from now on. */
void server_job_fetched(struct server_job *j, int report);
/* Hand over how the runs of tasks went (tasks.h); the file is the job's from now on. */
void server_job_tell(struct server_job *j, int tasks);

/* Tell it to say good-bye; another server follows when it has left. For another border. */
void server_job_replace(struct server_job *j);

/* Tell it to say good-bye; none follows. */
void server_job_stop(struct server_job *j);

/* For how long the server has said nothing, in ms. */
uint64_t server_job_silence(const struct server_job *j);

/* One that was not started is accepted. */
void server_job_release(struct server_job *j);

#endif
