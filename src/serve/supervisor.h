#ifndef WEIR_SERVE_SUPERVISOR_H
#define WEIR_SERVE_SUPERVISOR_H

#include "border/border.h"

/*
 * The first process: opens sockets, starts the parser where a file changed and the server once, hands
 * what the one made to the other, starts again what died, reads the border file again on SIGHUP, and tells the
 * service manager. It reads no byte of a stranger but the counts at the head of a handover, and what a build says
 * of itself.
 *
 * Runs until SIGTERM or SIGINT; an exit status. `b` is read, and is the supervisor's from now on.
 */
int supervisor_run(struct border *b);

/* Read a border file that serves; what is wrong with it is logged. Release it in either case. */
bool supervisor_read_border(struct border *b, const char *path);

#endif
