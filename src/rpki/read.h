#ifndef WEIR_RPKI_READ_H
#define WEIR_RPKI_READ_H

#include "base/input.h"
#include "base/report.h"
#include "rpki/rpki.h"

/*
 * Read one output of a relying party into `r`, as a source of its own: the JSON
 * of rpki-client (8.2, and from 8.5), Routinator, RIPE's validator, FORT, GoRTR and
 * StayRTR, and the CSV dialects of the same; told apart by content, not by name.
 *
 * A bad record is noted, counted in the source, and passed over. Of a file that
 * is damaged or of no known format nothing is taken: WEIR_ESYNTAX with the place.
 * A file without VRPs is no error here; r->sources tells. Also WEIR_ENOMEM,
 * WEIR_ELIMIT, WEIR_EIO. O(bytes). rpki_finish() is the caller's, after the last.
 */
int rpki_read(struct rpki *r, struct input *in, struct report *report, struct err *e);

/* The same, by path; "-" is stdin. */
int rpki_read_file(struct rpki *r, const char *path, struct report *report, struct err *e);

/* The parts of it: one format each, into the latest source. */
int rpki_read_json(struct rpki *r, struct input *in, struct report *report, struct err *e);
int rpki_read_csv(struct rpki *r, struct input *in, struct report *report, struct err *e);

#endif
