#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "irr/syntax.h"
#include "irr/value.h"

/* The first byte chooses class and attribute; the rest is a value, or a member, or a list. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const attributes[] = {
		"route", "route6", "as-set", "members", "mp-members", "holes", "inject", "components",
		"aggr-bndry", "aggr-mtd", "export-comps", "mnt-routes", "mbrs-by-ref", "admin-c", "pingable",
	};
	struct rpsl_words words;
	struct rpsl_member m;
	struct rpsl_word w;
	struct err e = {0};
	const char *s;

	if (!size)
		return 0;
	s = (const char *)data + 1;
	if (rpsl_check_attribute(RPSL_ROUTE + data[0] % 4, attributes[data[0] / 4 % 15], s, size - 1, &e) &&
	    !e.msg[0])
		abort();
	rpsl_words_start(&words, s, size - 1, 0);
	while (rpsl_words_next(&words, &w)) {
		const char *wrong = rpsl_member_parse(w.s, w.n, &m);

		if (!wrong && m.kind == RPSL_MEMBER_NAME && m.nname > RPSL_NAME_MAX)
			abort();
	}
	return 0;
}
