/*
 * The prefix algebra on stdin, for tests/prop: a line is an expression, then "?" and
 * prefixes to look up. Words stand apart:
 *
 *	EXPR  TERM, TERM + TERM, TERM - TERM, TERM & TERM (from the left, no precedence)
 *	TERM  { RANGE … }   { RANGE … }^24-26   ( EXPR )   ( EXPR )^+
 *
 * The answer is a line: the entries of the aggregated set as PREFIX,GE,LE, then "?" and
 * a 1 or 0 per prefix; or "error" and what. The aggregated list is made into a set again,
 * which must be the same.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/prefix_set.h"

static char *word(void)
{
	return strtok(NULL, " \n");
}

static const char *wrong;

static struct prefix_set failed(const char *what)
{
	wrong = what;
	return (struct prefix_set){0};
}

static bool read_range(const char *s, struct range *r)
{
	const char *op = strchrnul(s, '^');
	struct prefix p;
	struct range_op o;

	if (prefix_parse(s, (size_t)(op - s), &p) != PREFIX_OK || !range_op_parse(op, strlen(op), &o))
		return false;
	*r = range_exact(&p);
	if (!range_apply(r, o, r))
		r->le = 0; /* nothing is left: not to be added */
	return true;
}

/* The operator after a closing bracket; its set replaces `s`. */
static struct prefix_set apply(struct prefix_set s, const char *text)
{
	struct prefix_set made = {0};
	struct range_op op;

	if (!range_op_parse(text, strlen(text), &op))
		failed("operator");
	else if (prefix_set_apply(&made, &s, op))
		failed("memory");
	prefix_set_release(&s);
	return made;
}

static struct prefix_set read_list(void)
{
	struct range_list l = {0};
	struct prefix_set s = {0};
	char *w;

	while ((w = word()) && *w != '}' && !wrong) {
		struct range r;

		if (!read_range(w, &r))
			failed("range");
		else if (r.le >= r.ge && range_list_add(&l, &r))
			failed("memory");
	}
	if (!wrong && (!w || range_list_normalize(&l) || prefix_set_make(&s, &l)))
		failed("list");
	range_list_release(&l);
	return wrong ? s : apply(s, w + 1);
}

static struct prefix_set read_expression(char **end);

static struct prefix_set read_term(void)
{
	char *w = word();

	if (w && !strcmp(w, "{"))
		return read_list();
	if (w && !strcmp(w, "(")) {
		struct prefix_set s = read_expression(&w);

		if (!wrong && w && *w == ')')
			return apply(s, w + 1);
		prefix_set_release(&s);
	}
	return failed("term");
}

static struct prefix_set read_expression(char **end)
{
	struct prefix_set s = read_term();

	while (!wrong && (*end = word()) && strchr("+-&", **end)) {
		struct prefix_set b = read_term(), made = {0};
		char op = **end;

		if (!wrong && (op == '+'	? prefix_set_union(&made, &s, &b)
			       : op == '-' ? prefix_set_subtract(&made, &s, &b)
					   : prefix_set_intersect(&made, &s, &b)))
			failed("memory");
		prefix_set_release(&s);
		prefix_set_release(&b);
		s = made;
	}
	return s;
}

static void print_entries(const struct prefix_set *s)
{
	struct range_list l;
	struct prefix_set again;

	if (prefix_set_aggregate(s, &l) || prefix_set_make(&again, &l))
		exit(2);
	for (size_t i = 0; i < range_list_count(&l); i++) {
		struct range r = range_list_get(&l, i);
		struct prefix p = range_prefix(&r);
		char text[PREFIX_TEXT];

		printf("%s,%d,%d ", prefix_text(&p, text), r.ge, r.le);
	}
	if (!prefix_set_equal(s, &again))
		printf("error: made again it differs ");
	if (prefix_set_is_empty(s) != !range_list_count(&l))
		printf("error: empty or not ");
	range_list_release(&l);
	prefix_set_release(&again);
}

int main(void)
{
	static char line[1 << 16];

	while (fgets(line, sizeof line, stdin)) {
		/* a first word that strtok() may eat */
		struct prefix_set s;
		char *w = strtok(line, " \n");

		wrong = NULL;
		s = w && !strcmp(w, "set") ? read_expression(&w) : failed("line");
		if (wrong) {
			printf("error %s", wrong);
		} else {
			print_entries(&s);
			printf("? ");
			while (w && (w = word())) {
				struct prefix p;

				putchar(prefix_parse(w, strlen(w), &p) == PREFIX_OK
						? '0' + prefix_set_has(&s, &p)
						: 'x');
			}
		}
		putchar('\n');
		prefix_set_release(&s);
	}
	return 0;
}
