#ifndef WEIR_FETCH_HTTPS_H
#define WEIR_FETCH_HTTPS_H

#include <stdint.h>

#include "base/err.h"

/*
 * One file from a server of the web, by libcurl: TLS 1.2 or later with a certificate that is verified, few
 * redirects and those to https alone, bounded in bytes and in time. What was there before stays until a whole
 * new one is on disk.
 */
struct https_ask {
	const char *url;  /* as border/url.h takes it */
	const char *ca;   /* a file of authorities, believed instead of the system's; NULL: the system's */
	const char *path; /* where it goes; its folder is there */
	uint64_t max_bytes;     /* of what comes, and of what that is when decompressed */
	uint32_t seconds;       /* that it may take as a whole */
	uint32_t stall_seconds; /* that it may be slower than HTTPS_SLOW bytes a second */
};

enum { HTTPS_MAX_BYTES = 1 << 30, HTTPS_SECONDS = 600, HTTPS_STALL_SECONDS = 30, HTTPS_SLOW = 1024 };

enum https_outcome {
	HTTPS_NEW, /* other bytes than before are there */
	HTTPS_SAME /* the server says, or shows, that they are the same */
};

/*
 * Ask for it: with the validators of last time (validators.h), and keep those of this time. WEIR_EIO where it
 * did not come, with a sentence; WEIR_ESYNTAX where it is not whole; WEIR_ELIMIT; WEIR_ENOMEM. Then nothing
 * has changed. Blocks, for ask->seconds at most; no other thread is needed.
 */
int https_fetch(const struct https_ask *ask, enum https_outcome *outcome, struct err *e);

#endif
