#ifndef WEIR_SERVE_CHANNEL_H
#define WEIR_SERVE_CHANNEL_H

/*
 * Words between processes: packets of one byte, with at most one open file beside it (unix(7),
 * SCM_RIGHTS). Neither side waits for the other.
 */
enum { CHANNEL_CLOSED = -1, CHANNEL_NOTHING = -2 };

/* Both ends, non-blocking; 0 or -1 with errno. */
int channel_pair(int ends[2]);

/* Send a word, and `fd` where it is not -1. 0, or -1 where the other side is gone or behind. */
int channel_send(int channel, int word, int fd);

/* The next word, CHANNEL_CLOSED or CHANNEL_NOTHING; *fd is the caller's to close, -1 where none came. */
int channel_receive(int channel, int *fd);

#endif
