#ifndef WEIR_BASE_CLOCK_H
#define WEIR_BASE_CLOCK_H

#include <stdint.h>
#include <sys/time.h>
#include <time.h>

/*
 * Milliseconds of a clock that only goes forward, whatever anybody sets the time of day to: for deadlines and ages
 * within one run. Its zero means nothing, so it is neither stored nor shown.
 */
static inline uint64_t clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* As libraries take it: so many milliseconds from now. */
static inline struct timeval clock_timeval(uint64_t ms)
{
	return (struct timeval){.tv_sec = (time_t)(ms / 1000), .tv_usec = (suseconds_t)(ms % 1000 * 1000)};
}

#endif
