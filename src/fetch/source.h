#ifndef WEIR_FETCH_SOURCE_H
#define WEIR_FETCH_SOURCE_H

#include <stdint.h>

#include "border/border.h"
#include "fetch/https.h"

/* How it went, in a file in memory between the process that fetches and the one that started it. */
struct source_said {
	int32_t rc;      /* of https_fetch(), or of what came before it */
	int32_t outcome; /* enum https_outcome */
	char text[600];  /* where rc is not 0: why */
};

/*
 * For a process of its own: give up all writing but into the folder of the source's file, sweep that, fetch the
 * source within the default bounds, and write how it went into `said`. The process's exit status.
 */
int source_fetch(const struct border_source *s, int said);

/* Take it, when that process has ended with that status of waitpid(2): it may have said anything, or nothing. */
void source_said_take(struct source_said *to, const char *url, int said, int status);

/*
 * When the server of what was fetched into a file was asked last with success, seconds since 1970: it said
 * then that this is what it has. 0: the file is not there.
 */
uint64_t source_checked(const char *path);

#endif
