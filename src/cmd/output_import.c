/* What may be accepted from a neighbor, and what the network itself announces: filter/import.h. */
#include <stdio.h>

#include "cmd/output.h"
#include "deliver/import_file.h"
#include "filter/import.h"

/* What a list of prefixes depends on: objects, VRPs, whom peerlock knows, and space that nobody holds. */
enum {
	SOURCES = 1 << SOURCE_IRR_DUMP | 1 << SOURCE_RPKI_JSON | 1 << SOURCE_RPKI_CSV | 1 << SOURCE_RPKI_CLIENT |
		  1 << SOURCE_RELATIONSHIPS | 1 << SOURCE_DELEGATIONS
};

static struct output_counts counts_of(const struct import_list *l)
{
	return (struct output_counts){.v4 = import_list_v4(l),
				      .v6 = import_list_v6(l),
				      .bogons = range_list_count(&l->bogons),
				      .own = range_list_count(&l->own),
				      .invalid = l->invalid.v.n,
				      .too_long = range_list_count(&l->too_long),
				      .sets = l->sets,
				      .asns = l->asns,
				      .gaps = l->gaps.total,
				      .anything = l->anything};
}

/* The list in each language that a router of it speaks. */
struct texts {
	struct output_job *job;
	const struct import_file *file;
	struct output_text *in[LANGUAGES];
};

static int add_file(struct output *o, struct texts *t, enum border_language language)
{
	const struct import_form *form = import_form(language);
	struct output_text **text = &t->in[language];

	if (!*text && (*text = output_text_add(t->job, o, form->suffix)))
		form->write(&(*text)->content, t->file);
	return output_file_add(o, form->suffix, *text);
}

/* What may not pass the gate: bogons, but for those that an exception of the border file lets in. */
static int make_bogons(struct prefix_set *bogons, const struct output_job *j, const struct import_list *l)
{
	struct prefix_set accepted = {0};
	int rc = prefix_set_make(&accepted, &l->exceptions.accepted);

	if (!rc)
		rc = prefix_set_subtract(bogons, &j->snapshot->bogons, &accepted);
	prefix_set_release(&accepted);
	return rc;
}

/* What the gate judges of it. */
static struct gate_candidate candidate_of(const struct output_job *j, const struct import_list *l,
					  const struct prefix_set *bogons, uint64_t damage)
{
	const struct border *b = j->border;
	const struct border_neighbor *n = l->neighbor;
	bool customer = n && n->relationships & (REL_CUSTOMER | REL_PARTIAL_CUSTOMER);

	return (struct gate_candidate){
		.entries = &l->entries,
		.gaps = l->gaps.total,
		.damage = damage,
		.empty = snapshot_empty(j->snapshot),
		.losses = j->losses,
		.kinds = SOURCES,
		.limits = &b->gate,
		.may_be_empty = n ? n->empty : 0,
		.own = n ? NULL : &b->network.prefixes,
		.allowed = n ? &n->prefixes : NULL,
		.accepted = &l->exceptions.accepted,
		.rejected = &l->exceptions.rejected,
		.beacons = &b->beacons,
		.bogons = bogons,
		.cone = {.asns = l->asns,
			 .depth = l->depth,
			 .members = l->anything ? NULL : &l->path.origins,
			 .customer = customer ? l->asn : 0,
			 .graph = &j->snapshot->graph,
			 .border = b,
			 .never = n ? &l->path.never : NULL,
			 .accepted = &l->exceptions.accepted_asns},
	};
}

/* JSON, which the next gate reads, comes last: it never tells of more than is in force. */
static int make_output(struct texts *t, size_t i, const struct gate_candidate *c)
{
	const struct import_list *l = t->file->list;
	char name[IMPORT_NAME];
	struct output *o = output_add(t->job, i, l->asn, import_name(l, name));
	int rc = 0;

	if (!o)
		return WEIR_ENOMEM;
	o->counts = counts_of(l);
	if (o->router->language != LANGUAGE_JSON)
		rc = add_file(o, t, o->router->language);
	if (!rc)
		rc = add_file(o, t, LANGUAGE_JSON);
	return rc ? rc : output_judge(o, c);
}

static int fail_outputs(struct output_job *j, const struct import_list *l, const struct err *why)
{
	char name[IMPORT_NAME];

	report_note(&j->errors, why->file, why->line, why->col, "%s", why->msg);
	for (size_t i = 0; i < output_routers(j); i++) {
		struct output *o = output_add(j, i, l->asn, import_name(l, name));

		if (!o)
			return WEIR_ENOMEM;
		o->counts = counts_of(l);
		output_fail(o, why);
	}
	return 0;
}

static int make_outputs(struct output_job *j, const struct import_list *l)
{
	const uint64_t damage = l->anything ? 0 : snapshot_list_damage(j->snapshot);
	struct prefix_set bogons = {0};
	const struct gate_candidate candidate = candidate_of(j, l, &bogons, damage);
	const struct import_file file = {j->border, j->snapshot, l, damage, candidate.empty};
	struct texts texts = {.job = j, .file = &file};
	int rc = make_bogons(&bogons, j, l);

	for (size_t i = 0; !rc && i < output_routers(j); i++)
		rc = make_output(&texts, i, &candidate);
	prefix_set_release(&bogons);
	return rc;
}

static int decide(const struct output_job *j, struct import_list *l, struct err *e)
{
	return j->neighbor ? import_list_make(l, j->snapshot, j->border, j->neighbor, e)
			   : import_list_make_network(l, j->snapshot, j->border, j->carried, e);
}

static int make_lists(struct output_job *j)
{
	struct import_list l = {0};
	struct err e = {0};
	const int made = decide(j, &l, &e);
	int rc = made;

	if (rc && rc != WEIR_ENOMEM)
		rc = fail_outputs(j, &l, &e);
	else if (!rc)
		rc = make_outputs(j, &l);
	if (!rc && diligence_is_due(&l))
		diligence_judge(&j->diligence, j->snapshot, j->border, &l);
	if (j->neighbor && j->carried)
		import_list_carry(&l, made, &e, j->carried);
	j->gaps = l.gaps; /* the job's from here on */
	l.gaps = (struct report){0};
	import_list_release(&l);
	return rc;
}

static bool announces(const struct border *b, const struct border_neighbor *n)
{
	(void)n;
	return import_announces(b);
}

const struct output_kind output_announce = {
	.name = "announce", .scope = OUTPUT_OF_NETWORK, .wanted = announces, .make = make_lists};

const struct output_kind output_import = {
	.name = "import", .scope = OUTPUT_OF_NEIGHBOR, .make = make_lists};
