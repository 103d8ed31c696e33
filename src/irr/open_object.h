#ifndef WEIR_IRR_OPEN_OBJECT_H
#define WEIR_IRR_OPEN_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "irr/facts.h"
#include "irr/rpsl.h"

/*
 * An object of a dump as far as it has been read: what its attributes say, not judged yet. One struct serves for
 * all objects, one after the other.
 */
enum { OPEN_TEXT = 320 };

/* An attribute with one value, over all its lines. */
struct open_text {
	char s[OPEN_TEXT];
	size_t n;
	uint32_t line, col; /* of its first byte */
	bool given;	    /* the attribute was there, if only empty */
	bool again;	    /* more than once, or longer than any value: nobody can tell what is meant */
};

/* Maintainers, in upper case, one blank between. */
struct open_names {
	VEC(char) s;
};

struct open_object {
	enum rpsl_class class;
	uint32_t line, last_line;
	size_t first_member, policy; /* where its own begin in the facts */
	struct open_text key, origin, source;
	struct open_names mnt_by, mbrs_by_ref;
	VEC(uint32_t) member_of; /* strings of the facts */
	bool last_is_source;
};

/*
 * Take a line of an attribute (RPSL_TEXT); the first of a key begins the next object. Damage is noted in the
 * facts. 0, WEIR_ENOMEM or WEIR_ELIMIT.
 */
int open_object_add(struct open_object *o, struct facts *f, const struct rpsl_event *ev);

/* A line that is no attribute (RPSL_STRAY): it may have been a member's, so a set shows it. Codes as above. */
int open_object_stray(struct facts *f, const struct rpsl_event *ev);

/* "route", "as-set", … of a class that is kept. */
const char *open_object_class(enum rpsl_class class);

/* Take away what ends a value and is none of it: `AS64500,` and `AS64500 ;` are met in origins and sources. */
void open_text_trim(struct open_text *v);

/* Take blanks out that stand around the slash of a prefix. */
void open_text_close_slash(struct open_text *v);

void open_object_release(struct open_object *o);

#endif
