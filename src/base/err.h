#ifndef WEIR_BASE_ERR_H
#define WEIR_BASE_ERR_H

#include <stddef.h>

/*
 * Errors with a place.
 *
 * A function that can fail returns 0 or one of the negative codes below and,
 * where it takes a `struct err *`, fills it with the place and a sentence:
 * lower case, no full stop, the subject quoted, what was expected and what was
 * found. Nothing below cmd/ and serve/ prints or exits.
 */
enum weir_code {
	WEIR_OK = 0,
	WEIR_ENOMEM = -1,   /* out of memory */
	WEIR_EIO = -2,      /* the system refused: open, read, write, rename */
	WEIR_ESYNTAX = -3,  /* the input is not what its format says */
	WEIR_ELIMIT = -4,   /* a hard maximum was reached */
	WEIR_ENOTFOUND = -5, /* a name that nothing defines */
	WEIR_EUNSUPPORTED = -6 /* of a kind or version that is not known here, which is no fault of the input */
};

struct err {
	int code;
	size_t line, col; /* from 1; 0 where the place has none */
	char file[256];   /* "" where no file is concerned */
	char msg[256];
};

/*
 * Fill `e` (NULL allowed) and return `code`. err_at() also sets the place;
 * a `file` longer than fits keeps its end, which tells files apart. Control
 * characters become '?', so that an error is one line whatever it quotes.
 */
int err_set(struct err *e, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int err_at(struct err *e, int code, const char *file, size_t line, size_t col,
	   const char *fmt, ...) __attribute__((format(printf, 6, 7)));

/*
 * Bytes of an input as a message may show them: what is not printable becomes '?', and more
 * than fits ends in "...". Returns `to`.
 */
enum { ERR_SHOWN = 64 };
const char *err_shown(const char *s, size_t n, char to[ERR_SHOWN]);

/* "file:line:col: message", leaving out what is not known; returns buf. */
const char *err_text(const struct err *e, char *buf, size_t size);

#endif
