#ifndef WEIR_PUBLISH_COMPOSE_H
#define WEIR_PUBLISH_COMPOSE_H

#include "irr/irr.h"
#include "publish/objects.h"

/* For the files of this room: objects piece by piece; failures stick in o->rc. */

/* What all objects of one run share. */
struct composing {
	struct publish_objects *o;
	const struct publication *p;
	const struct object_values *values;
	const char *mnt_by; /* blank-separated */
	const char *source;
	bool all;
	struct err *e;
};

/* Begin an object with its key. */
void compose_start(struct composing *c, enum rpsl_class class, const char *key);

/* Add an attribute at the end of the latest object. */
void compose_add(struct composing *c, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The name of the network, on one line. */
void compose_descr(struct composing *c);

/* contacts where given, mnt-by, source. */
void compose_finish(struct composing *c);

/*
 * Begin an object as a copy of the one at a place, without the attributes that the registry itself
 * keeps. What is added until compose_splice() is moved to where the first attribute called
 * `name` stood, and replaces all of these where `replace`; else it comes behind the last of them.
 */
void compose_copy(struct composing *c, enum rpsl_class class, const struct irr_place *place);
void compose_copy_text(struct composing *c, enum rpsl_class class, const char *s, size_t n);
void compose_splice(struct composing *c, size_t first, const char *const *names, bool replace);

/* The as-set by which the network's routes are announced; "AS64500" where it has none. */
const char *compose_own_set(struct composing *c);

/* Whether a neighbor is in AS…:AS-CUSTOMERS once the objects of this run are registered. */
bool compose_is_in_customers(const struct composing *c, const struct border_neighbor *n);

/* The as-sets. */
void compose_sets(struct composing *c);

/* The aut-num. */
void compose_aut_num(struct composing *c);

#endif
