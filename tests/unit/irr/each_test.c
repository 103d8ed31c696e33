#include "dumps.h"

#include "../check.h"

#include <stdio.h>
#include <string.h>

#include "irr/object_text.h"

static const char first[] = "% banner\n\n"
			    "route: 192.0.2.0/24\norigin: AS2\nmnt-by: b-mnt, A-MNT\nsource: RIPE\n\n"
			    "route6: 2001:db8::/32\norigin: AS1\nsource: RIPE\n\n"
			    "as-set: AS-A\nmembers: AS1, AS-B # two\n AS1:AS-C\nmp-members: 10.0.0.0/8, AS-ANY\n"
			    "source: RIPE\ndescr: the last line\n";
static const char second[] = "route: 10.0.0.0/8\norigin: AS1\nsource: RADB\n\n"
			     "as-set: as-a\nmembers: AS9\nsource: RADB\n\n"
			     "as-set: AS-D\nmembers: AS9\nsource: RADB\n";

static const char *const texts[] = {first, second, NULL};

static char said[4096];

static int say_route(void *context, const struct irr_route *r)
{
	char prefix[PREFIX_TEXT];
	size_t n = strlen(said);

	(void)context;
	snprintf(said + n, sizeof said - n, "%s AS%u %s %s:%u %s; ", prefix_text(&r->prefix, prefix), r->origin,
		 r->place.source, strrchr(r->place.file, '/') + 1, r->place.line, r->place.mnt_by);
	return 0;
}

static void every_route_with_its_place(void **state)
{
	struct dumps d;

	(void)state;
	dumps_write(&d, texts);
	dumps_open(&d);
	said[0] = '\0';
	assert_int_equal(irr_each_route(d.irr, say_route, NULL), 0);
	assert_string_equal(said, "2001:db8::/32 AS1 RIPE 0.db:8 ; 192.0.2.0/24 AS2 RIPE 0.db:3 B-MNT A-MNT; "
				  "10.0.0.0/8 AS1 RADB 1.db:1 ; ");
	dumps_close(&d);
}

static int stop_at_once(void *context, const struct irr_route *r)
{
	(void)r;
	return ++*(int *)context;
}

static void a_visitor_ends_it(void **state)
{
	struct dumps d;
	int calls = 0;

	(void)state;
	dumps_write(&d, texts);
	dumps_open(&d);
	assert_int_equal(irr_each_route(d.irr, stop_at_once, &calls), 1);
	assert_int_equal(calls, 1);
	dumps_close(&d);
}

static int say_member(void *context, const struct irr_member *m)
{
	size_t n = strlen(said);

	(void)context;
	if (m->name)
		snprintf(said + n, sizeof said - n, "%u:%s%s ", m->line, m->name, m->damaged ? "!" : "");
	else
		snprintf(said + n, sizeof said - n, "%u:AS%u ", m->line, m->asn);
	return 0;
}

static void members_of_the_set_trusted_most(void **state)
{
	struct irr_place at[4];
	struct dumps d;

	(void)state;
	dumps_write(&d, texts);
	dumps_open(&d);
	said[0] = '\0';
	assert_int_equal(irr_each_member(d.irr, "as-A", say_member, NULL), 0);
	assert_string_equal(said, "13:AS1 13:AS-B 14:AS1:AS-C 15:10.0.0.0/8! 15:AS-ANY! ");
	assert_int_equal(irr_each_member(d.irr, "AS-NONE", say_member, NULL), 0);
	assert_int_equal(irr_sets_at(d.irr, "AS-A", at, 4), 2);
	assert_string_equal(at[0].source, "RIPE");
	assert_string_equal(at[1].source, "RADB");
	assert_int_equal(at[1].line, 5);
	assert_int_equal(irr_sets_at(d.irr, "AS-A", at, 1), 2);
	assert_int_equal(irr_sets_at(d.irr, "AS-NONE", at, 4), 0);
	dumps_close(&d);
}

static void the_text_of_an_object(void **state)
{
	struct irr_place at;
	struct dumps d;
	struct out o;
	struct err e;

	(void)state;
	dumps_write(&d, texts);
	dumps_open(&d);
	assert_true(irr_set_at(d.irr, "AS-A", &at));
	assert_int_equal(irr_object_text(&at, &o, &e), 0);
	out_ch(&o, '\0');
	assert_string_equal(o.s, "as-set: AS-A\nmembers: AS1, AS-B # two\n AS1:AS-C\nmp-members: 10.0.0.0/8, AS-ANY\n"
				 "source: RIPE\ndescr: the last line\n");
	out_release(&o);
	at.line = 99;
	assert_int_equal(irr_object_text(&at, &o, &e), WEIR_ENOTFOUND);
	out_release(&o);
	at.file = "missing.db";
	assert_int_equal(irr_object_text(&at, &o, &e), WEIR_EIO);
	out_release(&o);
	dumps_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_route_with_its_place),
		cmocka_unit_test(a_visitor_ends_it),
		cmocka_unit_test(members_of_the_set_trusted_most),
		cmocka_unit_test(the_text_of_an_object),
	};

	return check_main(tests);
}
