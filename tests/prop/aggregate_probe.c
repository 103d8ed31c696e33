#include <stdio.h>
#include <string.h>

#include "filter/pairs.h"
#include "net/prefix_set.h"

/*
 * For aggregate.py: sets of ranges on stdin, a range a line ("10.0.0.0/8^9-10"),
 * an empty line after each set. For each set, what both aggregations make of
 * it: "best PREFIX GE LE" and "pairs PREFIX GE LE" lines and an empty line.
 */
static bool add_line(struct range_list *list, const char *line, size_t n)
{
	const char *op = memchr(line, '^', n);
	size_t plain = op ? (size_t)(op - line) : n;
	struct range_op o;
	struct prefix p;
	struct range r;

	if (prefix_parse(line, plain, &p) != PREFIX_OK ||
	    !range_op_parse(line + plain, n - plain, &o))
		return false;
	r = range_exact(&p);
	return !range_apply(&r, o, &r) || !range_list_add(list, &r);
}

static void print_list(const char *word, const struct range_list *list)
{
	char text[PREFIX_TEXT];

	for (size_t i = 0; i < range_list_count(list); i++) {
		struct range r = range_list_get(list, i);
		struct prefix p = range_prefix(&r);

		printf("%s %s %d %d\n", word, prefix_text(&p, text), r.ge, r.le);
	}
}

static bool answer(struct range_list *list)
{
	struct prefix_set set = {0};
	struct range_list best = {0};
	bool good = !range_list_normalize(list) && !prefix_set_make(&set, list) &&
		    !prefix_set_aggregate(&set, &best) && !pairs_merge(list);

	if (good) {
		print_list("best", &best);
		print_list("pairs", list);
		puts("");
	}
	prefix_set_release(&set);
	range_list_release(&best);
	range_list_release(list);
	return good;
}

int main(void)
{
	struct range_list list = {0};
	char line[128];

	while (fgets(line, sizeof line, stdin)) {
		size_t n = strcspn(line, "\n");

		if (n ? !add_line(&list, line, n) : !answer(&list)) {
			fprintf(stderr, "aggregate_probe: cannot take '%s'\n", line);
			return 1;
		}
	}
	return 0;
}
