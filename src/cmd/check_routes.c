/* The routes of the table, by neighbor, and what becomes of each. */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/pool.h"
#include "cmd/check.h"
#include "filter/verdict.h"

static size_t count_senders(struct check *c, uint32_t *sender)
{
	size_t n = bgp_table_count(&c->snapshot.routes), judged = 0;

	for (size_t i = 0; i < n; i++) {
		struct bgp_table_route r = bgp_table_get(&c->snapshot.routes, i);
		struct sender s = senders_find(&c->senders, &r);

		sender[i] = s.kind == SENDER_NEIGHBOR ? s.neighbor : UINT32_MAX;
		judged += s.kind == SENDER_NEIGHBOR;
		c->self += s.kind == SENDER_SELF;
		c->loops += s.kind == SENDER_LOOP;
		c->strangers += s.kind == SENDER_STRANGER;
	}
	return judged;
}

/* Filling moves each start to the next one's, which is why they stand one place too far. */
static void fill_groups(struct check *c, const uint32_t *sender)
{
	size_t n = bgp_table_count(&c->snapshot.routes), neighbors = c->border.neighbors.n;

	for (size_t i = 0; i < n; i++)
		if (sender[i] != UINT32_MAX)
			c->first_of[sender[i] + 2]++;
	for (size_t i = 2; i < neighbors + 2; i++)
		c->first_of[i] += c->first_of[i - 1];
	for (size_t i = 0; i < n; i++)
		if (sender[i] != UINT32_MAX)
			c->by_neighbor[c->first_of[sender[i] + 1]++] = (uint32_t)i;
}

int check_group(struct check *c)
{
	size_t n = bgp_table_count(&c->snapshot.routes), neighbors = c->border.neighbors.n;
	uint32_t *sender = malloc((n + 1) * sizeof *sender);
	int rc = senders_make(&c->senders, &c->border);

	c->tallies = calloc(neighbors + 1, sizeof *c->tallies);
	c->first_of = calloc(neighbors + 2, sizeof *c->first_of);
	if (!sender || !c->tallies || !c->first_of)
		rc = WEIR_ENOMEM;
	if (!rc) {
		size_t judged = count_senders(c, sender);

		c->by_neighbor = malloc((judged + 1) * sizeof *c->by_neighbor);
		c->judgements = malloc((judged + 1) * sizeof *c->judgements);
		if (c->by_neighbor && c->judgements)
			fill_groups(c, sender);
		else
			rc = WEIR_ENOMEM;
	}
	free(sender);
	return rc;
}

/* Several relationships in one session are verified as that with a provider (the draft, section 6). */
struct aspa_ask check_aspa_ask(const struct border_neighbor *n)
{
	const unsigned down = REL_PROVIDER | REL_PARTIAL_PROVIDER | REL_SIBLING;

	return (struct aspa_ask){
		.direction = n->relationships & down ? ASPA_DOWNSTREAM : ASPA_UPSTREAM,
		.check_neighbor = true,
		.rs_client = n->relationships & REL_RS,
		.neighbor = n->asn,
	};
}

static enum rov_state validate(const struct snapshot *s, const struct bgp_table_route *r)
{
	uint32_t origin;

	if (!s->rov)
		return ROV_STATES;
	if (as_path_origin(&r->path, &origin) != AS_ORIGIN_ASN)
		origin = ROV_NO_ORIGIN;
	return rov_validate(s->rov, &r->prefix, origin);
}

/* One neighbor's routes being judged; the memory of one route serves the next. */
struct judging {
	struct check *check;
	struct check_tally *tally;
	struct verdicts verdicts;
	struct as_path_buf path;
	struct aspa_verdict aspa;
};

static int judge(struct judging *j, struct check_route *r)
{
	const struct check *c = j->check;
	const struct verdicts *v = &j->verdicts;
	const struct aspa_ask ask = check_aspa_ask(v->list->neighbor);
	struct as_path path;
	int rc = as_path_skip(&r->route.path, senders_find(&c->senders, &r->route).skip, &j->path, &path);

	if (rc)
		return rc;
	r->rule = verdict(v, &r->route.prefix, &path);
	r->bogon_prefix = verdict_prefix_is_bogon(v, &r->route.prefix);
	r->bogon_path = verdict_path_is_bogon(v, &path);
	r->rov = validate(&c->snapshot, &r->route);
	r->aspa = ASPA_STATES;
	if (!c->snapshot.rpki.customers.n)
		return 0;
	rc = aspa_verify(&c->snapshot.rpki, &path, &ask, &j->aspa);
	r->aspa = j->aspa.state;
	return rc;
}

/* Whether it is for want of a registered object that the route is rejected. */
static bool is_uncovered(const struct verdicts *v, const struct check_route *r)
{
	return !v->list->anything &&
	       (r->rule == RULE_ORIGIN || r->rule == RULE_PREFIX || r->rule == RULE_BINDING);
}

static void count(struct check_tally *t, uint32_t at, const struct check_route *r)
{
	size_t same = t->rules[r->rule]++;

	t->routes++;
	t->rov[r->rov]++;
	t->aspa[r->aspa]++;
	t->bogon_prefixes += r->bogon_prefix;
	t->bogon_paths += r->bogon_path;
	if (r->rule != RULE_NONE && same < CHECK_EXAMPLES)
		t->first[r->rule][same] = at;
}

static struct check_judgement kept(const struct check_route *r)
{
	return (struct check_judgement){(uint8_t)r->rule, (uint8_t)r->rov, (uint8_t)r->aspa, r->bogon_prefix,
					r->bogon_path};
}

static int judge_routes(struct judging *j, uint32_t neighbor)
{
	struct check *c = j->check;
	struct prefix uncovered = {.family = 0};
	int rc = 0;

	for (uint32_t i = c->first_of[neighbor]; !rc && i < c->first_of[neighbor + 1]; i++) {
		struct check_route r = {
			.route = bgp_table_get(&c->snapshot.routes, c->by_neighbor[i])};

		rc = judge(j, &r);
		if (rc)
			break;
		c->judgements[i] = kept(&r);
		count(j->tally, c->by_neighbor[i], &r);
		if (is_uncovered(&j->verdicts, &r) && !prefix_equal(&uncovered, &r.route.prefix)) {
			uncovered = r.route.prefix;
			j->tally->uncovered++;
		}
	}
	return rc;
}

static int judge_neighbor(struct check *c, uint32_t neighbor)
{
	struct judging j = {.check = c, .tally = &c->tallies[neighbor]};
	struct import_list list = {0};
	int rc;

	j.tally->failed = import_list_make(&list, &c->snapshot, &c->border,
					   &c->border.neighbors.v[neighbor], &j.tally->e);
	rc = j.tally->failed == WEIR_ENOMEM ? WEIR_ENOMEM : 0;
	if (!j.tally->failed)
		rc = verdicts_make(&j.verdicts, &list, &c->snapshot, &c->border);
	if (!j.tally->failed && !rc)
		rc = judge_routes(&j, neighbor);
	verdicts_release(&j.verdicts);
	import_list_release(&list);
	as_path_buf_release(&j.path);
	aspa_verdict_release(&j.aspa);
	return rc;
}

struct work {
	struct check *check;
	uint32_t only;
	atomic_int rc; /* of a neighbor that could not be judged */
};

static void do_work(void *context, size_t neighbor)
{
	struct work *w = context;
	int rc = check_is_asked(w->only, (uint32_t)neighbor) ? judge_neighbor(w->check, (uint32_t)neighbor) : 0;

	if (rc)
		atomic_store(&w->rc, rc);
}

int check_judge(struct check *c, uint32_t only)
{
	struct work w = {.check = c, .only = only};

	pool_run(c->border.neighbors.n, do_work, &w);
	return atomic_load(&w.rc);
}

void check_each(const struct check *c, uint32_t neighbor, check_handler *handle, void *context)
{
	if (c->tallies[neighbor].failed)
		return;
	for (uint32_t i = c->first_of[neighbor]; i < c->first_of[neighbor + 1]; i++) {
		const struct check_judgement *j = &c->judgements[i];
		const struct check_route r = {
			.route = bgp_table_get(&c->snapshot.routes, c->by_neighbor[i]),
			.number = c->by_neighbor[i],
			.rule = j->rule,
			.rov = j->rov,
			.aspa = j->aspa,
			.bogon_prefix = j->bogon_prefix,
			.bogon_path = j->bogon_path,
		};

		handle(context, &r);
	}
}

size_t check_rejected(const struct check_tally *t)
{
	return t->routes - t->rules[RULE_NONE];
}

size_t check_rov_invalid(const struct check_tally *t)
{
	return t->rov[ROV_INVALID_ASN] + t->rov[ROV_INVALID_LENGTH];
}

void check_release(struct check *c)
{
	free(c->by_neighbor);
	free(c->judgements);
	free(c->first_of);
	free(c->tallies);
	senders_release(&c->senders);
	snapshot_release(&c->snapshot);
	border_release(&c->border);
}
