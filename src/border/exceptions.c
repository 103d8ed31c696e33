#include "border/exceptions.h"

#include <ctype.h>
#include <string.h>

#include "base/date.h"
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
	unsigned part[3] = {0}, k = 0;

	if (n != strlen("YYYY-MM-DD"))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (i == 4 || i == 7) {
			k++;
			if (s[i] != '-')
				return false;
		} else if (s[i] < '0' || s[i] > '9') {
			return false;
		} else {
			part[k] = part[k] * 10 + (unsigned)(s[i] - '0');
		}
	}
	*day = date_make(part[0], part[1], part[2]);
	return part[1] >= 1 && part[1] <= 12 && part[2] >= 1 && part[2] <= date_month_days(part[0], part[1]);
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
