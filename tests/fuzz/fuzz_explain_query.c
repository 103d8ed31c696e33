#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "explain/facts.h"
#include "explain/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

/* What is read is sound, and read again from its own text is the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = malloc(size ? size : 1); /* of its exact size, for the sanitizer */
	struct query q, again;
	char text[RANGE_TEXT];

	require(s != NULL);
	if (size)
		memcpy(s, data, size);
	if (!query_parse(s, size, &q) && q.kind == QUERY_PREFIX) {
		require(q.range.len <= q.range.ge && q.range.ge <= q.range.le &&
			q.range.le <= family_bits(q.range.family));
		range_text(&q.range, text);
		require(!query_parse(text, strlen(text), &again) && !range_cmp(&q.range, &again.range));
	}
	free(s);
	return 0;
}
