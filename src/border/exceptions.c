#include "border/exceptions.h"

#include <ctype.h>
#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "border/values.h"
#include "net/asn.h"

/* An exception while it is read: which of its two keys was given. */
struct reading {
	struct border_exception x;
	unsigned verdicts;
};

static bool read_what(const char *s, size_t n, struct border_exception *x)
{
	const char *op = memchr(s, '^', n);
	size_t prefix = op ? (size_t)(op - s) : n;
	struct range_op operator;
	struct range exact;
	struct prefix p;

	if (asn_parse(s, n, &x->asn))
		return x->asn && toupper((unsigned char)s[0]) == 'A';
	if (prefix_parse(s, prefix, &p) != PREFIX_OK)
		return false;
	exact = range_exact(&p);
	return range_op_parse(s + prefix, n - prefix, &operator) &&
	       range_apply(&exact, operator, &x->range);
}

static void read_verdict(struct reader *r, const struct yaml_value *v, struct reading *to, bool accept)
{
	to->verdicts++;
	to->x.accept = accept;
	if (v->kind == YAML_TEXT && v->len && read_what(v->text, v->len, &to->x))
		read_text(r, v, &to->x.what);
	else
		schema_expected(r, v, "a prefix such as 192.0.2.0/24 or 192.0.2.0/24^25-26, "
				      "or an AS number such as AS64500");
}

static void read_accept(struct reader *r, const struct yaml_value *v, void *at)
{
	read_verdict(r, v, at, true);
}

static void read_reject(struct reader *r, const struct yaml_value *v, void *at)
{
	read_verdict(r, v, at, false);
}

/* "2027-01-31" exactly. */
static bool parse_day(const char *s, size_t n, uint32_t *day)
{
	uint64_t y, m, d;

	if (n != strlen("YYYY-MM-DD") || !decimal_parse(s, 4, 9999, &y) || s[4] != '-' ||
	    !decimal_parse(s + 5, 2, 12, &m) || s[7] != '-' || !decimal_parse(s + 8, 2, 31, &d))
		return false;
	*day = date_make((unsigned)y, (unsigned)m, (unsigned)d);
	return m && d && d <= date_month_days((unsigned)y, (unsigned)m);
}

static void read_expires(struct reader *r, const struct yaml_value *v, void *at)
{
	struct reading *to = at;

	if (v->kind != YAML_TEXT || !parse_day(v->text, v->len, &to->x.expires))
		schema_expected(r, v, "a day such as 2027-01-31");
}

static const struct field exception_fields[] = {
	{"accept", read_accept, 0, OPTIONAL},
	{"reject", read_reject, 0, OPTIONAL},
	{"reason", read_text, offsetof(struct reading, x.reason), REQUIRED},
	{"expires", read_expires, 0, REQUIRED},
};
static const struct schema exception_schema = {"exception", exception_fields,
					       COUNT(exception_fields)};

static void each_exception(struct reader *r, const struct yaml_value *v, void *at)
{
	struct border_exceptions *to = at;
	struct reading one = {.x = {.line = v->line, .col = v->col}};

	schema_read(r, &exception_schema, v, &one);
	if (v->kind == YAML_MAP && one.verdicts != 1)
		schema_error(r, v, "exception: expected one of the keys 'accept' and 'reject', found %s",
			     one.verdicts ? "both" : "none");
	schema_grown(r, v, vec_push(&to->items, one.x, BORDER_LIST_MAX));
}

void read_exceptions(struct reader *r, const struct yaml_value *v, void *at)
{
	schema_list(r, v, at, each_exception);
}
