#ifndef WEIR_BORDER_SCHEMA_H
#define WEIR_BORDER_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/report.h"
#include "base/yaml.h"
#include "border/border.h"

/*
 * A map of the border file as a table: a row per key says how its value is read
 * and where it goes. All that is wrong is reported; reading goes on, so that one
 * run tells everything.
 */
struct reader {
	struct border *border;
	struct report *errors;
	bool out_of_memory;
};

struct field {
	const char *key;
	/* Read the value into `at`; errors go to the reader's report. */
	void (*read)(struct reader *r, const struct yaml_value *v, void *at);
	size_t offset;
	enum {
		OPTIONAL,
		REQUIRED,
		IDLE /* it is checked, and has no effect in this version */
	} manner;
};

struct schema {
	const char *what; /* "neighbor": what such a map is called in messages */
	const struct field *fields;
	size_t n;
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* Read a map into the struct at `into`; what is no map, unknown, twice or missing is an error. */
void schema_read(struct reader *r, const struct schema *s, const struct yaml_value *v, void *into);

/* "KEY: expected EXPECTED, found 'what stands there'". */
void schema_expected(struct reader *r, const struct yaml_value *v, const char *expected);

/* Whether it is a text, and not an empty one; anything else is reported as above. */
bool schema_is_text(struct reader *r, const struct yaml_value *v, const char *expected);

/* An error at a value, in words. */
void schema_error(struct reader *r, const struct yaml_value *v, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Note that what `v` says has no effect yet. */
void schema_idle(struct reader *r, const struct yaml_value *v, const char *key);

/* Call `each` for the members of a list; any other value counts as a list of itself. */
void schema_each(struct reader *r, const struct yaml_value *v, void *at,
		 void (*each)(struct reader *r, const struct yaml_value *v, void *at));

/* Call `each` for the members of a list; any other value is an error. */
void schema_list(struct reader *r, const struct yaml_value *v, void *at,
		 void (*each)(struct reader *r, const struct yaml_value *v, void *at));

/* Note that memory ran out, unless rc is 0. */
void schema_grown(struct reader *r, const struct yaml_value *v, int rc);

#endif
