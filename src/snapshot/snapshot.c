/*
 * How this works: the files of the border's sources are found (files.h), then each
 * kind is read by its room. Registries are opened all at once, as their order is the
 * order of trust; the others file by file. SLURM is applied at one place, after all
 * VRPs are there. The parts of the snapshot know nothing of each other, so that each is read
 * and finished by a thread of its own; what was met is told in the order of the border.
 */
#include "snapshot/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "asgraph/clique.h"
#include "base/pool.h"
#include "registry/bogons.h"
#include "rpki/read.h"
#include "rpki/slurm.h"
#include "snapshot/files.h"

struct reading {
	struct snapshot *s;
	const struct border *b;
	const struct snapshot_options *options;
	struct slurm *slurm;
	struct report *damage; /* of the source at hand, or of finishing a part */
	struct err *e;
};

static void tell(const struct reading *r, const char *path)
{
	if (r->options && r->options->progress)
		r->options->progress(r->options->context, path);
}

/* What irr_open() counted, into the lines of the dumps: both are in the same order. */
static void count_dumps(struct reading *r)
{
	size_t dump = 0;

	for (size_t i = 0; i < r->s->sources.n && dump < irr_dump_count(r->s->irr); i++) {
		struct snapshot_source *f = &r->s->sources.v[i];
		struct irr_dump d;

		if (f->kind != SOURCE_IRR_DUMP)
			continue;
		d = irr_dump_get(r->s->irr, dump++);
		f->unit = "objects";
		f->records = (uint64_t)d.routes4 + d.routes6 + d.as_sets + d.route_sets + d.aut_nums;
		f->damaged = d.damage;
		f->dropped = d.dropped;
		f->from_index = d.from_index;
	}
}

/* What stood after the cut is not known: nothing may be decided from the rest. */
static int refuse_cut(struct reading *r)
{
	for (size_t i = 0; i < irr_dump_count(r->s->irr); i++) {
		struct irr_dump d = irr_dump_get(r->s->irr, i);

		if (d.cut)
			return err_at(r->e, WEIR_ESYNTAX, d.path, d.cut, 0,
				      "expected a whole dump, found its end in the middle of an object");
	}
	return 0;
}

static int read_irr(struct reading *r)
{
	struct irr_options options = {.no_index = r->options && r->options->leave_no_files};
	VEC(const char *) paths = {0};
	int rc = 0;

	for (size_t i = 0; !rc && i < r->s->sources.n; i++) {
		if (r->s->sources.v[i].kind != SOURCE_IRR_DUMP)
			continue;
		tell(r, r->s->sources.v[i].path);
		rc = vec_push(&paths, r->s->sources.v[i].path, SNAPSHOT_SOURCES_MAX);
	}
	if (rc)
		err_set(r->e, rc, "out of memory");
	else if (paths.n)
		rc = irr_open(&r->s->irr, paths.v, paths.n, &options, r->damage, r->e);
	if (!rc && paths.n)
		rc = refuse_cut(r);
	if (!rc && paths.n)
		count_dumps(r);
	vec_free(&paths);
	return rc;
}

static int read_vrps(struct reading *r, struct snapshot_source *f)
{
	const struct rpki_source *counts;
	int rc = rpki_read_file(&r->s->rpki, f->path, r->damage, r->e);

	if (rc)
		return rc;
	counts = &r->s->rpki.sources.v[r->s->rpki.sources.n - 1];
	f->unit = "VRPs";
	f->records = counts->vrps;
	f->damaged = counts->bad;
	return 0;
}

static int read_slurm(struct reading *r, struct snapshot_source *f)
{
	size_t before = slurm_count(r->slurm);
	int rc = slurm_read_file(r->slurm, f->path, r->damage, r->e);

	f->unit = "local exceptions";
	f->records = slurm_count(r->slurm) - before;
	f->damaged = r->damage->total;
	return rc;
}

static int read_routes(struct reading *r, struct snapshot_source *f)
{
	size_t before = bgp_table_count(&r->s->routes);
	struct input *in;
	int rc = input_open(&in, f->path, r->e);

	if (rc)
		return rc;
	rc = bgp_table_read(&r->s->routes, in, r->damage, r->e);
	input_close(in);
	f->unit = "routes";
	f->records = bgp_table_count(&r->s->routes) - before;
	f->damaged = r->damage->total;
	return rc;
}

static int read_fib(struct reading *r, struct snapshot_source *f)
{
	struct input *in;
	int rc = input_open(&in, f->path, r->e);

	if (rc)
		return rc;
	rc = fib_read(&r->s->fib, in, r->damage, r->e);
	input_close(in);
	if (rc)
		return rc;
	f->unit = "forwarding routes";
	f->records = r->s->fib.sources.v[r->s->fib.sources.n - 1].routes;
	f->damaged = r->damage->total;
	return 0;
}

static int read_relations(struct reading *r, struct snapshot_source *f)
{
	struct input *in;
	int rc = input_open(&in, f->path, r->e);

	if (rc)
		return rc;
	rc = as_graph_read(&r->s->graph, in, r->damage, r->e);
	input_close(in);
	if (rc)
		return rc;
	f->unit = "relationships";
	f->records = r->s->graph.sources.v[r->s->graph.sources.n - 1].links;
	f->damaged = r->damage->total;
	return 0;
}

static int read_delegations(struct reading *r, struct snapshot_source *f)
{
	size_t before = r->s->delegations.rows.n;
	struct input *in;
	int rc = input_open(&in, f->path, r->e);

	if (rc)
		return rc;
	rc = delegations_read(&r->s->delegations, in, r->damage, r->e);
	input_close(in);
	f->unit = "delegations";
	f->records = r->s->delegations.rows.n - before;
	f->damaged = r->damage->total;
	return rc;
}

/* One row per kind of file that is read on its own. */
static int (*const readers[])(struct reading *, struct snapshot_source *) = {
	[SOURCE_RPKI_JSON] = read_vrps,
	[SOURCE_RPKI_CSV] = read_vrps,
	[SOURCE_RPKI_SLURM] = read_slurm,
	[SOURCE_RPKI_CLIENT] = read_vrps,
	[SOURCE_RELATIONSHIPS] = read_relations,
	[SOURCE_DELEGATIONS] = read_delegations,
	[SOURCE_ROUTES_MRT] = read_routes,
	[SOURCE_ROUTES_TEXT] = read_routes,
	[SOURCE_FIB_TEXT] = read_fib,
};

static int make_bogons(struct reading *r)
{
	const struct border_prefixes *from = &r->b->bogons.except;
	VEC(struct prefix) except = {0};
	int rc = 0;

	if (r->b->bogons.off)
		return 0;
	for (size_t i = 0; !rc && i < from->items.n; i++)
		rc = vec_push(&except, from->items.v[i].prefix, BORDER_LIST_MAX);
	if (!rc)
		rc = bogons_make(&r->s->bogons,
				 &(struct bogons_ask){&r->s->delegations,
						      r->b->bogons.reserved == SWITCH_YES, except.v,
						      except.n});
	vec_free(&except);
	return rc ? err_set(r->e, rc, "out of memory") : 0;
}

/* For questions of routes, and of ASes. */
static int make_tables(struct snapshot *s)
{
	int rc = s->rpki.sources.n ? rov_make(&s->rov, &s->rpki) : 0;

	return rc ? rc : rpki_by_asn_make(&s->by_asn, &s->rpki);
}

/* Local exceptions change what all else sees (RFC 8416 section 4): here and nowhere else. */
static int finish_rpki(struct reading *r)
{
	struct snapshot *s = r->s;
	struct slurm_changes changes;
	int rc = slurm_check(r->slurm, r->e);

	if (rc)
		return rc;
	rc = rpki_finish(&s->rpki);
	if (!rc && slurm_count(r->slurm))
		rc = rpki_apply_slurm(&s->rpki, r->slurm, &changes);
	if (!rc && !(r->options && r->options->no_tables))
		rc = make_tables(s);
	return rc ? err_set(r->e, rc, "out of memory") : 0;
}

static int finish_routes(struct reading *r)
{
	return bgp_table_finish(&r->s->routes) ? err_set(r->e, WEIR_ENOMEM, "out of memory") : 0;
}

static int finish_fib(struct reading *r)
{
	return fib_finish(&r->s->fib) ? err_set(r->e, WEIR_ENOMEM, "out of memory") : 0;
}

static int finish_graph(struct reading *r)
{
	int rc = as_graph_index(&r->s->graph, r->damage);

	if (!rc)
		rc = as_graph_clique(&r->s->graph, &r->s->clique);
	return rc ? err_set(r->e, rc, "out of memory") : 0;
}

static int finish_delegations(struct reading *r)
{
	return delegations_index(&r->s->delegations) ? err_set(r->e, WEIR_ENOMEM, "out of memory")
						     : make_bogons(r);
}

/* The parts of a snapshot: what is read into each, and what is made of that. The longest come first. */
static const struct part {
	unsigned kinds; /* of its sources, a bit each */
	int (*finish)(struct reading *r);
} parts[] = {
	{1 << SOURCE_RPKI_JSON | 1 << SOURCE_RPKI_CSV | 1 << SOURCE_RPKI_SLURM | 1 << SOURCE_RPKI_CLIENT, finish_rpki},
	{1 << SOURCE_IRR_DUMP, read_irr},
	{1 << SOURCE_ROUTES_MRT | 1 << SOURCE_ROUTES_TEXT, finish_routes},
	{1 << SOURCE_RELATIONSHIPS, finish_graph},
	{1 << SOURCE_DELEGATIONS, finish_delegations},
	{1 << SOURCE_FIB_TEXT, finish_fib},
};

enum { PARTS = sizeof parts / sizeof *parts };

/* How one step went: reading a source, or finishing a part. */
struct outcome {
	struct report damage;
	struct err e;
	int rc;
};

struct parts_reading {
	struct reading r;
	struct slurm slurm;
	struct outcome *sources; /* of each source */
	struct outcome finished[PARTS];
};

/* The reading as one step sees it. */
static struct reading step(const struct parts_reading *p, struct outcome *o)
{
	struct reading r = p->r;

	r.damage = &o->damage;
	r.e = &o->e;
	return r;
}

static int read_source(const struct parts_reading *p, size_t i)
{
	struct snapshot_source *f = &p->r.s->sources.v[i];
	struct outcome *o = &p->sources[i];
	struct reading r = step(p, o);

	if (!readers[f->kind])
		return 0;
	tell(&r, f->path);
	return o->rc = readers[f->kind](&r, f);
}

static void read_part(void *context, size_t n)
{
	struct parts_reading *p = context;
	struct outcome *end = &p->finished[n];
	struct reading r = step(p, end);
	int rc = 0;

	for (size_t i = 0; !rc && i < r.s->sources.n; i++)
		if (parts[n].kinds >> r.s->sources.v[i].kind & 1)
			rc = read_source(p, i);
	if (!rc)
		end->rc = parts[n].finish(&r);
}

/* What a step met, behind what those before it met; the first that failed is the one that is told. */
static int keep_outcome(struct snapshot *s, struct outcome *o, int rc, struct err *e)
{
	report_append(&s->damage, &o->damage);
	report_release(&o->damage);
	if (rc || !o->rc)
		return rc;
	*e = o->e;
	return o->rc;
}

/* In order: the registries, the sources as the border names them, then what was made of the parts. */
static int keep_outcomes(struct parts_reading *p, struct err *e)
{
	struct snapshot *s = p->r.s;
	int rc = 0;

	for (size_t n = 0; n < PARTS; n++)
		if (parts[n].finish == read_irr)
			rc = keep_outcome(s, &p->finished[n], rc, e);
	for (size_t i = 0; i < s->sources.n; i++)
		rc = keep_outcome(s, &p->sources[i], rc, e);
	for (size_t n = 0; n < PARTS; n++)
		if (parts[n].finish != read_irr)
			rc = keep_outcome(s, &p->finished[n], rc, e);
	return rc;
}

static int read_parts(struct parts_reading *p, struct err *e)
{
	int rc;

	p->sources = calloc(p->r.s->sources.n + 1, sizeof *p->sources);
	if (!p->sources)
		return err_set(e, WEIR_ENOMEM, "out of memory");
	pool_run(PARTS, read_part, p);
	rc = keep_outcomes(p, e);
	slurm_release(&p->slurm);
	free(p->sources);
	return rc;
}

int snapshot_read(struct snapshot *s, const struct border *b,
		  const struct snapshot_options *options, struct err *e)
{
	struct parts_reading p = {.r = {.s = s, .b = b, .options = options}};
	int rc = files_find(s, b, e);

	p.r.slurm = &p.slurm;
	return rc ? rc : read_parts(&p, e);
}

uint64_t snapshot_damaged(const struct snapshot *s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s->sources.n; i++)
		n += s->sources.v[i].damaged;
	return n;
}

uint64_t snapshot_list_damage(const struct snapshot *s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s->sources.n; i++)
		if (s->sources.v[i].kind == SOURCE_IRR_DUMP || source_is_rpki(s->sources.v[i].kind))
			n += s->sources.v[i].damaged;
	return n;
}

uint64_t snapshot_empty(const struct snapshot *s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s->sources.n; i++)
		n += s->sources.v[i].kind != SOURCE_RPKI_SLURM && snapshot_source_is_empty(&s->sources.v[i]);
	return n;
}

void snapshot_release(struct snapshot *s)
{
	irr_close(s->irr);
	rov_release(s->rov);
	rpki_by_asn_release(&s->by_asn);
	rpki_release(&s->rpki);
	bgp_table_release(&s->routes);
	fib_release(&s->fib);
	as_graph_release(&s->graph);
	asn_set_release(&s->clique);
	delegations_release(&s->delegations);
	prefix_set_release(&s->bogons);
	vec_free(&s->sources);
	report_release(&s->damage);
	arena_release(&s->memory);
	*s = (struct snapshot){0};
}
