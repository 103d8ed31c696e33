#include "border/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "base/strmap.h"

static int by_asn(const void *a, const void *b)
{
	const struct border_neighbor *x = *(const struct border_neighbor *const *)a;
	const struct border_neighbor *y = *(const struct border_neighbor *const *)b;

	if (x->asn != y->asn)
		return x->asn < y->asn ? -1 : 1;
	return x < y ? -1 : x > y;
}

static void duplicate_neighbors(struct reader *r)
{
	const struct border *b = r->border;
	const struct border_neighbor **sorted = malloc((b->neighbors.n + 1) * sizeof *sorted);

	if (!sorted) {
		r->out_of_memory = true;
		return;
	}
	for (size_t i = 0; i < b->neighbors.n; i++)
		sorted[i] = &b->neighbors.v[i];
	qsort(sorted, b->neighbors.n, sizeof *sorted, by_asn);
	for (size_t i = 1; i < b->neighbors.n; i++)
		if (sorted[i]->asn && sorted[i]->asn == sorted[i - 1]->asn)
			report_note(r->errors, b->path, sorted[i]->line, sorted[i]->col,
				    "duplicate neighbor AS%u, first on line %u", sorted[i]->asn,
				    sorted[i - 1]->line);
	free(sorted);
}

static void network_as_neighbor(struct reader *r)
{
	const struct border *b = r->border;

	for (size_t i = 0; i < b->neighbors.n; i++) {
		const struct border_neighbor *n = &b->neighbors.v[i];

		if (n->asn && n->asn == b->network.asn)
			report_note(r->errors, b->path, n->line, n->col,
				    "expected another network as neighbor, found AS%u itself", n->asn);
	}
}

/* The routers' names, and which router has each. */
struct router_names {
	struct strmap names;
	VEC(uint32_t) numbers; /* by number of the name */
};

static void add_router(struct reader *r, struct router_names *known, struct strmap *outputs,
		       uint32_t number)
{
	const struct border_router *router = &r->border->routers.v[number];
	const struct border_text *name = &router->name, *output = &router->output;
	size_t named = known->names.keys.n, written = outputs->keys.n;
	uint32_t id;

	if (name->text && strmap_put(&known->names, name->text, strlen(name->text), &id))
		r->out_of_memory = true;
	else if (name->text && id < named)
		report_note(r->errors, r->border->path, name->line, name->col,
			    "duplicate router '%.60s', first on line %u", name->text,
			    r->border->routers.v[known->numbers.v[id]].line);
	else if (name->text && vec_push(&known->numbers, number, BORDER_ROUTERS_MAX))
		r->out_of_memory = true;
	if (output->text && strmap_put(outputs, output->text, strlen(output->text), &id))
		r->out_of_memory = true;
	else if (output->text && id < written)
		report_note(r->errors, r->border->path, output->line, output->col,
			    "output: expected a folder of its own, found '%.120s' again",
			    output->text);
}

static void unknown_router(struct reader *r, const struct border_text *name)
{
	const struct border *b = r->border;
	struct nearest near;

	nearest_start(&near, name->text, strlen(name->text));
	for (size_t i = 0; i < b->routers.n; i++)
		if (b->routers.v[i].name.text)
			nearest_try(&near, b->routers.v[i].name.text);
	if (near.best)
		report_note(r->errors, b->path, name->line, name->col,
			    "unknown router '%.60s'; did you mean '%.60s'?", name->text, near.best);
	else
		report_note(r->errors, b->path, name->line, name->col,
			    "unknown router '%.60s': 'routers' has none of that name", name->text);
}

static bool has_router(const struct border_neighbor *n, uint32_t number)
{
	for (size_t i = 0; i < n->routers.n; i++)
		if (n->routers.v[i] == number)
			return true;
	return false;
}

static void use_router(struct reader *r, const struct router_names *known,
		       struct border_neighbor *n, const struct border_text *name)
{
	uint32_t id = strmap_find(&known->names, name->text, strlen(name->text));

	if (id == STRMAP_NONE || id >= known->numbers.n)
		unknown_router(r, name);
	else if (has_router(n, known->numbers.v[id]))
		report_note(r->errors, r->border->path, name->line, name->col,
			    "router '%.60s' is named twice", name->text);
	else if (vec_push(&n->routers, known->numbers.v[id], BORDER_ROUTERS_MAX))
		r->out_of_memory = true;
}

static void give_routers(struct reader *r, const struct router_names *known,
			 struct border_neighbor *n)
{
	size_t routers = r->border->routers.n;

	for (size_t i = 0; i < n->router_names.items.n; i++)
		use_router(r, known, n, &n->router_names.items.v[i]);
	if (n->router_names.items.n)
		return;
	if (routers == 1 && vec_push(&n->routers, 0, BORDER_ROUTERS_MAX))
		r->out_of_memory = true;
	if (routers > 1)
		report_note(r->errors, r->border->path, n->line, n->col,
			    "neighbor: expected a key 'router' (there are %zu routers), found none",
			    routers);
}

void check_border(struct reader *r)
{
	struct router_names known = {0};
	struct strmap outputs = {0};

	duplicate_neighbors(r);
	network_as_neighbor(r);
	for (size_t i = 0; i < r->border->routers.n; i++)
		add_router(r, &known, &outputs, (uint32_t)i);
	for (size_t i = 0; i < r->border->neighbors.n; i++)
		give_routers(r, &known, &r->border->neighbors.v[i]);
	strmap_release(&known.names);
	strmap_release(&outputs);
	vec_free(&known.numbers);
}
