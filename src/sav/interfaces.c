#include "sav/interfaces.h"

#include <string.h>

#include "base/strmap.h"
#include "sav/addresses.h"

struct making {
	struct sav_interfaces *list;
	struct sav_sets *sets;
	struct strmap names; /* to numbers of list->items */
	struct err *e;
	unsigned schemes;
};

static bool is_on(const struct border_neighbor *n, uint32_t router)
{
	for (size_t i = 0; i < n->routers.n; i++)
		if (n->routers.v[i] == router)
			return true;
	return false;
}

static int add_to(struct making *m, const char *name, uint32_t neighbor)
{
	struct sav_interface fresh = {.name = name};
	uint32_t id;
	int rc = strmap_put(&m->names, name, strlen(name), &id);

	if (!rc && id == m->list->items.n)
		rc = vec_push(&m->list->items, fresh, BORDER_LIST_MAX);
	return rc ? rc : vec_push(&m->list->items.v[id].neighbors, neighbor, BORDER_NEIGHBORS_MAX);
}

static int group(struct making *m, uint32_t router)
{
	const struct border *b = m->sets->sav->border;
	int rc = 0;

	for (uint32_t i = 0; !rc && i < b->neighbors.n; i++) {
		const struct border_neighbor *n = &b->neighbors.v[i];

		for (size_t k = 0; !rc && k < n->interfaces.items.n && is_on(n, router); k++)
			rc = add_to(m, n->interfaces.items.v[k].text, i);
	}
	return rc ? err_set(m->e, rc, "out of memory") : 0;
}

/* Make *all the union of itself and what the neighbor may send. */
static int widen(struct making *m, uint32_t neighbor, struct prefix_set *all)
{
	unsigned schemes = m->schemes ? m->schemes : scheme_in_force(m->sets->sav, neighbor);
	struct prefix_set one = {0}, both = {0};
	int rc = sav_sets_get(m->sets, schemes, neighbor, &one, m->e);

	if (!rc && prefix_set_union(&both, all, &one))
		rc = err_set(m->e, WEIR_ENOMEM, "out of memory");
	prefix_set_release(&one);
	if (rc)
		return rc;
	prefix_set_release(all);
	*all = both;
	return 0;
}

/* The addresses of the neighbor's sessions, each once: sessions with add-path are several peers. */
static int add_sessions(struct sav_interface *f, const struct sav *s, uint32_t neighbor)
{
	const struct bgp_table *t = &s->snapshot->routes;
	int rc = 0;

	for (size_t i = 0; !rc && i < t->peers.n; i++) {
		const struct bgp_peer *p = &t->peers.v[i];
		struct prefix at = {p->hi, p->lo, p->family, (uint8_t)family_bits(p->family)};
		bool known = p->asn != s->border->neighbors.v[neighbor].asn;

		for (size_t k = 0; !known && k < f->sessions.n; k++)
			known = prefix_equal(&f->sessions.v[k], &at);
		if (!known)
			rc = vec_push(&f->sessions, at, BORDER_LIST_MAX);
	}
	return rc;
}

static int fill(struct making *m, struct sav_interface *f)
{
	struct prefix_set all = {0};
	int rc = 0;

	for (size_t i = 0; !rc && i < f->neighbors.n; i++) {
		rc = widen(m, f->neighbors.v[i], &all);
		if (!rc && add_sessions(f, m->sets->sav, f->neighbors.v[i]))
			rc = err_set(m->e, WEIR_ENOMEM, "out of memory");
	}
	if (!rc && addresses_cover(&all, &f->cover))
		rc = err_set(m->e, WEIR_ENOMEM, "out of memory");
	prefix_set_release(&all);
	return rc;
}

int sav_interfaces_make(struct sav_interfaces *l, struct sav_sets *sets, uint32_t router,
			unsigned schemes, struct err *e)
{
	struct making m = {.list = l, .sets = sets, .e = e, .schemes = schemes};
	int rc = group(&m, router);

	for (size_t i = 0; !rc && i < l->items.n; i++)
		rc = fill(&m, &l->items.v[i]);
	strmap_release(&m.names);
	return rc;
}

void sav_interfaces_release(struct sav_interfaces *l)
{
	for (size_t i = 0; i < l->items.n; i++) {
		vec_free(&l->items.v[i].neighbors);
		vec_free(&l->items.v[i].sessions);
		range_list_release(&l->items.v[i].cover);
	}
	vec_free(&l->items);
}
