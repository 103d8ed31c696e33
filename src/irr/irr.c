#include "irr/irr.h"

#include <stdlib.h>
#include <string.h>

#include "irr/dump.h"
#include "irr/value.h"

enum { SOURCES_MAX = 0xffff };

/* Give the dump's sources their numbers among all: first met, most trusted. */
static int map_sources(struct irr *irr, struct dump *d)
{
	const uint32_t *names = index_array(&d->index, INDEX_SOURCES, sizeof *names, &d->nsources);

	d->sources = calloc(d->nsources + 1, sizeof *d->sources);
	if (!d->sources)
		return WEIR_ENOMEM;
	for (size_t i = 0; i < d->nsources; i++) {
		const char *name = index_string(&d->index, names[i]);
		uint32_t id;

		if (strmap_put(&irr->sources, name, strlen(name), &id))
			return WEIR_ENOMEM;
		if (id > SOURCES_MAX)
			return WEIR_ELIMIT;
		d->sources[i] = (uint16_t)id;
	}
	return 0;
}

static int open_all(struct irr *irr, const char *const *paths, size_t n,
		    const struct irr_options *options, struct report *r, struct err *e)
{
	irr->dumps = calloc(n + 1, sizeof *irr->dumps);
	if (!irr->dumps)
		return err_set(e, WEIR_ENOMEM, "out of memory");
	for (size_t i = 0; i < n; i++) {
		int rc = dump_open(&irr->dumps[i], paths[i], options, r, e);

		if (rc)
			return rc;
		irr->n++;
		rc = map_sources(irr, &irr->dumps[i]);
		if (rc)
			return err_at(e, rc, paths[i], 0, 0, rc == WEIR_ENOMEM ? "out of memory" :
				      "expected at most 65536 sources");
	}
	return 0;
}

int irr_open(struct irr **irr, const char *const *paths, size_t n,
	     const struct irr_options *options, struct report *r, struct err *e)
{
	static const struct irr_options none = {0};
	struct irr *made = calloc(1, sizeof *made);
	int rc;

	*irr = NULL;
	if (!made)
		return err_set(e, WEIR_ENOMEM, "out of memory");
	rc = open_all(made, paths, n, options ? options : &none, r, e);
	if (rc)
		irr_close(made);
	else
		*irr = made;
	return rc;
}

void irr_close(struct irr *irr)
{
	if (!irr)
		return;
	for (size_t i = 0; i < irr->n; i++)
		dump_release(&irr->dumps[i]);
	free(irr->dumps);
	strmap_release(&irr->sources);
	free(irr);
}

size_t irr_dump_count(const struct irr *irr)
{
	return irr->n;
}

static uint32_t rows(const struct dump *d, enum index_section section, size_t size)
{
	size_t n;

	index_array(&d->index, section, size, &n);
	return (uint32_t)n;
}

static uint32_t count_route_sets(const struct dump *d)
{
	size_t n;
	const struct fact_set *sets = index_array(&d->index, INDEX_SETS, sizeof *sets, &n);
	uint32_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += sets[i].is_route_set != 0;
	return count;
}

struct irr_dump irr_dump_get(const struct irr *irr, size_t i)
{
	const struct dump *d = &irr->dumps[i];
	const struct index_header *h = &d->index.header;
	uint32_t route_sets = count_route_sets(d);

	return (struct irr_dump){
		.path = d->path,
		.from_index = d->from_index,
		.routes4 = rows(d, INDEX_LEN4, 1),
		.routes6 = rows(d, INDEX_LEN6, 1),
		.as_sets = rows(d, INDEX_SETS, sizeof(struct fact_set)) - route_sets,
		.route_sets = route_sets,
		.aut_nums = rows(d, INDEX_AUT_NUMS, sizeof(struct fact_aut_num)),
		.others = h->others,
		.deleted = h->deleted,
		.dropped = h->dropped,
		.cut = h->cut,
		.damage = h->damage,
	};
}

size_t irr_source_count(const struct irr *irr)
{
	return irr->sources.keys.n;
}

struct irr_place dump_place(const struct irr *irr, const struct dump *d, uint16_t source,
			    uint32_t line, uint32_t mnt_by)
{
	uint32_t id = dump_source(d, source);

	return (struct irr_place){.source = id == STRMAP_NONE ? "" : strmap_name(&irr->sources, id),
				  .file = d->path,
				  .mnt_by = index_string(&d->index, mnt_by),
				  .line = line};
}

struct prefix dump_route_prefix(const struct index *ix, unsigned family, size_t i)
{
	size_t n;
	const uint8_t *len;

	if (family == IPV4) {
		const uint32_t *addr = index_array(ix, INDEX_ADDR4, sizeof *addr, &n);

		len = index_array(ix, INDEX_LEN4, 1, &n);
		return (struct prefix){(uint64_t)addr[i] << 32, 0, IPV4, len[i]};
	} else {
		const struct index_addr6 *addr = index_array(ix, INDEX_ADDR6, sizeof *addr, &n);

		len = index_array(ix, INDEX_LEN6, 1, &n);
		return (struct prefix){addr[i].hi, addr[i].lo, IPV6, len[i]};
	}
}

size_t dump_first_route(const struct index *ix, const struct prefix *p, struct index_run run)
{
	size_t low = run.first, high = run.first + run.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		struct prefix q = dump_route_prefix(ix, p->family, mid);

		if (prefix_cmp(&q, p) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

size_t irr_route_at(const struct irr *irr, const struct prefix *p, uint32_t origin,
		    struct irr_place *places, size_t room)
{
	size_t found = 0;

	for (size_t i = 0; i < irr->n; i++) {
		const struct dump *d = &irr->dumps[i];
		const struct index *ix = &d->index;
		bool v4 = p->family == IPV4;
		struct index_run run4, run6, run;
		size_t n;
		const struct index_from *from =
			index_array(ix, v4 ? INDEX_FROM4 : INDEX_FROM6, sizeof *from, &n);
		const uint16_t *source =
			index_array(ix, v4 ? INDEX_SOURCE4 : INDEX_SOURCE6, sizeof *source, &n);

		index_routes(ix, origin, &run4, &run6);
		run = v4 ? run4 : run6;
		for (size_t k = dump_first_route(ix, p, run); k < run.first + run.n; k++) {
			struct prefix q = dump_route_prefix(ix, p->family, k);

			if (!prefix_equal(&q, p))
				break;
			if (found < room)
				places[found] = dump_place(irr, d, source[k], from[k].line,
							 from[k].mnt_by);
			found++;
		}
	}
	return found;
}

/* Whether a record of one dump comes from a source before that of another. */
static bool is_more_trusted(const struct dump *a, uint16_t source_a, const struct dump *b,
			    uint16_t source_b)
{
	return dump_source(a, source_a) < dump_source(b, source_b);
}

bool irr_aut_num_at(const struct irr *irr, uint32_t asn, struct irr_place *place,
		    const char **policy)
{
	const struct fact_aut_num *best = NULL;
	const struct dump *where = NULL;

	for (size_t i = 0; i < irr->n; i++) {
		const struct dump *d = &irr->dumps[i];
		struct index_run run = index_aut_nums(&d->index, asn);
		size_t n;
		const struct fact_aut_num *all =
			index_array(&d->index, INDEX_AUT_NUMS, sizeof *all, &n);

		for (size_t k = run.first; k < run.first + run.n; k++) {
			if (best && !is_more_trusted(d, all[k].source, where, best->source))
				continue;
			best = &all[k];
			where = d;
		}
	}
	if (!best)
		return false;
	*place = dump_place(irr, where, best->source, best->line, best->mnt_by);
	if (policy) {
		size_t n;
		const char *text = index_array(&where->index, INDEX_POLICY, 1, &n);

		*policy = best->policy < n ? text + best->policy : "";
	}
	return true;
}

const struct fact_set *irr_best_set(const struct irr *irr, const char *name, const struct dump **where)
{
	const struct fact_set *best = NULL;
	char folded[RPSL_NAME_MAX + 1];
	size_t len = strlen(name);

	if (len > RPSL_NAME_MAX)
		return NULL;
	rpsl_fold(name, len, folded);
	for (size_t i = 0; i < irr->n; i++) {
		const struct dump *d = &irr->dumps[i];
		struct index_run run = index_sets(&d->index, folded);
		size_t n;
		const struct fact_set *all = index_array(&d->index, INDEX_SETS, sizeof *all, &n);

		for (size_t k = run.first; k < run.first + run.n; k++) {
			if (best && !is_more_trusted(d, all[k].source, *where, best->source))
				continue;
			best = &all[k];
			*where = d;
		}
	}
	return best;
}

bool irr_set_at(const struct irr *irr, const char *name, struct irr_place *place)
{
	const struct dump *where = NULL;
	const struct fact_set *best = irr_best_set(irr, name, &where);

	if (best)
		*place = dump_place(irr, where, best->source, best->line, best->mnt_by);
	return best;
}
