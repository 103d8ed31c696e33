#include "net/range_json.h"

#include <string.h>

#include "base/decimal.h"

enum { RANGE_JSON = PREFIX_TEXT + 40 };

static char *put_range(char *to, const struct range *r, unsigned how)
{
	const struct prefix p = range_prefix(r);

	to = prefix_put(stpcpy(to, "{\"prefix\":\""), &p);
	*to++ = '"';
	if (!(how & RANGES_BRIEF) || r->ge != r->len || r->le != r->len) {
		to = decimal_put(stpcpy(to, ",\"ge\":"), r->ge);
		to = decimal_put(stpcpy(to, ",\"le\":"), r->le);
	}
	*to++ = '}';
	return to;
}

/* Straight into the buffer: the lists of a border have millions of them. */
static void add_range(struct json_out *j, const struct range *r, unsigned how)
{
	char *to;

	if (how & RANGES_IN_LINES)
		json_line(j);
	to = json_raw(j, RANGE_JSON);
	if (to)
		json_raw_end(j, put_range(to, r, how));
}

void ranges_json(struct json_out *j, const char *key, const struct range_list *l, unsigned families,
		 unsigned how)
{
	if (how & RANGES_IN_LINES)
		json_line(j);
	json_open_array(j, key);
	for (size_t i = 0; families & RANGES_V4 && i < l->v4.n; i++) {
		const struct range r = range_unpack4(l->v4.v[i]);

		add_range(j, &r, how);
	}
	for (size_t i = 0; families & RANGES_V6 && i < l->v6.n; i++)
		add_range(j, &l->v6.v[i], how);
	json_close_array(j);
}
