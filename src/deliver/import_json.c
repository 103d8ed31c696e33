/*
 * JSON: a list with all that it was made from, an entry a line so that two of them
 * can be compared. It is also what the next run's gate reads as the last good list.
 */
#include "base/json_out.h"
#include "deliver/import_file.h"

static void put_range(struct json_out *j, const struct range *r)
{
	struct prefix p = range_prefix(r);
	char text[PREFIX_TEXT];

	json_line(j);
	json_open_object(j, NULL);
	json_str(j, "prefix", prefix_text(&p, text));
	if (r->ge != r->len || r->le != r->len) {
		json_u64(j, "ge", r->ge);
		json_u64(j, "le", r->le);
	}
	json_close_object(j);
}

static void put_ranges(struct json_out *j, const char *key, const struct range_list *l,
		       unsigned families)
{
	size_t n = range_list_count(l);

	json_line(j);
	json_open_array(j, key);
	for (size_t i = 0; i < n; i++) {
		struct range r = range_list_get(l, i);

		if (families >> r.family & 1)
			put_range(j, &r);
	}
	json_close_array(j);
}

static void put_texts(struct json_out *j, const char *key, const struct border_texts *texts)
{
	json_line(j);
	json_open_array(j, key);
	for (size_t i = 0; i < texts->items.n; i++)
		json_str(j, NULL, texts->items.v[i].text);
	json_close_array(j);
}

static void put_relationships(struct json_out *j, const struct border_neighbor *n)
{
	json_line(j);
	json_open_array(j, "relationship");
	for (unsigned r = REL_CUSTOMER; r <= REL_RS_CLIENT; r <<= 1)
		if (n->relationships & r)
			json_str(j, NULL, relationship_text(r));
	json_close_array(j);
}

static void put_origins(struct json_out *j, const struct asn_set *origins)
{
	enum { A_LINE = 16 };

	json_line(j);
	json_open_array(j, "origins");
	for (size_t i = 0; i < origins->asns.n; i++) {
		if (i % A_LINE == 0)
			json_line(j);
		json_u64(j, NULL, origins->asns.v[i]);
	}
	json_close_array(j);
}

static void put_sources(struct json_out *j, const struct snapshot *s)
{
	json_line(j);
	json_open_array(j, "sources");
	for (size_t i = 0; i < s->sources.n; i++)
		if (s->sources.v[i].kind == SOURCE_IRR_DUMP)
			json_str(j, NULL, s->sources.v[i].shown);
	json_close_array(j);
}

void import_json_write(struct out *o, const struct import_file *f)
{
	enum { V4 = 1 << IPV4, V6 = 1 << IPV6 };
	const struct import_list *l = f->list;
	const struct border_neighbor *n = l->neighbor;
	struct json_out j;

	json_out_init(&j, o);
	json_open_object(&j, NULL);
	json_str(&j, "list", n ? "import" : "announce");
	json_u64(&j, "asn", l->asn);
	json_str(&j, "name", n ? n->name.text : f->border->network.name.text);
	if (n)
		put_relationships(&j, n);
	put_texts(&j, "as-set", n ? &n->as_sets : &f->border->network.as_sets);
	put_sources(&j, f->snapshot);
	json_line(&j);
	json_u64(&j, "gaps", l->gaps.total);
	json_u64(&j, "damage", f->damage);
	put_origins(&j, &l->path.origins);
	put_ranges(&j, "ipv4", &l->entries, V4);
	put_ranges(&j, "ipv6", &l->entries, V6);
	put_ranges(&j, "bogons", &l->bogons, V4 | V6);
	put_ranges(&j, "own", &l->own, V4 | V6);
	json_close_object(&j);
	json_end(&j);
}
