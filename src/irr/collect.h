#ifndef WEIR_IRR_COLLECT_H
#define WEIR_IRR_COLLECT_H

#include <stddef.h>
#include <stdint.h>

#include "irr/facts.h"
#include "irr/rpsl.h"

/* What the files that turn attributes into facts share. All return 0 or a code. */

/* The number of a string; in upper case; cut and printable, for people. */
int facts_intern(struct facts *f, const char *s, size_t n, uint32_t *id);
int facts_intern_upper(struct facts *f, const char *s, size_t n, uint32_t *id);
int facts_intern_shown(struct facts *f, const char *s, size_t n, uint32_t *id);

/* Count damage and keep the first notes; the second says "subject: expected …, found '…'". */
int facts_damage(struct facts *f, size_t line, size_t col, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
int facts_damage_found(struct facts *f, size_t line, size_t col, const char *subject,
		       const char *expected, const char *s, size_t n);

/* Of sets that a source defines twice, keep the first; the order changes. O(n log n). */
int facts_keep_first_sets(struct facts *f);

/* The members on one line of a set. */
int members_add(struct facts *f, const struct rpsl_event *ev);

/* A member, or what may have been one, that cannot be read. */
int members_add_damaged(struct facts *f, size_t line, const char *s, size_t n,
			const char *expected);

#endif
