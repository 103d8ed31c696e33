#ifndef WEIR_TESTS_UNIT_RPKI_FACTS_H
#define WEIR_TESTS_UNIT_RPKI_FACTS_H

#include <string.h>

#include "rpki/read.h"
#include "rpki/rpki.h"

/* Read a text as one source; the code of rpki_read(). */
static inline int read_text(struct rpki *r, const char *name, const char *text,
			    struct report *report, struct err *e)
{
	struct input *in;
	int rc = input_open_mem(&in, name, text, strlen(text), e);

	if (rc)
		return rc;
	rc = rpki_read(r, in, report, e);
	input_close(in);
	return rc;
}

static inline struct prefix prefix_of(const char *text)
{
	struct prefix p;

	if (prefix_parse(text, strlen(text), &p) != PREFIX_OK)
		p.family = 0;
	return p;
}

#endif
