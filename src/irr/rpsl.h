#ifndef WEIR_IRR_RPSL_H
#define WEIR_IRR_RPSL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/input.h"

/*
 * A dump cut into objects and attributes (RFC 2622 section 2), a line at a time,
 * so that an object of any size costs one line of memory. Classes and attributes
 * that Weir does not keep are passed over inside the reader.
 */
enum rpsl_class {
	RPSL_NONE, /* between objects, or text that is none */
	RPSL_ROUTE,
	RPSL_ROUTE6,
	RPSL_AS_SET,
	RPSL_ROUTE_SET,
	RPSL_AUT_NUM,
	RPSL_OTHER,   /* a class that is not kept */
	RPSL_DELETED, /* `*xxte:` and the like, which old servers leave behind */
	RPSL_ALIEN    /* a paragraph that is no object */
};

enum rpsl_attribute {
	RPSL_UNKEPT,
	RPSL_KEY, /* the attribute that has the name of the class */
	RPSL_ORIGIN,
	RPSL_MEMBERS, /* and mp-members */
	RPSL_MBRS_BY_REF,
	RPSL_MEMBER_OF,
	RPSL_MNT_BY,
	RPSL_SOURCE,
	RPSL_POLICY /* import, export, default, import-via, export-via, and their mp- forms */
};

enum rpsl_event_kind {
	RPSL_TEXT,  /* a line of an attribute that is kept */
	RPSL_STRAY, /* a line inside a kept object that is no attribute; the first of an ALIEN */
	RPSL_END    /* the object is complete */
};

struct rpsl_event {
	enum rpsl_event_kind kind;
	enum rpsl_class class;
	enum rpsl_attribute attribute;
	bool first;        /* TEXT: the line with the name, not a continuation of it */
	bool at_end;       /* END: by the end of the dump, not by a blank line */
	bool unterminated; /* END: and its last line has no line end */
	bool has_source, last_is_source; /* END: a `source:` is in the object; is its last line */
	const char *source; /* END: what it names, cut to RPSL_SOURCE_SEEN bytes */
	size_t source_len;
	const char *line;  /* the whole line */
	size_t len;
	size_t value;  /* where the value begins in it */
	size_t number; /* of the line, from 1 */
};

enum { RPSL_SOURCE_SEEN = 64 };

struct rpsl_reader {
	struct input *in;
	enum rpsl_class class;
	enum rpsl_attribute attribute;
	bool any;  /* an object was seen: text from here on is no banner */
	bool held; /* the line at hand is yet to be looked at */
	bool terminated;
	bool has_source, last_is_source; /* of the object at hand */
	char source[RPSL_SOURCE_SEEN];
	size_t source_len;
	const char *line;
	size_t len, number;
	const char *window; /* what the input shows; consumed up to `at` */
	size_t at, n;
};

/* Read from `in`, which stays the caller's. */
void rpsl_start(struct rpsl_reader *r, struct input *in);

/*
 * The next event: 1, 0 at the end, or a code as of input_line(). The line is valid
 * until the next call. Amortised O(bytes).
 */
int rpsl_next(struct rpsl_reader *r, struct rpsl_event *event, struct err *e);

#endif
