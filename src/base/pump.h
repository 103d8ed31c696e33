#ifndef WEIR_BASE_PUMP_H
#define WEIR_BASE_PUMP_H

#include "base/decoder.h"

/*
 * A thread that decompresses ahead of the reader, a few buffers at most: on two cores the
 * reader's own work costs no time. Bytes, end and errors come in the same order
 * as from the decoder alone.
 */
struct pump;

/* The decoder is the pump's until pump_stop(). 0 or WEIR_ENOMEM (no thread, too). */
int pump_start(struct pump **p, struct decoder *d, struct err *e);

/* As decoder_read(). */
int64_t pump_read(struct pump *p, uint8_t *to, size_t room, struct err *e);

/* Stop the thread, wherever it is, and wait for it. */
void pump_stop(struct pump *p);

#endif
