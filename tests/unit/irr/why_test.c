#include "dumps.h"

#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irr/why.h"

static char shown[1 << 16];

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* "#0 AS-A > AS-A:3 AS1": the number of the object, then set:line of each member. */
static char *put_path(char *to, const struct irr_path *p)
{
	char text[IRR_STEP_TEXT];

	for (size_t i = 0; i < p->steps.n; i++) {
		const struct irr_step *s = &p->steps.v[i];

		to += sprintf(to, "%s", i ? " > " : "");
		if (!s->set)
			to += sprintf(to, "#%zu", s->object);
		else
			to += sprintf(to, "%s%s:%u", s->set, s->by_ref ? " by ref" : "", s->place.line);
		to += sprintf(to, " %s", irr_step_text(s, text));
	}
	return to;
}

static char *put_reason(char *to, const struct irr_reason *r)
{
	char text[PREFIX_TEXT];

	to += sprintf(to, "%s %s", r->is_route ? "route" : "member", prefix_text(&r->prefix, text));
	if (r->is_route)
		to += sprintf(to, " AS%u", r->origin);
	if (r->gives.ge != r->prefix.len || r->gives.le != r->prefix.len)
		to += sprintf(to, " gives ^%u-%u", r->gives.ge, r->gives.le);
	if (*r->place.file)
		to += sprintf(to, " (%s %s:%u %s)", r->place.source, base_name(r->place.file),
			      r->place.line, r->place.mnt_by);
	return to;
}

static struct irr_why *make(struct dumps *d, const char *objects, struct err *e)
{
	static char copy[256];
	const char *words[8];
	char *save = NULL;
	size_t n = 0;
	struct irr_why *w;

	strcpy(copy, objects);
	for (char *at = strtok_r(copy, " ", &save); at; at = strtok_r(NULL, " ", &save))
		words[n++] = at;
	irr_why_make(&w, d->irr, words, n, NULL, e);
	return w;
}

static struct range range_of(const char *text)
{
	const char *op = strchr(text, '^');
	size_t n = op ? (size_t)(op - text) : strlen(text);
	struct range_op o = {0};
	struct prefix p;
	struct range r;

	assert_int_equal(prefix_parse(text, n, &p), PREFIX_OK);
	if (op)
		assert_true(range_op_parse(op, strlen(op), &o));
	r = range_exact(&p);
	assert_true(range_apply(&r, o, &r));
	return r;
}

/* Every reason for a range, a line each: "route … via #0 AS-A > …". */
static const char *why_range(struct dumps *d, const char *objects, const char *range, unsigned more_to)
{
	struct err e = {0};
	struct irr_why *w = make(d, objects, &e);
	struct range wanted = range_of(range);
	struct irr_reasons found = {0};
	struct irr_path path = {0};
	char *to = shown;

	*to = '\0';
	if (!w)
		return strcpy(shown, e.msg);
	assert_int_equal(irr_why_range(w, &wanted, more_to, &found), 0);
	assert_int_equal(found.total, found.items.n);
	for (size_t i = 0; i < found.items.n; i++) {
		to = put_reason(to, &found.items.v[i]);
		assert_int_equal(irr_why_path(w, found.items.v[i].way, &path), 0);
		to += sprintf(to, " via ");
		to = put_path(to, &path);
		to += sprintf(to, "\n");
	}
	irr_reasons_release(&found);
	irr_path_release(&path);
	irr_why_free(w);
	return shown;
}

static const char *why_asn(struct dumps *d, const char *objects, uint32_t asn)
{
	struct err e = {0};
	struct irr_why *w = make(d, objects, &e);
	struct irr_path path = {0};
	size_t way;

	assert_non_null(w);
	strcpy(shown, "no");
	if (irr_why_asn(w, asn, &way)) {
		assert_int_equal(irr_why_path(w, way, &path), 0);
		put_path(shown, &path);
	}
	irr_path_release(&path);
	irr_why_free(w);
	return shown;
}

static const char *const world[] = {
	/* 1 */ "as-set: AS-TOP\nmembers: AS-FAR, AS-NEAR\nmnt-by: M-TOP\nsource: RIPE\n\n"
	/* 6 */ "as-set: AS-FAR\nmembers: AS-FARTHER\nsource: RIPE\n\n"
	/* 10 */ "as-set: AS-FARTHER\nmembers: AS2, AS-TOP\nsource: RIPE\n\n"
	/* 14 */ "as-set: AS-NEAR\nmembers: AS1,\n  AS2\nmbrs-by-ref: M-REF\nsource: RIPE\n\n"
	/* 20 */ "aut-num: AS3\nmember-of: AS-NEAR\nmnt-by: M-REF\nsource: RIPE\n\n"
	/* 25 */ "route: 192.0.2.0/24\norigin: AS1\nmnt-by: M-ONE\nsource: RIPE\n\n"
	/* 30 */ "route: 198.51.100.0/24\norigin: AS2\nmnt-by: M-TWO\nsource: RIPE\n\n"
	/* 35 */ "route: 198.51.0.0/16\norigin: AS9\nmnt-by: M-NINE\nsource: RIPE\n",
	/* 1 */ "route: 192.0.2.0/24\norigin: AS1\nmnt-by: M-OTHER\nsource: RADB\n\n"
	/* 6 */ "route-set: RS-A\nmembers: 198.51.100.0/22^24, AS-NEAR^25-26\nmbrs-by-ref: ANY\nsource: RADB\n\n"
	/* 11 */ "route: 203.0.113.0/24\norigin: AS7\nmember-of: RS-A\nmnt-by: M-SEVEN\nsource: RADB\n\n"
	/* 17 */ "route6: 2001:db8::/32\norigin: AS3\nmnt-by: M-SIX\nsource: RADB\n",
	NULL};

static struct dumps d;

static int open_world(void **state)
{
	(void)state;
	dumps_write(&d, world);
	dumps_open(&d);
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	dumps_close(&d);
	return 0;
}

static void the_shortest_chain_to_an_as(void **state)
{
	(void)state;
	assert_string_equal(why_asn(&d, "AS-TOP", 2), "#0 AS-TOP > AS-TOP:2 AS-NEAR > AS-NEAR:16 AS2");
	assert_string_equal(why_asn(&d, "AS-TOP AS2", 2), "#1 AS2");
	assert_string_equal(why_asn(&d, "AS-FAR", 2), "#0 AS-FAR > AS-FAR:7 AS-FARTHER > AS-FARTHER:11 AS2");
	assert_string_equal(why_asn(&d, "as-top", 3), "#0 AS-TOP > AS-TOP:2 AS-NEAR > AS-NEAR by ref:20 AS3");
	assert_string_equal(why_asn(&d, "AS-TOP", 9), "no");
	assert_string_equal(why_asn(&d, "AS-NEAR^+", 1), "#0 AS-NEAR^+ > AS-NEAR:15 AS1");
}

static void every_object_behind_a_prefix(void **state)
{
	static const struct {
		const char *objects, *range, *expected;
	} rows[] = {
		{"AS-TOP", "192.0.2.0/24",
		 "route 192.0.2.0/24 AS1 (RIPE 0.db:25 M-ONE) via #0 AS-TOP > AS-TOP:2 AS-NEAR > AS-NEAR:15 AS1\n"
		 "route 192.0.2.0/24 AS1 (RADB 1.db:1 M-OTHER) via #0 AS-TOP > AS-TOP:2 AS-NEAR > AS-NEAR:15 AS1\n"},
		{"AS1", "192.0.2.0/25", ""},
		{"AS2", "192.0.2.0/24", ""},
		/* an operator above a set, above an object of the caller, below a route-set */
		{"AS2^+", "198.51.100.128/25",
		 "route 198.51.100.0/24 AS2 gives ^24-32 (RIPE 0.db:30 M-TWO) via #0 AS2^+\n"},
		{"AS9^24", "198.51.7.0/24",
		 "route 198.51.0.0/16 AS9 gives ^24-24 (RIPE 0.db:35 M-NINE) via #0 AS9^24\n"},
		{"RS-A", "192.0.2.64/26",
		 "route 192.0.2.0/24 AS1 gives ^25-26 (RIPE 0.db:25 M-ONE) via #0 RS-A > RS-A:7 AS-NEAR^25-26 > AS-NEAR:15 AS1\n"
		 "route 192.0.2.0/24 AS1 gives ^25-26 (RADB 1.db:1 M-OTHER) via #0 RS-A > RS-A:7 AS-NEAR^25-26 > AS-NEAR:15 AS1\n"},
		{"RS-A", "192.0.2.0/24", ""},
		{"RS-A", "198.51.101.0/24",
		 "member 198.51.100.0/22 gives ^24-24 (RADB 1.db:7 ) via #0 RS-A > RS-A:7 198.51.100.0/22^24\n"},
		{"RS-A", "203.0.113.0/24",
		 "route 203.0.113.0/24 AS7 (RADB 1.db:11 M-SEVEN) via #0 RS-A > RS-A by ref:11 203.0.113.0/24\n"},
		{"AS-TOP", "2001:db8::/32",
		 "route 2001:db8::/32 AS3 (RADB 1.db:17 M-SIX) via #0 AS-TOP > AS-TOP:2 AS-NEAR > AS-NEAR by ref:20 AS3\n"},
		{"10.0.0.0/8^+ AS1", "10.1.0.0/16", "member 10.0.0.0/8 gives ^8-32 via #0 10.0.0.0/8^8-32\n"},
		/* a range: all that gives any prefix of it */
		{"AS1 AS2", "192.0.0.0/2^24",
		 "route 192.0.2.0/24 AS1 (RIPE 0.db:25 M-ONE) via #0 AS1\n"
		 "route 192.0.2.0/24 AS1 (RADB 1.db:1 M-OTHER) via #0 AS1\n"
		 "route 198.51.100.0/24 AS2 (RIPE 0.db:30 M-TWO) via #1 AS2\n"},
		{"RADB::AS1", "192.0.2.0/24", "route 192.0.2.0/24 AS1 (RADB 1.db:1 M-OTHER) via #0 AS1\n"},
		{"AS-NONE", "192.0.2.0/24", "expected a set that a dump has, found 'AS-NONE'"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(why_range(&d, rows[i].objects, rows[i].range, 0), rows[i].expected);
}

static void more_specifics_of_an_object(void **state)
{
	static const char expected[] = "route 198.51.0.0/16 AS9 (RIPE 0.db:35 M-NINE) via #0 AS9\n";

	(void)state;
	assert_string_equal(why_range(&d, "AS9", "198.51.7.0/24", 24), expected);
	assert_string_equal(why_range(&d, "AS9", "198.51.7.0/24", 23), "");
	assert_string_equal(why_range(&d, "AS9", "198.51.7.0/24", 0), "");
}

static void what_is_registered_whoever_reaches_it(void **state)
{
	struct range wanted = range_of("198.51.100.0/24");
	struct irr_reasons found = {0};

	(void)state;
	assert_int_equal(irr_registered(d.irr, &wanted, &found), 0);
	assert_int_equal(found.items.n, 2);
	assert_int_equal(found.items.v[0].origin, 9);
	assert_int_equal(found.items.v[0].prefix.len, 16);
	assert_int_equal(found.items.v[1].origin, 2);
	assert_int_equal(found.items.v[1].place.line, 30);
	irr_reasons_release(&found);
	found = (struct irr_reasons){0};
	wanted = range_of("2001:db8:1::/48");
	assert_int_equal(irr_registered(d.irr, &wanted, &found), 0);
	assert_int_equal(found.items.n, 1);
	assert_int_equal(found.items.v[0].origin, 3);
	irr_reasons_release(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shortest_chain_to_an_as),
		cmocka_unit_test(every_object_behind_a_prefix),
		cmocka_unit_test(more_specifics_of_an_object),
		cmocka_unit_test(what_is_registered_whoever_reaches_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_world, close_world);
}
