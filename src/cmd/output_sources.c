/*
 * For each router whose neighbors have `interfaces`: which sources packets may have that come in
 * there, by the scheme of each neighbor. The gate judges all sources of the router as one list,
 * and each interface by how many prefixes it has: one that loses all drops all of its packets.
 */
#include <stdio.h>

#include "cmd/output.h"
#include "deliver/source_json.h"
#include "sav/sets.h"

static bool has_interfaces(const struct border *b, const struct border_neighbor *n)
{
	(void)n;
	for (size_t i = 0; i < b->neighbors.n; i++)
		if (b->neighbors.v[i].interfaces.items.n)
			return true;
	return false;
}

/* The languages whose routers have such a form beside them; NULL where a router gets none. */
static const struct source_form *form_of(const struct border_router *r)
{
	switch (r->sources) {
	case SOURCES_NFTABLES:
		return &source_nftables;
	case SOURCES_JUNOS:
		return &source_junos;
	case SOURCES_OFF:
		return NULL;
	default:
		break;
	}
	if (r->language == LANGUAGE_JUNOS)
		return &source_junos;
	return r->language == LANGUAGE_BIRD2 || r->language == LANGUAGE_OPENBGPD ||
			       r->language == LANGUAGE_FRR
		       ? &source_nftables
		       : NULL;
}

/* All sources of a router: each prefix with all in it. */
static int collect(const struct sav_interfaces *l, struct range_list *entries)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < l->items.n; i++) {
		const struct range_list *cover = &l->items.v[i].cover;

		for (size_t k = 0; !rc && k < range_list_count(cover); k++) {
			struct range r = range_list_get(cover, k);

			r.le = (uint8_t)family_bits(r.family);
			rc = range_list_add(entries, &r);
		}
	}
	return rc ? rc : range_list_normalize(entries);
}

/* An interface alone, which the list of all may hide. */
static void judge_interface(struct output *o, const struct border_gate *limits, const char *name, uint64_t now,
			    uint64_t then)
{
	if (!now && (limits->min_entries || then))
		gate_hold(&o->verdict, "empty", "interface %.40s would permit no source", name);
	else if (gate_is_loss(limits, then, now))
		gate_hold(&o->verdict, "max-change",
			  "interface %.40s would permit %llu prefixes, and permitted %llu; gate.max-change is %u %%",
			  name, (unsigned long long)now, (unsigned long long)then, limits->max_change);
}

static int judge_interfaces(struct output *o, const struct output_job *j, const struct sav_interfaces *l)
{
	struct source_last last;
	struct err e = {0};
	char path[4096];
	int rc;

	snprintf(path, sizeof path, "%s/%s.json", o->router->output.text, o->stem);
	rc = source_last_read(&last, path, &e); /* what cannot be read has held it already */
	for (size_t i = 0; !rc && i < l->items.n && o->verdict.n < GATE_REASONS; i++)
		judge_interface(o, &j->border->gate, l->items.v[i].name, range_list_count(&l->items.v[i].cover),
				source_last_find(&last, l->items.v[i].name));
	source_last_release(&last);
	if (o->verdict.n)
		o->state = OUTPUT_HELD;
	gate_text(&o->verdict, o->reason, sizeof o->reason);
	return rc == WEIR_ENOMEM ? rc : 0;
}

static int judge(struct output *o, const struct output_job *j, const struct source_counts *s)
{
	const struct gate_candidate candidate = {.entries = s->entries,
						 .damage = s->damage,
						 .empty = s->empty,
						 .losses = j->losses,
						 .kinds = ~0u,
						 .limits = &j->border->gate,
						 .beacons = &j->border->beacons};
	int rc = output_judge(o, &candidate);

	if (rc || o->state == OUTPUT_UNCHANGED)
		return rc;
	return judge_interfaces(o, j, s->file->interfaces);
}

static int fail(struct output_job *j, struct output *o, const struct err *why)
{
	report_note(&j->errors, why->file, why->line, why->col, "%s", why->msg);
	output_fail(o, why);
	return 0;
}

static int add_files(struct output_job *j, struct output *o, const struct source_form *form,
		     const struct source_counts *s)
{
	struct output_text *text = output_text_add(j, o, form->suffix), *json = output_text_add(j, o, ".json");

	if (!text || !json)
		return WEIR_ENOMEM;
	form->write(&text->content, s->file);
	source_json_write(&json->content, s);
	output_file_add(o, form->suffix, text);
	return output_file_add(o, ".json", json);
}

static int make_output(struct output_job *j, struct output *o, const struct source_form *form,
		       const struct sav_interfaces *l)
{
	const struct source_file f = {.border = j->border, .router = o->router, .interfaces = l};
	struct range_list entries = {0};
	struct source_counts s = {&f, &entries, snapshot_damaged(j->snapshot), snapshot_empty(j->snapshot)};
	struct err e = {0};
	int rc = source_file_check(form, &f, &e);

	if (rc)
		return rc == WEIR_ENOMEM ? rc : fail(j, o, &e);
	rc = collect(l, &entries);
	o->counts.v4 = entries.v4.n;
	o->counts.v6 = entries.v6.n;
	if (!rc)
		rc = add_files(j, o, form, &s);
	if (!rc)
		rc = judge(o, j, &s);
	range_list_release(&entries);
	return rc;
}

static int make_router(struct output_job *j, struct sav_sets *sets, size_t i)
{
	const struct source_form *form = form_of(output_router(j, i));
	struct sav_interfaces l = {0};
	struct err e = {0};
	struct output *o;
	int rc;

	if (!form)
		return 0;
	rc = sav_interfaces_make(&l, sets, (uint32_t)i, 0, &e);
	if (rc != WEIR_ENOMEM && (rc || l.items.n)) {
		o = output_add(j, i, j->border->network.asn, "sources");
		rc = !o ? WEIR_ENOMEM : rc ? fail(j, o, &e) : make_output(j, o, form, &l);
	}
	sav_interfaces_release(&l);
	return rc;
}

/* The tables behind the schemes are made once for all routers. */
static int make_sources(struct output_job *j)
{
	struct sav s = {0};
	struct sav_sets sets = {.sav = &s};
	int rc = sav_make(&s, j->snapshot, j->border);

	for (size_t i = 0; !rc && i < output_routers(j); i++)
		rc = make_router(j, &sets, i);
	sav_sets_release(&sets);
	sav_release(&s);
	return rc;
}

const struct output_kind output_sources = {
	.name = "sources", .scope = OUTPUT_OF_NETWORK, .wanted = has_interfaces, .make = make_sources};
