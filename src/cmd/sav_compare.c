/*
 * `weir sav compare`: for each neighbor, what every scheme permits: its size, the
 * neighbor's own routes that would lose traffic, and what one permits and another denies.
 */
#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/sav_cmd.h"
#include "sav/addresses.h"

enum { TEXT_SHOWN = 3, JSON_SHOWN = 100 };

struct candidate {
	struct prefix_set set;
	struct addresses_size size;
	int failed;
	struct err e; /* why it could not be decided */
	size_t same;  /* the first scheme that permits the same; itself where there is none */
	size_t lost;  /* routes of the neighbor that are not permitted as a whole */
};

struct comparison {
	struct sav_run *run;
	uint32_t neighbor;
	const char *default_why;
	enum sav_scheme default_scheme;
	unsigned in_force;
	struct candidate c[SAV_SCHEMES];
	int rc; /* memory ran out */
};

/* What `a` permits and `b` denies, as few prefixes. */
struct difference {
	struct range_list prefixes;
	struct addresses_size size;
};

static const char *name_of(size_t scheme)
{
	return sav_scheme_text((enum sav_scheme)scheme);
}

static struct prefix route_prefix(const struct comparison *m, uint32_t i)
{
	return sav_prefix(&m->run->sav, m->run->sav.by_neighbor[i]);
}

static size_t count_lost(const struct comparison *m, const struct prefix_set *set)
{
	const struct sav *s = &m->run->sav;
	size_t lost = 0;

	for (uint32_t i = s->first_of[m->neighbor]; i < s->first_of[m->neighbor + 1]; i++) {
		struct prefix p = route_prefix(m, i);

		lost += !addresses_has_block(set, &p);
	}
	return lost;
}

static int measure(const struct prefix_set *set, struct addresses_size *size)
{
	struct range_list cover = {0};
	int rc = addresses_cover(set, &cover);

	if (!rc)
		*size = addresses_size(&cover);
	range_list_release(&cover);
	return rc;
}

static void make_candidate(struct comparison *m, size_t scheme)
{
	struct candidate *c = &m->c[scheme];

	c->failed = sav_sets_get(&m->run->sets, 1u << scheme, m->neighbor, &c->set, &c->e);
	c->same = scheme;
	if (c->failed == WEIR_ENOMEM)
		m->rc = c->failed;
	if (c->failed)
		return;
	if (measure(&c->set, &c->size))
		m->rc = WEIR_ENOMEM;
	c->lost = count_lost(m, &c->set);
	for (size_t i = 0; i < scheme && c->same == scheme; i++)
		if (!m->c[i].failed && prefix_set_equal(&m->c[i].set, &c->set))
			c->same = i;
}

static void make_comparison(struct comparison *m)
{
	m->in_force = sav_schemes_for(m->run, m->neighbor);
	m->default_scheme = scheme_default(&m->run->sav, m->neighbor, &m->default_why);
	for (size_t i = 0; i < SAV_SCHEMES; i++)
		make_candidate(m, i);
}

/* False where there is none, or memory ran out. */
static bool find_difference(struct comparison *m, size_t a, size_t b, struct difference *d)
{
	struct prefix_set rest = {0};
	int rc;

	if (m->c[a].failed || m->c[b].failed || m->c[a].same != a || m->c[b].same != b)
		return false;
	rc = prefix_set_subtract(&rest, &m->c[a].set, &m->c[b].set);
	if (!rc)
		rc = addresses_cover(&rest, &d->prefixes);
	prefix_set_release(&rest);
	if (rc)
		m->rc = rc;
	d->size = addresses_size(&d->prefixes);
	if (!rc && d->size.entries)
		return true;
	range_list_release(&d->prefixes);
	return false;
}

static void put_size(struct out *o, const struct addresses_size *size)
{
	out_printf(o, "%zu prefix%s, ", size->entries, size->entries == 1 ? "" : "es");
	out_u64(o, size->v4);
	out_str(o, " IPv4 addresses, ");
	out_u64(o, size->v6_64);
	out_str(o, " IPv6 /64");
}

static void put_first(struct out *o, const struct range_list *l)
{
	char text[PREFIX_TEXT];
	size_t n = range_list_count(l), shown = n < TEXT_SHOWN ? n : TEXT_SHOWN;

	for (size_t i = 0; i < shown; i++) {
		struct range r = range_list_get(l, i);
		struct prefix p = range_prefix(&r);

		out_printf(o, "%s%s", i ? ", " : ": ", prefix_text(&p, text));
	}
	out_str(o, n > shown ? ", …\n" : "\n");
}

static void put_candidate(struct out *o, const struct comparison *m, size_t scheme)
{
	const struct candidate *c = &m->c[scheme];
	const struct sav *s = &m->run->sav;
	uint32_t left = TEXT_SHOWN, end = s->first_of[m->neighbor + 1];
	char text[PREFIX_TEXT];

	out_printf(o, "%c %-17s", m->in_force >> scheme & 1 ? '*' : ' ', name_of(scheme));
	if (c->failed) {
		out_printf(o, "undecided: %s\n", c->e.msg);
		return;
	}
	put_size(o, &c->size);
	if (c->same != scheme)
		out_printf(o, ", the same as %s", name_of(c->same));
	out_ch(o, '\n');
	if (!c->lost)
		return;
	out_printf(o, "      %zu of its %u routes would lose traffic:", c->lost,
		   end - s->first_of[m->neighbor]);
	for (uint32_t i = s->first_of[m->neighbor]; i < end && left; i++) {
		struct prefix p = route_prefix(m, i);

		if (addresses_has_block(&c->set, &p))
			continue;
		out_printf(o, " %s", prefix_text(&p, text));
		left--;
	}
	out_str(o, c->lost > TEXT_SHOWN ? " …\n" : "\n");
}

/* All schemes that permit the same as this one. */
static void put_class(struct out *o, const struct comparison *m, size_t scheme)
{
	for (size_t i = scheme; i < SAV_SCHEMES; i++)
		if (!m->c[i].failed && m->c[i].same == scheme)
			out_printf(o, "%s%s", i == scheme ? "" : " ", name_of(i));
}

static void put_text(struct comparison *m)
{
	const struct border_neighbor *n = &m->run->border.neighbors.v[m->neighbor];
	struct out *o = m->run->o;
	char words[128];

	out_printf(o, "AS%u (%s)", n->asn, relationships_text(n->relationships, words, sizeof words));
	for (size_t i = 0; i < n->interfaces.items.n; i++)
		out_printf(o, "%s%s", i ? ", " : " on ", n->interfaces.items.v[i].text);
	out_printf(o, ", by default %s: %s\n", name_of(m->default_scheme), m->default_why);
	for (size_t i = 0; i < SAV_SCHEMES; i++)
		put_candidate(o, m, i);
	for (size_t k = 0; k < SAV_SCHEMES * SAV_SCHEMES; k++) {
		size_t a = k / SAV_SCHEMES, b = k % SAV_SCHEMES;
		struct difference d = {0};

		if (!find_difference(m, a, b, &d))
			continue;
		out_str(o, "  permitted by ");
		put_class(o, m, a);
		out_str(o, ", denied by ");
		put_class(o, m, b);
		out_str(o, ": ");
		put_size(o, &d.size);
		put_first(o, &d.prefixes);
		range_list_release(&d.prefixes);
	}
	out_ch(o, '\n');
}

static void put_json_size(struct json_out *j, const struct addresses_size *size)
{
	json_u64(j, "entries", size->entries);
	json_u64(j, "ipv4_addresses", size->v4);
	json_u64(j, "ipv6_64s", size->v6_64);
}

static void put_json_lost(struct json_out *j, const struct comparison *m, const struct candidate *c)
{
	const struct sav *s = &m->run->sav;
	uint32_t left = JSON_SHOWN;
	char text[PREFIX_TEXT];

	json_u64(j, "routes_lost", c->lost);
	json_open_array(j, "first_lost");
	for (uint32_t i = s->first_of[m->neighbor]; i < s->first_of[m->neighbor + 1] && left; i++) {
		struct prefix p = route_prefix(m, i);

		if (addresses_has_block(&c->set, &p))
			continue;
		json_str(j, NULL, prefix_text(&p, text));
		left--;
	}
	json_close_array(j);
}

static void put_json_candidate(struct json_out *j, const struct comparison *m, size_t scheme)
{
	const struct candidate *c = &m->c[scheme];

	json_open_object(j, NULL);
	json_str(j, "scheme", name_of(scheme));
	json_bool(j, "in_force", m->in_force >> scheme & 1);
	json_str(j, "undecided", c->failed ? c->e.msg : NULL);
	if (!c->failed) {
		put_json_size(j, &c->size);
		put_json_lost(j, m, c);
	}
	json_close_object(j);
}

static void put_json_class(struct json_out *j, const char *key, const struct comparison *m, size_t scheme)
{
	unsigned schemes = 0;

	for (size_t i = scheme; i < SAV_SCHEMES; i++)
		if (!m->c[i].failed && m->c[i].same == scheme)
			schemes |= 1u << i;
	sav_put_schemes(j, key, schemes);
}

static void put_json_difference(struct json_out *j, const struct comparison *m, size_t a, size_t b,
				const struct difference *d)
{
	size_t n = range_list_count(&d->prefixes);
	char text[PREFIX_TEXT];

	json_open_object(j, NULL);
	put_json_class(j, "permitted_by", m, a);
	put_json_class(j, "denied_by", m, b);
	put_json_size(j, &d->size);
	json_open_array(j, "first_prefixes");
	for (size_t i = 0; i < n && i < JSON_SHOWN; i++) {
		struct range r = range_list_get(&d->prefixes, i);
		struct prefix p = range_prefix(&r);

		json_str(j, NULL, prefix_text(&p, text));
	}
	json_close_array(j);
	json_close_object(j);
}

static void put_json(struct comparison *m, struct json_out *j)
{
	const struct border_neighbor *n = &m->run->border.neighbors.v[m->neighbor];
	const struct sav *s = &m->run->sav;
	char words[128];

	json_line(j);
	json_open_object(j, NULL);
	json_u64(j, "asn", n->asn);
	json_str(j, "relationship", relationships_text(n->relationships, words, sizeof words));
	sav_put_interfaces(j, n);
	json_u64(j, "routes", s->first_of[m->neighbor + 1] - s->first_of[m->neighbor]);
	json_str(j, "default", name_of(m->default_scheme));
	json_open_array(j, "schemes");
	for (size_t i = 0; i < SAV_SCHEMES; i++)
		put_json_candidate(j, m, i);
	json_close_array(j);
	json_open_array(j, "differences");
	for (size_t k = 0; k < SAV_SCHEMES * SAV_SCHEMES; k++) {
		struct difference d = {0};

		if (!find_difference(m, k / SAV_SCHEMES, k % SAV_SCHEMES, &d))
			continue;
		put_json_difference(j, m, k / SAV_SCHEMES, k % SAV_SCHEMES, &d);
		range_list_release(&d.prefixes);
	}
	json_close_array(j);
	json_close_object(j);
}

static int compare_one(struct sav_run *r, uint32_t neighbor, struct json_out *j)
{
	struct comparison m = {.run = r, .neighbor = neighbor};

	make_comparison(&m);
	if (!m.rc && j)
		put_json(&m, j);
	else if (!m.rc)
		put_text(&m);
	for (size_t i = 0; i < SAV_SCHEMES; i++)
		prefix_set_release(&m.c[i].set);
	return m.rc ? cmd_out_of_memory() : EXIT_WELL;
}

static int compare_all(struct sav_run *r, struct json_out *j)
{
	int status = EXIT_WELL;

	for (uint32_t i = 0; !status && i < r->border.neighbors.n; i++)
		if (sav_is_asked(r, i))
			status = compare_one(r, i, j);
	return status;
}

int sav_compare(struct sav_run *r)
{
	struct json_out j;
	int status;

	if (!r->request->json)
		return compare_all(r, NULL);
	json_out_init(&j, r->o);
	json_open_object(&j, NULL);
	json_str(&j, "border", r->border.path);
	json_open_array(&j, "neighbors");
	status = compare_all(r, &j);
	json_close_array(&j);
	json_close_object(&j);
	json_end(&j);
	return status;
}
