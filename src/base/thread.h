#ifndef WEIR_BASE_THREAD_H
#define WEIR_BASE_THREAD_H

#include <pthread.h>
#include <stddef.h>

/* How many processors this process may use, THREADS_MAX at most. */
enum { THREADS_MAX = 64 };

size_t thread_processors(void);

/* As pthread_create(); signals stay with the threads of the program. 0, or not. */
int thread_start(pthread_t *t, void *(*run)(void *context), void *context);

#endif
