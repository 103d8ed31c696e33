#ifndef WEIR_BGP_AS_PATH_WIRE_H
#define WEIR_BGP_AS_PATH_WIRE_H

#include "net/as_path.h"
#include "net/wire.h"

/*
 * Read the value of AS_PATH, all of `v`, into `b` (cleared first), ASNs of 2 or 4
 * bytes. What is malformed (RFC 7606 section 7.2: a segment of unknown kind, of no ASNs, or
 * longer than the rest) is told in *problem. 0 or WEIR_ENOMEM.
 */
int as_path_wire_read(struct as_path_buf *b, struct wire *v, unsigned asn_bytes,
		      const char **problem);

/*
 * Put AS4_PATH in place of the end of `b` (RFC 6793 section 4.2.3): an AS4_PATH that is
 * longer than the path is ignored, one that is malformed is too, and told in
 * *problem. 0 or WEIR_ENOMEM.
 */
int as_path_wire_merge4(struct as_path_buf *b, struct wire *as4, const char **problem);

#endif
