#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/filter_cmd.h"
#include "cmd/filter_json.h"

/*
 * How this works: the registries give ranges or AS numbers, filter/ makes entries of them, and a
 * language writes them. Nothing reaches stdout before all of it is known to be whole.
 */
enum { NOTES_SHOWN = 64 };

/* AS numbers that nobody announces in public: bgpq4's list. */
static bool is_special(uint32_t asn)
{
	return asn == 23456 || (asn >= 64496 && asn <= 65551) || asn >= 4200000000u;
}

static void note_special(uint32_t asn, size_t *noted)
{
	if (++*noted <= NOTES_SHOWN)
		fprintf(stderr, "ERROR:Invalid AS number: %u\n", asn);
	if (*noted == 1)
		fputs("weir: reserved AS numbers are left out; -p keeps them\n", stderr);
	if (*noted == NOTES_SHOWN + 1)
		fputs("weir: … and more of them\n", stderr);
}

/* Take the reserved AS numbers out of what was named directly, as bgpq4 does. */
static void drop_special_objects(struct filter_request *q, size_t *noted)
{
	size_t kept = 0;

	for (size_t i = 0; i < q->nobjects; i++) {
		const char *s = q->objects[i];
		uint32_t asn;

		if (!strncasecmp(s, "AS", 2) && asn_parse(s, strcspn(s, "^"), &asn) && is_special(asn))
			note_special(asn, noted);
		else
			q->objects[kept++] = s;
	}
	q->nobjects = kept;
}

static void drop_special_members(struct asn_set *set, size_t *noted)
{
	size_t kept = 0;

	for (size_t i = 0; i < set->asns.n; i++) {
		uint32_t asn = set->asns.v[i];

		if (is_special(asn))
			note_special(asn, noted);
		else
			set->asns.v[kept++] = asn;
	}
	set->asns.n = kept;
}

static int expand(const struct filter_request *q, const struct irr *irr, struct irr_expansion *x,
		  struct err *e)
{
	struct irr_expand_options options = {
		.no_ipv4 = q->rules.family != IPV4,
		.no_ipv6 = q->rules.family != IPV6,
		.asns_only = list_of_asns(q->list.kind),
		.sources = q->sources,
		.nsources = q->nsources,
	};

	return q->nobjects ? irr_expand(irr, q->objects, q->nobjects, &options, x, e) : 0;
}

/* Every gap on stderr; true where one makes the answer partial. */
static bool show_gaps(const struct irr_expansion *x)
{
	bool partial = x->gaps_total > x->gaps.n;
	char text[512];

	for (size_t i = 0; i < x->gaps.n; i++) {
		if (i < NOTES_SHOWN)
			fprintf(stderr, "weir: %s\n",
				irr_gap_text(&x->gaps.v[i], text, sizeof text));
		partial |= x->gaps.v[i].kind != IRR_GAP_NOT_FOUND;
	}
	if (x->gaps_total > NOTES_SHOWN)
		fprintf(stderr, "weir: … and %zu more members\n", x->gaps_total - NOTES_SHOWN);
	return partial;
}

/*
 * A dump that ends in the middle of an object lacks that object, and nobody knows what
 * else. True where there is one.
 */
static bool show_cuts(const struct irr *irr)
{
	bool any = false;

	for (size_t i = 0; i < irr_dump_count(irr); i++) {
		struct irr_dump d = irr_dump_get(irr, i);

		if (!d.cut)
			continue;
		fprintf(stderr,
			"weir: %s:%u: expected the rest of the object, found the end of the dump\n",
			d.path, d.cut);
		any = true;
	}
	return any;
}

static int write_list(const struct filter_request *q, const struct irr *irr, const struct irr_expansion *x,
		      bool partial)
{
	bool empty = list_of_asns(q->list.kind) ? !x->asns.asns.n : !range_list_count(&x->ranges);
	int status = empty || partial ? EXIT_FINDING : EXIT_WELL;
	struct out out;
	struct err e;

	out_fd(&out, STDOUT_FILENO);
	if (q->json)
		filter_json(&out, &(struct filter_answer){&q->list, q->objects, q->nobjects, irr, x,
							  partial});
	else if (language_write(q->language, &out, &q->list, &e))
		status = cmd_fail(&e);
	else if (empty)
		fputs("weir: the list is empty\n", stderr);
	return cmd_finish(&out, status);
}

static int answer(struct filter_request *q, const struct irr *irr)
{
	struct irr_expansion x = {0};
	size_t special = 0;
	int status = EXIT_TROUBLE;
	bool partial;
	struct err e;

	if (!q->reserved)
		drop_special_objects(q, &special);
	if (expand(q, irr, &x, &e)) {
		cmd_fail(&e);
		goto out;
	}
	partial = show_gaps(&x);
	partial |= show_cuts(irr);
	if (partial && !q->partial) {
		fputs("weir: the list would not be whole; --partial writes the rest\n", stderr);
		goto out;
	}
	if (list_of_asns(q->list.kind) && !q->reserved)
		drop_special_members(&x.asns, &special);
	if (!list_of_asns(q->list.kind)) {
		int rc = filter_entries(&x.ranges, &q->rules);

		if (rc) {
			err_set(&e, rc, "%s",
				rc == WEIR_ENOMEM ? "out of memory" : "the list is too large");
			cmd_fail(&e);
			goto out;
		}
	}
	q->list.prefixes = &x.ranges;
	q->list.asns = &x.asns;
	status = write_list(q, irr, &x, partial);
out:
	irr_expansion_release(&x);
	return status;
}

static void show_damage(const struct irr *irr, const struct report *r, bool verbose)
{
	if (verbose) {
		cmd_notes(r);
		return;
	}
	for (size_t i = 0; i < irr_dump_count(irr); i++) {
		struct irr_dump d = irr_dump_get(irr, i);

		if (d.damage)
			fprintf(stderr, "weir: %s: damaged in %llu places; -v shows them\n", d.path,
				(unsigned long long)d.damage);
	}
}

static bool has_objects(const struct irr_dump *d)
{
	return d->routes4 || d->routes6 || d->as_sets || d->route_sets || d->aut_nums ||
	       d->others || d->deleted || d->dropped;
}

/* A file without any object is no dump: an answer from it would be an empty one. */
static bool all_have_objects(const struct irr *irr)
{
	bool all = true;

	for (size_t i = 0; i < irr_dump_count(irr); i++) {
		struct irr_dump d = irr_dump_get(irr, i);

		if (has_objects(&d))
			continue;
		fprintf(stderr, "weir: %s: expected RPSL objects, found none\n", d.path);
		all = false;
	}
	return all;
}

int filter_ask(struct filter_request *q)
{
	struct irr_options options = {.cache = q->cache, .no_index = q->no_index};
	struct report damage = {0};
	struct irr *irr = NULL;
	struct err e;
	int status;

	if (irr_open(&irr, q->dumps->items.v, q->dumps->items.n, &options, &damage, &e)) {
		status = cmd_fail(&e);
	} else {
		show_damage(irr, &damage, q->verbose);
		status = all_have_objects(irr) ? answer(q, irr) : EXIT_TROUBLE;
	}
	irr_close(irr);
	report_release(&damage);
	return status;
}

