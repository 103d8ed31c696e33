#ifndef WEIR_CMD_STAMP_H
#define WEIR_CMD_STAMP_H

#include <stdint.h>

/* When and by whom, as the history has it and people read it. */
enum { STAMP_WHO = 128, STAMP_TIME = 32 };

/* "alice (uid 1000)"; through sudo "alice by sudo (uid 0)"; returns `to`. */
const char *stamp_who(char to[STAMP_WHO]);

/* Seconds of Unix time, now. */
int64_t stamp_now(void);

/* "2026-11-22 02:40 UTC"; returns `to`. */
const char *stamp_time(int64_t at, char to[STAMP_TIME]);

#endif
