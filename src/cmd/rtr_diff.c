#include <stdio.h>
#include <unistd.h>

#include "base/json_out.h"
#include "cmd/rtr_cmd.h"
#include "rpki/write_json.h"

/* What one side has and the other has not. */
struct difference {
	struct rtr_side a, b;
	bool keys, aspas; /* compared */
	struct rpki gone, came;
};

/*
 * What is not known is not missing: router keys and ASPAs are compared where both sides can have some. A
 * cache has what its version carries, a file what it has any of.
 */
static bool may_have(const struct rtr_side *s, unsigned since, size_t n)
{
	return s->is_cache ? s->client.version >= since : n > 0;
}

static void choose(struct difference *d)
{
	d->keys = may_have(&d->a, 1, d->a.facts.keys.n) && may_have(&d->b, 1, d->b.facts.keys.n);
	d->aspas = may_have(&d->a, 2, d->a.facts.customers.n) && may_have(&d->b, 2, d->b.facts.customers.n);
}

static bool is_compared(const struct difference *d, unsigned type)
{
	return type == RTR_ROUTER_KEY ? d->keys : type == RTR_ASPA ? d->aspas : true;
}

/* What is compared of a set, as facts again. */
static int facts_of(struct rpki *to, const struct difference *d, const struct rtr_set *s)
{
	const uint8_t *record;
	size_t at = 0;
	int rc = rpki_source(to, "");

	while (!rc && (record = rtr_set_next(s, RTR_PART_ASPA, &at)))
		if (is_compared(d, rtr_type_of(record)))
			rc = rtr_record_add(record, to, 1);
	return rc ? rc : rpki_finish(to);
}

static int compare_sets(struct difference *d, const struct rtr_set *a, const struct rtr_set *b)
{
	struct rtr_set *gone, *came;
	int rc = rtr_set_diff(a, b, &gone, &came);

	if (rc)
		return rc;
	rc = facts_of(&d->gone, d, gone);
	if (!rc)
		rc = facts_of(&d->came, d, came);
	rtr_set_unref(gone);
	rtr_set_unref(came);
	return rc;
}

static int compare(struct difference *d)
{
	struct rtr_set *a, *b = NULL;
	size_t left_out; /* more providers than a PDU holds: from files only, and on both sides alike */
	int rc = rtr_set_make(&a, &d->a.facts, &left_out);

	if (rc)
		return rc;
	rc = rtr_set_make(&b, &d->b.facts, &left_out);
	if (!rc)
		rc = compare_sets(d, a, b);
	rtr_set_unref(a);
	rtr_set_unref(b);
	return rc;
}

static bool is_empty(const struct rpki *r)
{
	return !rpki_vrp_count(r) && !r->keys.n && !r->customers.n;
}

static void put_text(struct out *to, const struct difference *d, bool summary)
{
	rtr_side_text(to, &d->a);
	rtr_side_text(to, &d->b);
	if (!d->keys)
		out_str(to, "# router keys are not compared: one side has none to tell of\n");
	if (!d->aspas)
		out_str(to, "# ASPAs are not compared: one side has none to tell of\n");
	if (summary)
		return;
	rtr_facts_text(to, &d->gone, '-');
	rtr_facts_text(to, &d->came, '+');
}

static void put_facts(struct json_out *j, const char *key, const struct rpki *r)
{
	json_open_object(j, key);
	rpki_write_json(j, r);
	json_close_object(j);
}

static void put_side(struct json_out *j, const char *key, const struct rtr_side *s)
{
	json_open_object(j, key);
	rtr_side_json(j, s);
	json_close_object(j);
}

static void put_json(struct out *to, const struct difference *d, bool summary)
{
	struct json_out j;

	json_out_init(&j, to);
	json_open_object(&j, NULL);
	put_side(&j, "a", &d->a);
	put_side(&j, "b", &d->b);
	json_bool(&j, "keys_compared", d->keys);
	json_bool(&j, "aspas_compared", d->aspas);
	json_bool(&j, "equal", is_empty(&d->gone) && is_empty(&d->came));
	if (!summary) {
		put_facts(&j, "gone", &d->gone);
		put_facts(&j, "came", &d->came);
	}
	json_close_object(&j);
	json_end(&j);
}

static int tell(const struct difference *d, const struct rtr_options_given *o)
{
	struct out to;

	out_fd(&to, STDOUT_FILENO);
	(o->json ? put_json : put_text)(&to, d, o->summary);
	return cmd_finish(&to, is_empty(&d->gone) && is_empty(&d->came) ? EXIT_WELL : EXIT_FINDING);
}

int rtr_diff(const char *a, const char *b, const struct rtr_options_given *o)
{
	struct difference d = {.keys = false};
	int status = rtr_side_get(&d.a, a, o);

	if (!status)
		status = rtr_side_get(&d.b, b, o);
	if (!status) {
		choose(&d);
		status = compare(&d) ? cmd_out_of_memory() : tell(&d, o);
	}
	rtr_side_release(&d.a);
	rtr_side_release(&d.b);
	rpki_release(&d.gone);
	rpki_release(&d.came);
	return status;
}
