#ifndef WEIR_SERVE_CREDENTIALS_H
#define WEIR_SERVE_CREDENTIALS_H

#include <sys/stat.h>

#include "border/border.h"
#include "confine/privileges.h"
#include "serve/sockets.h"
#include "tls/context.h"

/*
 * The files of TLS of all listeners, copied into memory files that nobody can change: read once with the rights
 * of the supervisor, which looks into none of them; so a server that starts again has what the first one had,
 * whatever became of the files. Only the server, and the process that tries them, get them; the parser does
 * not.
 */
enum { CREDENTIAL_KINDS = 3 /* certificate, key, clients */, CREDENTIALS_MAX = SOCKETS_MAX * CREDENTIAL_KINDS };

struct credential {
	int fd; /* -1: none is wanted */
	struct stat from; /* the file, as it was */
};

struct credentials {
	struct credential of[SOCKETS_MAX][CREDENTIAL_KINDS];
	size_t n; /* listeners */
};

/*
 * Copy what a border names. 0; WEIR_EIO, or WEIR_ESYNTAX where a key can be read by everybody, with the file in
 * *e; close it in either case.
 */
int credentials_open(struct credentials *c, const struct border_serve *b, struct err *e);

/* A zeroed one is allowed. */
void credentials_close(struct credentials *c);

/* Whether the same files were copied, unchanged. */
bool credentials_equal(const struct credentials *a, const struct credentials *b);

/* Their descriptors, for a process that gets them; how many. */
size_t credentials_fds(const struct credentials *c, int to[CREDENTIALS_MAX]);

/*
 * Try them as the server will use them, in a process of its own, and wait for it; it logs what is wrong: a file
 * that is none, a key of another certificate, one that the parser could read, a certificate that is not valid
 * today. False: not good.
 */
bool credentials_are_good(const struct credentials *c, const struct border *b, const struct privileges *who);

/* What a listener needs; *to is NULL where it does not speak TLS. 0 or as tls_server(). */
int credentials_context(struct tls_context **to, const struct credentials *c, const struct border_serve *b,
		     size_t listener, struct err *e);

#endif
