#include "world.h"

#include "../check.h"

#include <stdio.h>
#include <string.h>

#define OBJECT(prefix, origin) "route: " prefix "\norigin: AS" origin "\nmnt-by: M-MNT\nsource: T\n\n"
#define SETS "as-set: AS64500:AS-ALL\nmembers: AS64500, AS64500:AS-CUSTOMERS\nsource: T\n\n" \
	     "as-set: AS64500:AS-CUSTOMERS\nmembers: AS1\nsource: T\n\n"
#define POLICY "import: from AS1 accept AS1\nexport: to AS1 announce ANY\n" \
	       "import: from AS9 accept ANY\nexport: to AS9 announce AS64500:AS-ALL\n"
#define AUT_NUM "aut-num: AS64500\n" POLICY "source: T\n\n"
#define NETWORK "as-set: \"AS64500:AS-ALL\", prefixes: [80.0.0.0/16]"
#define ROA(prefix, max, asn) "{\"asn\": " asn ", \"prefix\": \"" prefix "\", \"maxLength\": " max "}"
#define ASPA "{\"customer_asid\": 64500, \"providers\": [9]}"
#define GOOD_IRR OBJECT("80.0.0.0/16", "64500") SETS AUT_NUM
#define GOOD_ROA ROA("80.0.0.0/16", "16", "64500")
#define GOOD_ROUTE "9 80.0.0.0/16 9 64500\n"

/* Everything is as it should be but for one thing, and that is what is found. */
static void one_thing_wrong(void **state)
{
	static const struct {
		const char *name;
		struct facts_given given;
		const char *findings;
	} rows[] = {
		{"nothing", {NETWORK, NULL, GOOD_IRR, NULL, GOOD_ROA, ASPA, GOOD_ROUTE}, ""},
		{"no route object", {NETWORK, NULL, SETS AUT_NUM, NULL, GOOD_ROA, ASPA, GOOD_ROUTE},
		 "route-object-missing:80.0.0.0/16"},
		{"a route object of a longer prefix only",
		 {NETWORK, NULL, OBJECT("80.0.0.0/17", "64500") SETS AUT_NUM, NULL, GOOD_ROA, ASPA, GOOD_ROUTE},
		 "route-object-missing:80.0.0.0/16 route-object-stale:80.0.0.0/17"},
		{"stale in two registries",
		 {NETWORK, NULL, GOOD_IRR OBJECT("81.0.0.0/16", "64500"), OBJECT("81.0.0.0/16", "64500"), GOOD_ROA, ASPA,
		  GOOD_ROUTE}, "route-object-stale:81.0.0.0/16 route-object-stale:81.0.0.0/16"},
		{"registered, announced, not intended: not stale",
		 {NETWORK, NULL, GOOD_IRR OBJECT("81.0.0.0/16", "64500"), NULL, GOOD_ROA, ASPA,
		  GOOD_ROUTE "9 81.0.0.0/16 9 64500\n"}, "announced-not-intended:81.0.0.0/16"},
		{"another's object", {NETWORK, NULL, GOOD_IRR OBJECT("80.0.1.0/24", "7"), NULL, GOOD_ROA, ASPA, GOOD_ROUTE},
		 "route-object-of-other"},
		{"a customer's object", {NETWORK, NULL, GOOD_IRR OBJECT("80.0.1.0/24", "1"), NULL, GOOD_ROA, ASPA, GOOD_ROUTE},
		 ""},
		{"another's object with a ROA",
		 {NETWORK, NULL, GOOD_IRR OBJECT("80.0.1.0/24", "7"), NULL, GOOD_ROA ", " ROA("80.0.1.0/24", "24", "7"), ASPA,
		  GOOD_ROUTE}, "roa-of-other"},
		{"another's object around the space",
		 {NETWORK, NULL, GOOD_IRR OBJECT("80.0.0.0/8", "7"), NULL, GOOD_ROA, ASPA, GOOD_ROUTE}, ""},
		{"a damaged object", {NETWORK, NULL, GOOD_IRR OBJECT("80.0.0.0/99", "64500"), NULL, GOOD_ROA, ASPA, GOOD_ROUTE},
		 "route-object-damaged"},
		{"no ROA", {NETWORK, NULL, GOOD_IRR, NULL, "", ASPA, GOOD_ROUTE}, "roa-missing:80.0.0.0/16"},
		{"a ROA of the block around it",
		 {NETWORK, NULL, GOOD_IRR, NULL, ROA("80.0.0.0/15", "16", "64500"), ASPA, GOOD_ROUTE},
		 "roa-too-broad:80.0.0.0/15"},
		{"a maxLength beyond what is used",
		 {NETWORK, NULL, GOOD_IRR, NULL, ROA("80.0.0.0/16", "17", "64500"), ASPA, GOOD_ROUTE},
		 "roa-too-broad:80.0.0.0/16"},
		{"a maxLength all of which is used",
		 {"as-set: \"AS64500:AS-ALL\", prefixes: [80.0.0.0/16, 80.0.0.0/17, 80.0.128.0/17]", NULL,
		  GOOD_IRR OBJECT("80.0.0.0/17", "64500") OBJECT("80.0.128.0/17", "64500"), NULL,
		  ROA("80.0.0.0/16", "17", "64500"), ASPA, GOOD_ROUTE "9 80.0.0.0/17 9 64500\n9 80.0.128.0/17 9 64500\n"}, ""},
		{"a ROA of what is not used", {NETWORK, NULL, GOOD_IRR, NULL, GOOD_ROA ", " ROA("81.0.0.0/16", "24", "64500"),
					       ASPA, GOOD_ROUTE}, "roa-stale:81.0.0.0/16"},
		{"AS0 inside the space is no leave",
		 {NETWORK, NULL, GOOD_IRR, NULL, GOOD_ROA ", " ROA("80.0.9.0/24", "24", "0"), ASPA, GOOD_ROUTE}, ""},
		{"announced, invalid", {NETWORK, NULL, GOOD_IRR, NULL, ROA("80.0.0.0/16", "16", "7"), ASPA, GOOD_ROUTE},
		 "invalid:80.0.0.0/16 roa-of-other:80.0.0.0/16"},
		{"intended, would be invalid",
		 {"as-set: \"AS64500:AS-ALL\", prefixes: [80.0.0.0/16, 82.0.0.0/16]", NULL,
		  GOOD_IRR OBJECT("82.0.0.0/16", "64500"), NULL, GOOD_ROA ", " ROA("82.0.0.0/15", "15", "7"), ASPA, GOOD_ROUTE},
		 "would-be-invalid:82.0.0.0/16 intended-not-announced:82.0.0.0/16"},
		{"a more specific, announced, not intended, with a ROA too broad",
		 {NETWORK, NULL, GOOD_IRR, NULL, ROA("80.0.0.0/16", "17", "64500"), ASPA,
		  GOOD_ROUTE "9 80.0.0.0/17 9 64500\n"},
		 "would-be-invalid:80.0.0.0/17 announced-not-intended:80.0.0.0/17 roa-too-broad:80.0.0.0/16"},
		{"announced by another", {NETWORK, NULL, GOOD_IRR, NULL, GOOD_ROA, ASPA, GOOD_ROUTE "9 80.0.3.0/24 9 7\n"},
		 "announced-by-other"},
		{"announced by a set", {NETWORK, NULL, GOOD_IRR, NULL, GOOD_ROA, ASPA, GOOD_ROUTE "9 80.0.3.0/24 9 {7,8}\n"},
		 "announced-by-other"},
		{"announced by another, with a ROA",
		 {NETWORK, NULL, GOOD_IRR, NULL, GOOD_ROA ", " ROA("80.0.3.0/24", "24", "7"), ASPA,
		  GOOD_ROUTE "9 80.0.3.0/24 9 7\n"}, "roa-of-other"},
		{"a customer inside, covered by the network's ROA",
		 {NETWORK, NULL, GOOD_IRR, NULL, GOOD_ROA, ASPA, GOOD_ROUTE "1 80.0.3.0/24 1\n"}, "invalid"},
		{"a customer inside, to be covered by the network's ROA",
		 {NETWORK, NULL, GOOD_IRR, NULL, "", ASPA, GOOD_ROUTE "1 80.0.3.0/24 1\n"},
		 "would-be-invalid roa-missing:80.0.0.0/16"},
		{"a customer inside, with a ROA",
		 {NETWORK, NULL, GOOD_IRR, NULL, GOOD_ROA ", " ROA("80.0.3.0/24", "24", "1"), ASPA,
		  GOOD_ROUTE "1 80.0.3.0/24 1\n"}, ""},
		{"not announced", {NETWORK ", name: x", NULL, GOOD_IRR, NULL, GOOD_ROA, ASPA, "9 81.0.0.0/16 9 64500\n"},
		 "announced-not-intended:81.0.0.0/16 intended-not-announced:80.0.0.0/16"},
		{"the network's own session counts", {NETWORK, NULL, GOOD_IRR, NULL, GOOD_ROA, ASPA, "64500 80.0.0.0/16\n"}, ""},
		{"no as-set named", {"prefixes: [80.0.0.0/16]", NULL, GOOD_IRR, NULL, GOOD_ROA, ASPA, GOOD_ROUTE},
		 "as-set-not-named"},
		{"none needed without customers",
		 {"prefixes: [80.0.0.0/16]", "{asn: 9, relationship: provider}", GOOD_IRR, NULL, GOOD_ROA, ASPA, GOOD_ROUTE}, ""},
		{"as-set missing",
		 {"as-set: AS-NONE, prefixes: [80.0.0.0/16]", NULL, GOOD_IRR, NULL, GOOD_ROA, ASPA, GOOD_ROUTE}, "as-set-missing"},
		{"a name that anybody can register, and somebody did",
		 {"as-set: AS-NET, prefixes: [80.0.0.0/16]", NULL, GOOD_IRR "as-set: AS-NET\nmembers: AS64500, AS1\nsource: T\n",
		  "as-set: AS-NET\nmembers: AS666\nsource: U\n", GOOD_ROA, ASPA, GOOD_ROUTE},
		 "as-set-not-hierarchical as-set-in-several-sources"},
		{"the same, with the source that is meant",
		 {"as-set: \"T::AS-NET\", prefixes: [80.0.0.0/16]", NULL,
		  GOOD_IRR "as-set: AS-NET\nmembers: AS64500, AS1\nsource: T\n", "as-set: AS-NET\nmembers: AS666\nsource: U\n",
		  GOOD_ROA, ASPA, GOOD_ROUTE}, "as-set-not-hierarchical"},
		{"own number and customer not in it",
		 {"as-set: \"AS64500:AS-E\", prefixes: [80.0.0.0/16]", NULL, GOOD_IRR "as-set: AS64500:AS-E\nsource: T\n", NULL,
		  GOOD_ROA, ASPA, GOOD_ROUTE}, "as-set-lacks-own as-set-lacks-customer"},
		{"a customer's as-set not all in it",
		 {NETWORK, "{asn: 1, relationship: customer, as-set: AS-CUST}, {asn: 9, relationship: provider}",
		  GOOD_IRR "as-set: AS-CUST\nmembers: AS1, AS2\nsource: T\n", NULL, GOOD_ROA, ASPA, GOOD_ROUTE},
		 "as-set-lacks-customer"},
		{"carried for a customer, in no as-set",
		 {NETWORK, NULL, GOOD_IRR, NULL, GOOD_ROA, ASPA, GOOD_ROUTE "1 90.0.0.0/16 1 2\n9 91.0.0.0/16 9 64500 1 3\n"},
		 "as-set-lacks-origin as-set-lacks-origin"},
		{"through a provider: not carried",
		 {NETWORK, NULL, GOOD_IRR, NULL, GOOD_ROA, ASPA, GOOD_ROUTE "9 90.0.0.0/16 9 1 2\n"}, ""},
		{"members that are nobody's, or nowhere",
		 {NETWORK, NULL,
		  OBJECT("80.0.0.0/16", "64500") AUT_NUM "as-set: AS64500:AS-ALL\nmembers: AS64500, AS1, AS3\n"
		  "members: AS5:AS-X, AS-NOWHERE\nsource: T\n", NULL, GOOD_ROA, ASPA, GOOD_ROUTE},
		 "as-set-unknown-member as-set-stranger as-set-stranger"},
		{"the way to a provider",
		 {NETWORK, NULL,
		  OBJECT("80.0.0.0/16", "64500") AUT_NUM "as-set: AS64500:AS-ALL\nmembers: AS64500, AS1:AS-X\nsource: T\n\n"
		  "as-set: AS1:AS-X\nmembers: AS1, AS9\nsource: T\n", NULL, GOOD_ROA, ASPA, GOOD_ROUTE}, "as-set-upstream"},
		{"no aut-num", {NETWORK, NULL, OBJECT("80.0.0.0/16", "64500") SETS, NULL, GOOD_ROA, ASPA, GOOD_ROUTE},
		 "aut-num-missing"},
		{"a policy without a neighbor, and with half of one",
		 {NETWORK, NULL,
		  OBJECT("80.0.0.0/16", "64500") SETS "aut-num: AS64500\nimport: from AS1 accept AS1\nsource: T\n", NULL, GOOD_ROA,
		  ASPA, GOOD_ROUTE}, "policy-lacks-neighbor policy-lacks-neighbor"},
		{"no ASPA", {NETWORK, NULL, GOOD_IRR, NULL, GOOD_ROA, "", GOOD_ROUTE}, "aspa-missing"},
		{"an ASPA of others",
		 {NETWORK, NULL, GOOD_IRR, NULL, GOOD_ROA, "{\"customer_asid\": 64500, \"providers\": [1, 7]}", GOOD_ROUTE},
		 "aspa-lacks-provider aspa-stranger aspa-stranger"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w;

		world_make(&w, &rows[i].given);
		if (strcmp(world_findings(&w), rows[i].findings) || *world_unknown(&w))
			fail_msg("%s: expected '%s', found '%s'; unknown '%s'", rows[i].name, rows[i].findings,
				 world_findings(&w), world_unknown(&w));
		world_release(&w);
	}
}

/* What no source tells is unknown, and is no finding. */
static void unknown_is_not_missing(void **state)
{
	static const struct {
		const char *name;
		struct facts_given given;
		const char *findings, *unknown;
	} rows[] = {
		{"no source at all", {NETWORK, NULL, NULL, NULL, NULL, NULL, NULL}, "",
		 "announced IPv4 prefixes, route objects, as-sets, aut-num, ROAs, ASPA"},
		{"no intention: what is announced should be registered",
		 {"", NULL, GOOD_IRR, NULL, GOOD_ROA, ASPA, GOOD_ROUTE "9 81.0.0.0/16 9 64500\n"},
		 "route-object-missing:81.0.0.0/16 roa-missing:81.0.0.0/16 as-set-not-named", "intended prefixes"},
		{"no intention and no routes: nothing is stale",
		 {"as-set: \"AS64500:AS-ALL\"", NULL, GOOD_IRR, NULL, GOOD_ROA, ASPA, NULL}, "",
		 "intended prefixes, announced IPv4 prefixes"},
		{"no routes: stale by what is intended",
		 {NETWORK, NULL, GOOD_IRR OBJECT("81.0.0.0/16", "64500"), NULL, GOOD_ROA, ASPA, NULL},
		 "route-object-stale:81.0.0.0/16", "announced IPv4 prefixes"},
		{"a table that does not see the network", {NETWORK, NULL, GOOD_IRR, NULL, GOOD_ROA, ASPA, ""}, "",
		 "announced IPv4 prefixes"},
		{"no ASPA of anybody", {NETWORK, NULL, GOOD_IRR, NULL, GOOD_ROA, NULL, GOOD_ROUTE}, "", "ASPA"},
		{"no RPKI", {NETWORK, NULL, GOOD_IRR, NULL, NULL, NULL, GOOD_ROUTE}, "", "ROAs, ASPA"},
		{"no registry", {NETWORK, NULL, NULL, NULL, GOOD_ROA, ASPA, GOOD_ROUTE}, "",
		 "route objects, as-sets, aut-num"},
		{"a peering-set may name anybody",
		 {NETWORK, NULL,
		  OBJECT("80.0.0.0/16", "64500") SETS "aut-num: AS64500\nimport: from PRNG-X accept ANY\nsource: T\n", NULL, GOOD_ROA,
		  ASPA, GOOD_ROUTE}, "", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w;

		world_make(&w, &rows[i].given);
		if (strcmp(world_findings(&w), rows[i].findings) || strcmp(world_unknown(&w), rows[i].unknown))
			fail_msg("%s: expected '%s' and '%s', found '%s' and '%s'", rows[i].name, rows[i].findings,
				 rows[i].unknown, world_findings(&w), world_unknown(&w));
		world_release(&w);
	}
}

/* A finding says what is wrong, and where that stands. */
static void findings_have_places(void **state)
{
	static const struct facts_given given = {
		NETWORK, NULL, OBJECT("80.0.0.0/24", "64500") SETS OBJECT("80.0.1.0/24", "7"), NULL,
		ROA("80.0.0.0/16", "24", "64500"), "{\"customer_asid\": 64500, \"providers\": [7]}",
		GOOD_ROUTE "9 80.0.3.0/24 9 7\n",
	};
	struct world w;

	(void)state;
	world_make(&w, &given);
	assert_string_equal(world_text(&w, PUBLISH_OBJECT_MISSING),
			    "weir.yaml:1: 80.0.0.0/16 has no route object with origin AS64500");
	assert_string_equal(world_text(&w, PUBLISH_OBJECT_STALE),
			    "world.db:16: route object 80.0.0.0/24 AS64500 of T: the prefix is neither intended nor announced");
	assert_string_equal(world_text(&w, PUBLISH_OBJECT_OF_OTHER),
			    "world.db:29: 80.0.1.0/24, inside the network's space, is registered with origin AS7 in T by M-MNT");
	assert_string_equal(world_text(&w, PUBLISH_ANNOUNCED_BY_OTHER),
			    "world.txt:4: 80.0.3.0/24, inside the network's space, is announced by AS7, invalid-asn");
	assert_string_equal(world_text(&w, PUBLISH_ROA_TOO_BROAD),
			    "world.json:1: ROA 80.0.0.0/16-24 AS64500: of the prefixes that it authorizes only 1 is announced "
			    "or intended: anybody who ends a path in AS64500 can announce the others and be valid");
	assert_string_equal(world_text(&w, PUBLISH_ASPA_LACKS),
			    "world.json:1: the ASPA of AS64500 does not name AS9 (provider)");
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_thing_wrong),
		cmocka_unit_test(unknown_is_not_missing),
		cmocka_unit_test(findings_have_places),
	};

	return check_main(tests);
}
