#ifndef WEIR_CONFINE_SANDBOX_H
#define WEIR_CONFINE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * What a process can still do once it holds bytes of strangers (landlock(7), seccomp(2)). Both only take away, and
 * what was open stays open. A system call that is not on the list fails with EPERM.
 */

/* The parser: reads below these folders, writes to what is open, has no network, starts nothing but threads. */
int sandbox_files(const char *const *folders, size_t n, struct err *e);

/*
 * The server: accepts connections on the sockets that are open, can make and connect none, starts
 * nothing; reads and writes below the folder of its state.
 */
int sandbox_sockets(const char *state, struct err *e);

/*
 * A program that fetches: it reads and starts what its user may, has the network, and writes below this folder
 * and to /dev/null alone; so do all that it starts. Kernels before 5.19 cannot let it rename between folders, and
 * do not bind it.
 */
int sandbox_writes(const char *folder, struct err *e);

/* Whether this kernel can bind files with landlock. Without it the lists of system calls alone hold. */
bool sandbox_binds_files(void);

#endif
