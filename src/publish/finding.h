#ifndef WEIR_PUBLISH_FINDING_H
#define WEIR_PUBLISH_FINDING_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/vec.h"

/* Everything that can be wrong with what a network publishes: one row each in finding.c. */
enum publish_code {
	PUBLISH_INVALID,
	PUBLISH_WOULD_BE_INVALID,
	PUBLISH_NOT_INTENDED,
	PUBLISH_NOT_ANNOUNCED,
	PUBLISH_ANNOUNCED_BY_OTHER,
	PUBLISH_OBJECT_MISSING,
	PUBLISH_OBJECT_STALE,
	PUBLISH_OBJECT_DAMAGED,
	PUBLISH_OBJECT_OF_OTHER,
	PUBLISH_ROA_MISSING,
	PUBLISH_ROA_TOO_BROAD,
	PUBLISH_ROA_NOT_USED,
	PUBLISH_ROA_OF_OTHER,
	PUBLISH_SET_NOT_NAMED,
	PUBLISH_SET_MISSING,
	PUBLISH_SET_NAME,
	PUBLISH_SET_TWICE,
	PUBLISH_SET_LACKS_OWN,
	PUBLISH_SET_LACKS_CUSTOMER,
	PUBLISH_SET_LACKS_ORIGIN,
	PUBLISH_SET_UNKNOWN_MEMBER,
	PUBLISH_SET_STRANGER,
	PUBLISH_SET_UPSTREAM,
	PUBLISH_AUT_NUM_MISSING,
	PUBLISH_POLICY_LACKS,
	PUBLISH_ASPA_MISSING,
	PUBLISH_ASPA_LACKS,
	PUBLISH_ASPA_STRANGER,
	PUBLISH_CODES
};

/* "route-object-missing", … */
const char *publish_code_text(enum publish_code code);

/* What a person does about it: one sentence. */
const char *publish_code_todo(enum publish_code code);

/* Where something stands; line 0 where it has none. */
struct publish_place {
	const char *file;
	uint32_t line, col;
};

enum { PUBLISH_NO_ROW = UINT32_MAX };

struct publish_finding {
	enum publish_code code;
	uint32_t row; /* of the prefix; PUBLISH_NO_ROW where it is about none */
	struct publish_place place;
	const char *text;
};

struct publish_findings {
	VEC(struct publish_finding) list;
	size_t counts[PUBLISH_CODES];
	int rc; /* sticky: the first failure */
	struct arena texts;
};

enum { PUBLISH_FINDINGS_MAX = 1 << 20 };

/* Add one; the text of what was found is copied. */
void publish_findings_add(struct publish_findings *f, enum publish_code code, uint32_t row,
			  struct publish_place place, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* In order of code, as found within each. */
void publish_findings_sort(struct publish_findings *f);

void publish_findings_release(struct publish_findings *f);

#endif
