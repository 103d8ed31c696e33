#ifndef WEIR_SERVE_NOTIFY_H
#define WEIR_SERVE_NOTIFY_H

#include <stdint.h>

/*
 * What the service manager is told (sd_notify(3)): a datagram to the socket that $NOTIFY_SOCKET names.
 * Without one, nothing is sent.
 */

/* Connect, and take the variables out of the environment, so that children do not speak. */
void notify_start(void);

/* "READY=1", "STATUS=…", lines of them. */
void notify(const char *state);

/* "RELOADING=1" with the time that systemd wants beside it. */
void notify_reloading(void);

/* How often the manager wants a word, in ms; 0: it does not. Half of it is a good interval. */
uint64_t notify_watchdog(void);

#endif
