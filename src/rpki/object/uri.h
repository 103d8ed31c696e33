#ifndef WEIR_RPKI_OBJECT_URI_H
#define WEIR_RPKI_OBJECT_URI_H

#include "rpki/object/der.h"

/*
 * Whether this is an rsync URI (RFC 5781) whose path is safe below a folder: printable, a host
 * and at least a module, no empty part within, none that begins with a dot.
 */
bool uri_is_rsync(struct span s);

/* What follows "rsync://": where rpki-client keeps it below its cache. */
struct span uri_path(struct span uri);

/* The part behind the last slash; and all up to that slash. */
struct span uri_file(struct span uri);
struct span uri_folder(struct span uri);

#endif
