#ifndef WEIR_RPKI_WRITE_JSON_H
#define WEIR_RPKI_WRITE_JSON_H

#include "base/json_out.h"
#include "rpki/rpki.h"

/*
 * What is known of the RPKI with the members of rpki-client from 8.5 on, as rpki/read.h reads it: a record a
 * line, so that a line leads to a record. Errors stay in the sink.
 */
void rpki_write_json(struct json_out *j, const struct rpki *r); /* all members, into an object that is open */

void rpki_write_vrps(struct json_out *j, const struct rpki *r);
void rpki_write_keys(struct json_out *j, const struct rpki *r);
void rpki_write_aspas(struct json_out *j, const struct rpki *r); /* rows, into an array that is open */

#endif
