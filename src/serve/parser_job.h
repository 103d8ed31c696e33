#ifndef WEIR_SERVE_PARSER_JOB_H
#define WEIR_SERVE_PARSER_JOB_H

#include "border/border.h"
#include "serve/child.h"

/*
 * What a parser is started for, one at a time: to read the RPKI sources of a border, whenever they change. What it
 * made, or why it made nothing, is a sealed file (serve/handover.h).
 */
struct parser_job {
	const struct border *border; /* both as they are when a parser starts */
	const struct privileges *who;
	/* One ended: the file is the callee's to close. `good`: it holds records. */
	void (*made)(void *context, int records, bool good);
	void *context;
	/* The rest is the job's own. */
	struct child child;
	int records;    /* of the parser that runs */
	uint64_t stamp; /* of the files that were parsed last */
	uint64_t seen;  /* of the files at the last look */
	bool again, stopped;
};

/* The first four are set, the rest is zero. */
void parser_job_start(struct parser_job *j, struct children *all);

/* Parse now, or once more when the parser that runs has ended. */
void parser_job_want(struct parser_job *j);

/* Parse where the files are others, which somebody has written whole. */
void parser_job_look(struct parser_job *j);

/*
 * The same of files that anybody may be writing, asked again and again: parse where they are others, and stayed so
 * since the last look.
 */
void parser_job_watch(struct parser_job *j);

/* No more of them; the one that runs is told to end. */
void parser_job_stop(struct parser_job *j);

#endif
