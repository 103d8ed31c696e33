#ifndef WEIR_PUBLISH_OBJECTS_H
#define WEIR_PUBLISH_OBJECTS_H

#include "base/err.h"
#include "base/out.h"
#include "irr/rpsl.h"
#include "publish/publish.h"

/*
 * The objects to register, as the MANRS guide writes them (section 4.4.1.1): route, route6,
 * AS…:AS-CUSTOMERS, AS…:AS-ALL and the aut-num with its policy. One that is registered and lacks
 * something is its whole text with what it lacks.
 */
struct object_attribute {
	const char *name;
	const char *value; /* later lines as they stand, with the blank or sign that begins them */
	bool ours;         /* not copied from the registry */
};

struct publish_object {
	enum rpsl_class class;
	bool registered; /* a change of an object that is there */
	VEC(struct object_attribute) attributes; /* the class and its key first */
};

struct publish_objects {
	VEC(struct publish_object) list;
	bool no_maintainer, no_source; /* neither given nor known: a placeholder stands there */
	int rc;                        /* sticky: the first failure */
	struct arena memory;
};

#define PLACEHOLDER_MAINTAINER "TO-BE-NAMED-MNT"
#define PLACEHOLDER_SOURCE "TO-BE-NAMED"

/* What the facts do not tell; NULL where it is not given. */
struct object_values {
	const char *mnt_by, *source; /* NULL: as in the network's other objects */
	const char *admin_c, *tech_c;
};

/*
 * Make what is missing and what lacks something; with `all`, every object as if nothing
 * were registered. Every attribute made here was taken by the strict grammar (irr/syntax.h):
 * WEIR_ESYNTAX says which given value is not. WEIR_ENOMEM, or an error of reading a dump again.
 */
int publish_objects_make(struct publish_objects *o, const struct publication *p,
			 const struct object_values *values, bool all, struct err *e);

/* "attribute:        value" lines, a blank line after each object. */
void publish_objects_put(const struct publish_objects *o, struct out *out);

void publish_objects_release(struct publish_objects *o);

#endif
