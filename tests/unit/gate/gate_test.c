#include "../check.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gate/gate.h"
#include "gate/reasons.h"

/* "192.0.2.0/24 10.0.0.0/8^9-24" as a list. */
static struct range_list list_of(const char *text)
{
	struct range_list l = {0};

	for (size_t n; *text; text += n + (text[n] == ' ')) {
		size_t bare;
		struct range_op op;
		struct prefix p;
		struct range r;

		n = strcspn(text, " ");
		bare = strcspn(text, " ^");
		assert_int_equal(prefix_parse(text, bare, &p), PREFIX_OK);
		assert_true(range_op_parse(text + bare, n - bare, &op));
		r = range_exact(&p);
		assert_true(range_apply(&r, op, &r));
		assert_int_equal(range_list_add(&l, &r), 0);
	}
	assert_int_equal(range_list_normalize(&l), 0);
	return l;
}

static struct border_prefixes prefixes_of(const char *text)
{
	struct range_list l = list_of(text);
	struct border_prefixes prefixes = {0};

	for (size_t i = 0; i < range_list_count(&l); i++) {
		struct range r = range_list_get(&l, i);
		struct border_prefix p = {.prefix = range_prefix(&r)};

		assert_int_equal(vec_push(&prefixes.items, p, 100), 0);
	}
	range_list_release(&l);
	return prefixes;
}

static struct asn_set asns_of(const uint32_t *asns)
{
	struct asn_set set = {0};

	for (; *asns; asns++)
		assert_int_equal(asn_set_add(&set, *asns), 0);
	asn_set_normalize(&set);
	return set;
}

/* A candidate and what was delivered before it, in words. NULL: nothing was delivered yet. */
struct row {
	const char *now, *then;
	const char *own, *allowed, *accepted, *rejected, *beacons, *bogons;
	struct border_gate limits;
	unsigned may_be_empty, gaps, damage, empty, last_gaps, last_damage, last_empty, asns, depth;
	struct gate_loss losses[4];     /* of sources; the list depends on dumps and VRPs */
	uint32_t cone[8], last_cone[8]; /* a customer's, whose number is first */
	uint32_t never[12], last_never[12], accepted_asns[4]; /* who stands nowhere behind it */
	const char *reasons, *text;     /* "empty", "beacons bogons"; NULL: not compared */
};

#define LIMITS {.min_entries = 1, .max_change = 20, .max_asns = 50, .max_depth = 5}
#define LOOSE {.min_entries = 1, .max_change = GATE_ANY_CHANGE, .max_asns = 50, .max_depth = 5}
#define TEN "1.0.0.0/24 1.0.2.0/24 1.0.4.0/24 1.0.6.0/24 1.0.8.0/24 1.0.10.0/24 1.0.12.0/24 1.0.14.0/24 1.0.16.0/24 1.0.18.0/24"
#define NINE "1.0.0.0/24 1.0.2.0/24 1.0.4.0/24 1.0.6.0/24 1.0.8.0/24 1.0.10.0/24 1.0.12.0/24 1.0.14.0/24 1.0.16.0/24"
#define EIGHT "1.0.0.0/24 1.0.2.0/24 1.0.4.0/24 1.0.6.0/24 1.0.8.0/24 1.0.10.0/24 1.0.12.0/24 1.0.14.0/24"
#define V4 (1u << IPV4)
#define V6 (1u << IPV6)

static const struct row rows[] = {
	{.now = "192.0.2.0/24", .limits = LIMITS, .reasons = ""},
	/* empty */
	{.now = "", .limits = LIMITS, .reasons = "empty", .text = "the list is empty"},
	{.now = "", .then = "192.0.2.0/24", .limits = LIMITS, .reasons = "empty"},
	{.now = "", .limits = {.min_entries = 0}, .reasons = ""},
	{.now = "", .limits = LIMITS, .may_be_empty = V4 | V6, .reasons = ""},
	{.now = "", .limits = LIMITS, .may_be_empty = V6, .reasons = "empty"},
	/* min-entries */
	{.now = "192.0.2.0/24", .limits = {.min_entries = 3}, .reasons = "min-entries",
	 .text = "only 1 of the 3 entries that gate.min-entries asks for"},
	{.now = EIGHT, .limits = {.min_entries = 8}, .reasons = ""},
	{.now = EIGHT, .limits = {.min_entries = 9}, .reasons = "min-entries"},
	/* family */
	{.now = "2001:db8::/32", .limits = LIMITS, .reasons = ""},
	{.now = "192.0.2.0/24", .then = "192.0.2.0/24 2001:db8::/32", .limits = LOOSE, .reasons = "family",
	 .text = "no IPv6 prefix is left, the last good list has some"},
	{.now = "2001:db8::/32", .then = "192.0.2.0/24 2001:db8::/32", .limits = LOOSE, .reasons = "family",
	 .text = "no IPv4 prefix is left, the last good list has some"},
	{.now = "192.0.2.0/24", .then = "192.0.2.0/24 2001:db8::/32", .limits = LOOSE, .may_be_empty = V6, .reasons = ""},
	{.now = "192.0.2.0/24", .then = "192.0.2.0/24 2001:db8::/32", .limits = LOOSE, .may_be_empty = V4,
	 .reasons = "family"},
	/* lost: fewer, with all data sound: registrations do go away */
	{.now = NINE, .then = TEN, .limits = LIMITS, .reasons = ""},
	{.now = NINE, .then = TEN, .limits = LIMITS, .gaps = 2, .damage = 5, .last_gaps = 2, .last_damage = 5, .reasons = ""},
	{.now = NINE, .then = TEN, .limits = LIMITS, .gaps = 1, .reasons = "lost",
	 .text = "prefixes of the last good list are gone (entries: 1), and registry data is missing or damaged that "
		 "was not then"},
	{.now = NINE, .then = TEN, .limits = LIMITS, .damage = 6, .last_damage = 5, .reasons = "lost"},
	{.now = TEN, .then = NINE, .limits = LIMITS, .gaps = 1, .damage = 6, .last_damage = 5, .reasons = ""},
	/* sources: one that is empty may let in as well as take out; one that was empty then is no news */
	{.now = NINE, .then = TEN, .limits = LIMITS, .empty = 1, .reasons = "sources",
	 .text = "prefixes are others than in the last good list (entries: 0 came, 1 went), and a source has no records "
		 "that had some then"},
	{.now = TEN, .then = NINE, .limits = LIMITS, .empty = 2, .last_empty = 1, .reasons = "sources"},
	{.now = NINE, .then = TEN, .limits = LIMITS, .empty = 1, .last_empty = 1, .reasons = ""},
	{.now = TEN, .then = TEN, .limits = LIMITS, .empty = 1, .reasons = ""},
	{.now = TEN, .limits = LIMITS, .empty = 1, .reasons = ""},
	/* shrunk: of the sources that it depends on, where it is another list */
	{.now = NINE, .then = TEN, .limits = LIMITS, .losses = {{SOURCE_IRR_DUMP, "ripe.db", 100, 70, false}}, .reasons = "shrunk",
	 .text = "prefixes are others than in the last good list (entries: 0 came, 1 went), and ripe.db has 70 records, of 100 "
		 "in the last good build; gate.max-change is 20 %"},
	{.now = TEN, .then = NINE, .limits = LIMITS, .reasons = "shrunk",
	 .losses = {{SOURCE_FIB_TEXT, "fib", 9, 0, false}, {SOURCE_RPKI_JSON, "vrps.json", 3, 0, true}, {SOURCE_IRR_DUMP, "b.db", 5, 1, false}},
	 .text = "prefixes are others than in the last good list (entries: 1 came, 0 went), and vrps.json is gone: 0 records, of 3 "
		 "in the last good build, and 1 more like it; gate.max-change is 20 %"},
	{.now = TEN, .then = TEN, .limits = LIMITS, .losses = {{SOURCE_IRR_DUMP, "ripe.db", 100, 70, false}}, .reasons = ""},
	{.now = TEN, .limits = LIMITS, .losses = {{SOURCE_IRR_DUMP, "ripe.db", 100, 70, false}}, .reasons = ""},
	{.now = NINE, .then = TEN, .limits = LIMITS, .losses = {{SOURCE_ROUTES_TEXT, "table", 100, 70, false}}, .reasons = ""},
	/* max-change: exactly 20 % passes, in either direction and both together */
	{.now = EIGHT, .then = TEN, .limits = LIMITS, .reasons = ""},
	{.now = TEN " 1.0.20.0/24 1.0.22.0/24", .then = TEN, .limits = LIMITS, .reasons = ""},
	{.now = NINE " 1.0.20.0/24", .then = TEN, .limits = LIMITS, .reasons = ""},
	{.now = NINE " 1.0.20.0/24 1.0.22.0/24", .then = TEN, .limits = LIMITS, .reasons = "max-change",
	 .text = "changed by 30 % (entries: 2 came, 1 went, of 10), gate.max-change is 20 %"},
	{.now = EIGHT, .then = NINE, .limits = {.max_change = 11}, .reasons = "max-change",
	 .text = "changed by 11.11 % (entries: 0 came, 1 went, of 9), gate.max-change is 11 %"},
	{.now = EIGHT, .then = NINE, .limits = {.max_change = 12}, .reasons = ""},
	{.now = EIGHT, .then = NINE, .limits = {.max_change = 0}, .reasons = "max-change"},
	{.now = "9.0.0.0/24", .then = TEN, .limits = LOOSE, .reasons = ""},
	{.now = TEN, .then = "", .limits = LIMITS, .reasons = ""},
	/* a range that grows to the side counts once, however many prefixes that are */
	{.now = "10.0.0.0/8^9-25", .then = "10.0.0.0/8^9-24", .limits = LIMITS, .reasons = "max-change",
	 .text = "changed by 100 % (entries: 1 came, 0 went, of 1), gate.max-change is 20 %"},
	/* a default route: registered, not asked for by the border file */
	{.now = "0.0.0.0/0 1.0.0.0/24 ::/0", .limits = LIMITS, .reasons = "default",
	 .text = "a default route would pass: 0.0.0.0/0, ::/0"},
	{.now = "::/0 1.0.0.0/24", .allowed = "::/0", .limits = LIMITS, .reasons = ""},
	/* beacons: where they passed */
	{.now = NINE, .then = TEN, .beacons = "1.0.18.0/24", .limits = LIMITS, .reasons = "beacons",
	 .text = "a beacon that the last good list let pass is lost: 1.0.18.0/24"},
	{.now = NINE, .then = TEN, .beacons = "1.0.0.0/24 9.0.0.0/8", .limits = LIMITS, .reasons = ""},
	{.now = NINE, .beacons = "1.0.18.0/24", .limits = LIMITS, .reasons = ""},
	{.now = "9.0.0.0/24", .then = TEN, .beacons = TEN, .limits = LOOSE, .reasons = "beacons",
	 .text = "a beacon that the last good list let pass is lost: 1.0.0.0/24, 1.0.2.0/24, 1.0.4.0/24 and 7 more"},
	/* own prefixes, also the first time */
	{.now = NINE, .own = "1.0.0.0/24 1.0.18.0/24", .limits = LIMITS, .reasons = "own",
	 .text = "own prefixes would not be announced: 1.0.18.0/24"},
	{.now = TEN, .own = "1.0.0.0/24 1.0.18.0/24", .limits = LIMITS, .reasons = ""},
	{.now = "1.0.0.0/16^24", .own = "1.0.0.0/24", .limits = LIMITS, .reasons = ""},
	{.now = "1.0.0.0/16", .own = "1.0.0.0/24", .limits = LIMITS, .reasons = "own"},
	/* allowed */
	{.now = NINE, .allowed = "1.0.18.0/24", .limits = LIMITS, .reasons = "allowed",
	 .text = "prefixes that the border file allows would not pass: 1.0.18.0/24"},
	{.now = NINE, .allowed = "1.0.16.0/24", .limits = LIMITS, .reasons = ""},
	{.now = NINE, .allowed = "1.0.18.0/24", .rejected = "1.0.18.0/24", .limits = LIMITS, .reasons = ""},
	{.now = NINE, .accepted = "1.0.16.0/24 1.0.18.0/24^25-26", .limits = LIMITS, .reasons = "allowed",
	 .text = "prefixes that the border file allows would not pass: 1.0.18.0/24"},
	{.now = NINE, .accepted = "1.0.18.0/24^25-26", .rejected = "1.0.18.0/23^24-32", .limits = LIMITS, .reasons = ""},
	/* bogons */
	{.now = "1.0.0.0/24 10.1.0.0/24", .accepted = "10.1.0.0/24", .bogons = "10.0.0.0/8^8-32", .limits = LIMITS,
	 .reasons = ""},
	{.now = "1.0.0.0/24 10.1.0.0/24 10.2.0.0/24", .accepted = "10.1.0.0/24", .bogons = "10.0.0.0/8^8-32",
	 .limits = LIMITS, .reasons = "bogons", .text = "bogons would pass: 10.2.0.0/24"},
	{.now = "1.0.0.0/24 10.0.0.0/8^8-24", .bogons = "10.0.0.0/8^8-32 192.168.0.0/16^16-32", .limits = LIMITS,
	 .reasons = "bogons", .text = "bogons would pass: 10.0.0.0/8"},
	{.now = "0.0.0.0/0^8-24", .bogons = "10.1.0.0/16^16-32", .limits = LIMITS, .reasons = "bogons",
	 .text = "bogons would pass: 10.1.0.0/16"},
	{.now = NINE " 11.0.0.0/8", .bogons = "10.0.0.0/8^8-32", .limits = LIMITS, .reasons = ""},
	{.now = "0.0.0.0/0", .bogons = "10.0.0.0/8^8-32", .limits = LIMITS, .reasons = "default"},
	/* the cone */
	{.now = NINE, .asns = 50, .depth = 5, .limits = LIMITS, .reasons = ""},
	{.now = NINE, .asns = 51, .limits = LIMITS, .reasons = "max-asns",
	 .text = "its sets reach 51 ASes, gate.max-asns is 50"},
	{.now = NINE, .depth = 6, .limits = LIMITS, .reasons = "max-depth",
	 .text = "its sets are 6 deep, gate.max-depth is 5"},
	/* AS1 has 100 customers and no provider; AS2 has 100 and AS1 as provider; AS3 has 99; AS4 is an own peer, AS5 an
	   own provider, AS6 an own peer and customer */
	{.now = NINE, .cone = {7, 2, 3, 6, 8}, .limits = LIMITS, .reasons = ""},
	{.now = NINE, .cone = {7, 1, 8}, .limits = LIMITS, .reasons = "tier-1",
	 .text = "AS1, a tier-1, would be behind a customer (such ASes: 1)"},
	{.now = NINE, .cone = {7, 4, 5}, .limits = LIMITS, .reasons = "tier-1",
	 .text = "AS4, an own provider or peer, would be behind a customer (such ASes: 2)"},
	{.now = NINE, .cone = {1, 1}, .limits = LIMITS, .reasons = ""},
	{.now = NINE, .then = NINE, .cone = {7, 1}, .last_cone = {7, 1}, .limits = LIMITS, .reasons = ""},
	{.now = NINE, .then = NINE, .cone = {7, 1, 4}, .last_cone = {7, 1}, .limits = LIMITS, .reasons = "tier-1"},
	/* who is never behind the customer: AS4 to AS7 are the border file's own matter, as is one other that goes */
	{.now = NINE, .then = TEN, .last_never = {11, 12}, .never = {11, 12}, .limits = LIMITS, .reasons = ""},
	{.now = NINE, .then = TEN, .last_never = {11}, .never = {11, 12}, .limits = LIMITS, .reasons = ""},
	{.now = TEN, .then = TEN, .last_never = {11, 12, 13}, .limits = LIMITS, .reasons = "never",
	 .text = "3 of the 3 ASes that the last good list keeps from behind this customer would be let in there: "
		 "AS11, AS12, AS13"},
	{.now = TEN, .then = TEN, .last_never = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20},
	 .never = {13, 14, 15, 16, 17, 18, 19, 20}, .limits = LIMITS, .reasons = ""},
	{.now = TEN, .then = TEN, .last_never = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20},
	 .never = {11, 12, 17, 18, 19, 20}, .limits = LIMITS, .reasons = "never",
	 .text = "4 of the 10 ASes that the last good list keeps from behind this customer would be let in there: "
		 "AS13, AS14, AS15 and 1 more"},
	{.now = TEN, .then = TEN, .last_never = {11, 12, 13}, .limits = LOOSE, .reasons = ""},
	{.now = TEN, .then = TEN, .last_never = {10}, .limits = LIMITS, .reasons = ""},
	{.now = TEN, .then = TEN, .last_never = {10}, .empty = 1, .limits = LIMITS, .reasons = "never"},
	{.now = TEN, .then = TEN, .last_never = {10}, .empty = 1, .last_empty = 1, .limits = LIMITS, .reasons = ""},
	{.now = TEN, .then = TEN, .last_never = {10}, .limits = LIMITS, .reasons = "never",
	 .losses = {{SOURCE_RELATIONSHIPS, "as-rel.txt", 100, 70, false}}},
	{.now = TEN, .then = TEN, .last_never = {10}, .limits = LIMITS, .reasons = "",
	 .losses = {{SOURCE_IRR_DUMP, "ripe.db", 100, 70, false}}},
	{.now = TEN, .then = TEN, .last_never = {6, 7, 11}, .accepted_asns = {11}, .empty = 1, .limits = LIMITS,
	 .reasons = ""},
	{.now = TEN, .then = TEN, .last_never = {4, 5}, .limits = LIMITS, .reasons = "never"},
	/* several at once, in the order of the table */
	{.now = EIGHT " 10.0.0.0/8", .then = TEN, .beacons = "1.0.18.0/24", .bogons = "10.0.0.0/8", .limits = LIMITS,
	 .reasons = "max-change beacons bogons"},
};

static void add_link(struct as_graph *g, uint32_t provider, uint32_t customer)
{
	struct as_link l = {.a = provider < customer ? provider : customer,
			    .b = provider < customer ? customer : provider,
			    .relation = provider < customer ? AS_CUSTOMER : AS_PROVIDER};

	assert_int_equal(vec_push(&g->links, l, 1000), 0);
}

static void make_graph(struct as_graph *g)
{
	for (uint32_t i = 0; i < 100; i++) {
		add_link(g, 1, 1000 + i);
		add_link(g, 2, 2000 + i);
		if (i < 99)
			add_link(g, 3, 3000 + i);
	}
	add_link(g, 1, 2);
	assert_int_equal(as_graph_index(g, NULL), 0);
}

static void make_border(struct border *b)
{
	static const struct border_neighbor neighbors[] = {
		{.asn = 4, .relationships = REL_PEER},
		{.asn = 5, .relationships = REL_PROVIDER},
		{.asn = 6, .relationships = REL_PEER | REL_CUSTOMER},
		{.asn = 7, .relationships = REL_CUSTOMER},
	};

	for (size_t i = 0; i < sizeof neighbors / sizeof *neighbors; i++)
		assert_int_equal(vec_push(&b->neighbors, neighbors[i], 10), 0);
}

static void judge_row(const struct row *row, const struct as_graph *graph, const struct border *b)
{
	struct range_list now = list_of(row->now), bogon_list = list_of(row->bogons ? row->bogons : ""),
			  accepted = list_of(row->accepted ? row->accepted : ""),
			  rejected = list_of(row->rejected ? row->rejected : "");
	struct border_prefixes own = prefixes_of(row->own ? row->own : ""),
			       allowed = prefixes_of(row->allowed ? row->allowed : ""),
			       beacons = prefixes_of(row->beacons ? row->beacons : "");
	struct asn_set cone = asns_of(row->cone), never = asns_of(row->never), accepted_asns = asns_of(row->accepted_asns);
	struct gate_last last = {.exists = row->then,
				 .entries = list_of(row->then ? row->then : ""),
				 .cone = asns_of(row->last_cone),
				 .never = asns_of(row->last_never),
				 .gaps = row->last_gaps,
				 .damage = row->last_damage,
				 .empty = row->last_empty};
	struct prefix_set bogons = {0};
	struct gate_losses losses = {0};
	struct gate_candidate c = {&now, row->gaps, row->damage, row->empty, &losses,
				   1 << SOURCE_IRR_DUMP | 1 << SOURCE_RPKI_JSON | 1 << SOURCE_RELATIONSHIPS, &row->limits,
				   row->may_be_empty, &own, &allowed, &accepted, &rejected, &beacons, &bogons,
				   {row->asns, row->depth, &cone, row->cone[0], graph, b, &never, &accepted_asns}};
	struct border_gate limits = row->limits;
	struct gate_verdict v = {0};
	char names[200] = "", text[1000];

	if (!limits.max_asns)
		limits.max_asns = limits.max_depth = 100;
	c.limits = &limits;
	for (size_t i = 0; row->losses[i].path; i++)
		assert_int_equal(vec_push(&losses.items, row->losses[i], 4), 0);
	assert_int_equal(prefix_set_make(&bogons, &bogon_list), 0);
	assert_int_equal(gate_judge(&v, &c, &last), 0);
	for (size_t i = 0; i < v.n; i++)
		snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i ? " " : "", v.v[i].reason);
	assert_string_equal(names, row->reasons);
	if (row->text)
		assert_string_equal(gate_text(&v, text, sizeof text), row->text);
	range_list_release(&now);
	range_list_release(&bogon_list);
	range_list_release(&accepted);
	range_list_release(&rejected);
	prefix_set_release(&bogons);
	vec_free(&losses.items);
	vec_free(&own.items);
	vec_free(&allowed.items);
	vec_free(&beacons.items);
	asn_set_release(&cone);
	asn_set_release(&never);
	asn_set_release(&accepted_asns);
	gate_last_release(&last);
}

static void a_loss_is_more_than_max_change(void **state)
{
	const struct border_gate fifth = {.max_change = 20}, none = {.max_change = 0}, any = {.max_change = GATE_ANY_CHANGE};

	(void)state;
	assert_false(gate_is_loss(&fifth, 10, 8));
	assert_true(gate_is_loss(&fifth, 10, 7));
	assert_false(gate_is_loss(&fifth, 10, 100));
	assert_false(gate_is_loss(&fifth, 0, 0));
	assert_true(gate_is_loss(&none, 10, 9));
	assert_false(gate_is_loss(&none, 10, 10));
	assert_false(gate_is_loss(&any, 10, 0));
}

static void a_candidate_is_judged_beside_the_last_good_list(void **state)
{
	struct as_graph graph = {0};
	struct border b = {0};

	(void)state;
	make_graph(&graph);
	make_border(&b);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		judge_row(&rows[i], &graph, &b);
	as_graph_release(&graph);
	vec_free(&b.neighbors);
}

/* A reason that no row gives would be one that nobody has seen hold anything. */
static void every_reason_is_given_by_some_row(void **state)
{
	(void)state;
	for (const struct gate_reason *r = gate_reasons; r->name; r++) {
		bool given = false;

		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
			given |= !strcmp(rows[i].reasons, r->name);
		if (!given)
			fail_msg("%s", r->name);
	}
}

/* Read a last good list from these bytes. */
static int read_last(struct gate_last *last, const char *json, struct err *e)
{
	char path[] = "gate_test.XXXXXX";
	int fd = mkstemp(path), rc;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, json, strlen(json)), strlen(json));
	close(fd);
	rc = gate_last_read(last, path, e);
	unlink(path);
	return rc;
}

static void a_last_good_list_is_read_back(void **state)
{
	struct gate_last last;
	struct range r;
	struct err e;

	(void)state;
	assert_int_equal(read_last(&last,
				   "{\"list\":\"import\",\"gaps\":3,\"damage\":7,\"empty\":2,\"origins\":[65550,\n7],\n"
				   "\"path\":{\"bogons\":[[0,0]],\"never\":[3356,174],\"rejected\":[9]},\n"
				   "\"ipv4\":[{\"prefix\":\"192.0.2.0/24\"},\n"
				   "{\"prefix\":\"10.0.0.0/8\",\"ge\":9,\"le\":24}],\"ipv6\":[]}\n",
				   &e),
			 0);
	assert_true(last.exists);
	assert_int_equal(last.gaps, 3);
	assert_int_equal(last.damage, 7);
	assert_int_equal(last.empty, 2);
	assert_int_equal(last.cone.asns.n, 2);
	assert_true(asn_set_has(&last.cone, 7) && asn_set_has(&last.cone, 65550));
	assert_int_equal(last.never.asns.n, 2);
	assert_true(asn_set_has(&last.never, 174) && asn_set_has(&last.never, 3356));
	assert_int_equal(range_list_count(&last.entries), 2);
	r = range_list_get(&last.entries, 0);
	assert_int_equal(r.len, 8);
	assert_int_equal(r.ge, 9);
	assert_int_equal(r.le, 24);
	gate_last_release(&last);
}

static void what_is_no_last_good_list_is_an_error(void **state)
{
	static const char *const damaged[] = {
		"",
		"{}",
		"{\"gaps\":0,\"damage\":0,\"ipv4\":[],\"ipv6\":[",
		"{\"gaps\":0,\"damage\":0,\"ipv4\":[]}",
		"{\"gaps\":\"x\",\"damage\":0,\"ipv4\":[],\"ipv6\":[]}",
		"{\"gaps\":0,\"damage\":0,\"ipv4\":[{\"prefix\":\"192.0.2.0/33\"}],\"ipv6\":[]}",
		"{\"gaps\":0,\"damage\":0,\"ipv4\":[{\"prefix\":\"192.0.2.0/24\",\"ge\":8}],\"ipv6\":[]}",
		"{\"gaps\":0,\"damage\":0,\"ipv4\":[{\"prefix\":\"192.0.2.0/24\",\"le\":33}],\"ipv6\":[]}",
		"{\"gaps\":0,\"damage\":0,\"ipv4\":[{\"ge\":24}],\"ipv6\":[]}",
		"{\"gaps\":0,\"damage\":0,\"origins\":[4294967296],\"ipv4\":[],\"ipv6\":[]}",
		"{\"gaps\":0,\"damage\":0,\"origins\":[\"7\"],\"ipv4\":[],\"ipv6\":[]}",
		"{\"gaps\":0,\"damage\":0,\"path\":{\"never\":[\"7\"]},\"ipv4\":[],\"ipv6\":[]}",
		"{\"gaps\":0,\"damage\":0,\"origins\":[{}],\"ipv4\":[],\"ipv6\":[]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
		struct gate_last last;
		struct err e = {0};

		assert_int_equal(read_last(&last, damaged[i], &e), WEIR_ESYNTAX);
		assert_false(last.exists);
		assert_true(e.msg[0]);
		gate_last_release(&last);
	}
}

static void no_file_means_that_nothing_was_delivered(void **state)
{
	struct gate_last last;
	struct err e;

	(void)state;
	assert_int_equal(gate_last_read(&last, "/nonexistent/as64501-in.json", &e), 0);
	assert_false(last.exists);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_candidate_is_judged_beside_the_last_good_list),
		cmocka_unit_test(a_loss_is_more_than_max_change),
		cmocka_unit_test(every_reason_is_given_by_some_row),
		cmocka_unit_test(a_last_good_list_is_read_back),
		cmocka_unit_test(what_is_no_last_good_list_is_an_error),
		cmocka_unit_test(no_file_means_that_nothing_was_delivered),
	};

	return check_main(tests);
}
