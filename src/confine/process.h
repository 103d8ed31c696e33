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

#endif
