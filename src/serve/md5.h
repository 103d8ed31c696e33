#ifndef WEIR_SERVE_MD5_H
#define WEIR_SERVE_MD5_H

#include "border/border.h"
#include "serve/sockets.h"

/*
 * TCP MD5 signatures (RFC 2385, 8210bis section 9.3). The kernel signs, and takes no segment from the addresses of
 * `allow` without the key; a connection takes the key over from the socket that listens, and keeps it. The
 * keys are in this process only while these functions run.
 */

/*
 * Whether the keys of a border can be used: WEIR_EIO, WEIR_ESYNTAX (not 1 to 80 printable characters in a line,
 * or a file that everybody can read), WEIR_EUNSUPPORTED (a kernel without it), with the file in *e. Nothing is
 * changed. A key that is short is warned about.
 */
int md5_check(const struct border_serve *b, struct err *e);

/*
 * Give the sockets of a border their keys, and take back what `was` (NULL: nothing) had on those that were
 * taken over. 0, or as above; some may have theirs then.
 */
int md5_apply(const struct sockets *s, const struct border_serve *b, const struct border_serve *was,
	      struct err *e);

#endif
