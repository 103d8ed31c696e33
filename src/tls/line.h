#ifndef WEIR_TLS_LINE_H
#define WEIR_TLS_LINE_H

#include <stdbool.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "net/prefix.h"
#include "tls/context.h"

/*
 * One connection that never waits: TCP as it is, or TLS over it. Whoever reads and writes need not know which.
 *
 *	line_plain(&l, fd), or line_accept(&l, fd, context, &peer)
 *	poll for output where there is some or the line is not line_is_flushed(), else for input;
 *	line_read() and line_write() until LINE_AGAIN, and line_read() as long as line_holds_input()
 *	line_close(&l)
 *
 * The handshake of TLS is made by line_handshake(), or the first reads; until line_is_up() the caller minds how
 * long it takes. What is to be written is encrypted in pieces of LINE_PIECE, one at a time, so a line that does
 * not read holds one piece, whatever is waiting behind it. Of what comes no more than the caller has room for
 * is decrypted ahead: one record.
 */
enum { LINE_AGAIN = -1, LINE_GONE = -2, LINE_PIECE = 16384, LINE_WHY = 160 };

struct ssl_st;

struct line {
	int fd;
	struct ssl_st *ssl; /* NULL: TCP */
	size_t sent;        /* of the piece that is encrypted */
	bool up;            /* bytes can pass */
	bool broken;        /* nothing more comes */
	bool mute;          /* nothing more can be sent; what the other side said before may still be read */
	char why[LINE_WHY]; /* once it is LINE_GONE; "": the other side hung up, or the system knows */
};

/* A socket that does not block, which is the line's from now on. */
void line_plain(struct line *l, int fd);

/*
 * Who connected is to make a TLS handshake. Where the context has authorities, its certificate must name the
 * address `peer` (8210bis section 9.2), or NULL: need not name any. 0 or WEIR_ENOMEM: then the socket is still
 * the caller's.
 */
int line_accept(struct line *l, int fd, const struct tls_context *c, const struct prefix *peer);

/*
 * Make a TLS handshake with a server whose certificate must name `name`: a host's, of which no common name and
 * no partial wildcard is taken (8210bis section 9.2), or an address. 0 or WEIR_ENOMEM: then the socket is still
 * the caller's.
 */
int line_connect(struct line *l, int fd, const struct tls_context *c, const char *name);

/* Whether bytes can pass: at once, or once the handshake is done. */
bool line_is_up(const struct line *l);

/*
 * Go on with the handshake: 0 once it is made, LINE_AGAIN (poll for output where it is not flushed, else for
 * input), LINE_GONE. Who was connected to may leave this to line_read(); who connects must begin it.
 */
int line_handshake(struct line *l);

/* How many bytes came, at most `n` > 0; 0: the other side ended in order; LINE_AGAIN; LINE_GONE. */
ssize_t line_read(struct line *l, void *to, size_t n);

/*
 * How many bytes of the parts were taken; LINE_AGAIN: none, the other side must read first; LINE_GONE. What was
 * taken may still wait in the line (line_is_flushed()).
 */
ssize_t line_write(struct line *l, const struct iovec *parts, int n);

/* Send what waits in the line: 0, LINE_AGAIN or LINE_GONE. */
int line_flush(struct line *l);

bool line_is_flushed(const struct line *l);

/* Whether bytes are here that no poll will tell of: read them. */
bool line_holds_input(const struct line *l);

/*
 * Say good-bye and write nothing more: 0 once that and all before it is sent, LINE_AGAIN (poll for output, call
 * it again), LINE_GONE. The other side can still send; what it does is read by line_discard() alone.
 */
int line_finish(struct line *l);

/*
 * Throw away what comes, unread and at most LINE_PIECE of it: how many bytes, otherwise as line_read(). A socket
 * that is closed before all came is answered by a reset, which takes our last words back on their way.
 */
ssize_t line_discard(struct line *l);

/* Say good-bye, as far as that goes without waiting, and close. */
void line_close(struct line *l);

#endif
