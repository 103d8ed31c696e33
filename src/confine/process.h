#ifndef WEIR_CONFINE_PROCESS_H
#define WEIR_CONFINE_PROCESS_H

#include <stddef.h>
#include <sys/types.h>

#include "confine/privileges.h"

/* A child that does one thing. */
struct process {
	const char *name; /* as ps(1) shows it, 15 bytes at most */
	const struct privileges *who;
	const int *fds; /* what it keeps open beside stdin, stdout and stderr */
	size_t nfds;
	int (*run)(const void *context); /* its exit status */
	const void *context;
	/* Told in the child why it cannot become that user; NULL allowed. */
	void (*failed)(const char *event, const struct err *e);
	bool leads; /* a process group of its own, which all that it starts is in */
};

/*
 * Start it: with the signals' defaults, as that user, without the parent's other files, and it does not outlive
 * the parent by long. Its number, or -1 with errno.
 */
pid_t process_start(const struct process *p);

/* Start it and wait for its end: its status, of waitpid(2). 0, or -1 with errno where it could not be had. */
int process_run(const struct process *p, int *status);

/* "the parser was ended by signal 9", or with which status it ended. */
enum { PROCESS_END = 96 };
const char *process_end_text(char to[PROCESS_END], const char *who, int status);

/*
 * Become another program: the first of these paths that there is, counted from the folder of this one. Returns
 * only where that cannot be, with errno.
 */
void process_become(const char *const *paths, size_t n, char *const *argv);

#endif
