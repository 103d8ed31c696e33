#ifndef WEIR_FETCH_TALS_H
#define WEIR_FETCH_TALS_H

#include "base/vec.h"
#include "rpki/object/tal.h"

/* The trust anchor locators of a folder: files NAME.tal. */
enum { TALS_MAX = 8 /* as many as rpki-client takes */ };

struct tals {
	VEC(char *) paths; /* by name */
	VEC(struct tal) v; /* of each, once tals_read() was called */
};

/*
 * Find them. 0; WEIR_ENOTFOUND where there are none; WEIR_EIO, WEIR_ELIMIT, WEIR_ENOMEM. tals_release() in any
 * case.
 */
int tals_find(struct tals *t, const char *folder, struct err *e);

/* Read them. 0, or as tal_read(). */
int tals_read(struct tals *t, struct err *e);

void tals_release(struct tals *t);

#endif
