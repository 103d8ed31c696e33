#ifndef WEIR_SERVE_LOG_H
#define WEIR_SERVE_LOG_H

#include <stdbool.h>

#include "base/err.h"

/*
 * The daemon's log, on stderr: a line each, the event first, then words with their values. Where stderr
 * is the journal's, each line begins with its priority (sd-daemon(3)), else with the time. Lines of several
 * processes do not mix: each is one write(2).
 */
enum log_level { LOG_LEVEL_ERROR = 3, LOG_LEVEL_WARNING = 4, LOG_LEVEL_NOTICE = 5, LOG_LEVEL_INFO = 6 };

/* Look where stderr goes; with `json` each line is a JSON object. To be called once, first. */
void log_start(bool json);

/* `event` is a word; the rest is made printable, whatever its bytes are. */
void log_line(enum log_level level, const char *event, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* An error, with its place. */
void log_err(const char *event, const struct err *e);

#endif
