/*
 * JSON: a list with all that it was made from and the rules beside it, an entry a line so that
 * two of them can be compared. It is also what the next run's gate reads as the last good list.
 */
#include "base/decimal.h"
#include "base/json_out.h"
#include "deliver/import_file.h"
#include "filter/export.h"
#include "net/range_json.h"

enum { BOTH = RANGES_V4 | RANGES_V6 };

/* A range a line. */
static void put_ranges(struct json_out *j, const char *key, const struct range_list *l, unsigned families)
{
	ranges_json(j, key, l, families, RANGES_IN_LINES | RANGES_BRIEF);
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

static void put_asns(struct json_out *j, const char *key, const struct asn_set *asns)
{
	enum { A_LINE = 16 };

	json_line(j);
	json_open_array(j, key);
	for (size_t i = 0; i < asns->asns.n; i++) {
		if (i % A_LINE == 0)
			json_line(j);
		json_u64(j, NULL, asns->asns.v[i]);
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

/* "192.0.2.0/24", as RPSL writes a range: "192.0.2.0/24^25-26"; then the origins, each after a blank. */
static char *put_range_text(char *to, const struct range *r)
{
	struct prefix p = range_prefix(r);

	to = prefix_put(to, &p);
	if (r->ge == r->len && r->le == r->len)
		return to;
	*to++ = '^';
	to = decimal_put(to, r->ge);
	*to++ = '-';
	return decimal_put(to, r->le);
}

/* As many of a range's pairs as a text of PAIRS_TEXT holds, from the i-th on; the number after them. */
enum { PAIRS_TEXT = 256, ORIGIN_TEXT = 12 };

static size_t put_pairs(struct json_out *j, const struct origin_list *l, size_t i)
{
	struct origin_range pair = origin_list_get(l, i);
	const struct range range = pair.range;
	char *to, *last;

	json_line(j);
	to = json_raw(j, PAIRS_TEXT + 2);
	if (!to)
		return origin_list_count(l);
	*to++ = '"';
	last = to + PAIRS_TEXT - ORIGIN_TEXT;
	to = put_range_text(to, &range);
	do {
		*to++ = ' ';
		to = decimal_put(to, pair.origin);
		if (++i == origin_list_count(l))
			break;
		pair = origin_list_get(l, i);
	} while (to < last && !range_cmp(&pair.range, &range));
	*to++ = '"';
	json_raw_end(j, to);
	return i;
}

static void put_bound(struct json_out *j, const struct origin_list *l)
{
	json_line(j);
	json_open_array(j, "bound");
	for (size_t i = 0; i < origin_list_count(l);)
		i = put_pairs(j, l, i);
	json_close_array(j);
}

static void put_path(struct json_out *j, const struct path_rules *path)
{
	json_line(j);
	json_open_object(j, "path");
	if (path->first_as)
		json_u64(j, "first-as", path->first_as);
	json_line(j);
	json_open_array(j, "bogons");
	for (size_t i = 0; i < path->bogons.n; i++) {
		json_open_array(j, NULL);
		json_u64(j, NULL, path->bogons.v[i].first);
		json_u64(j, NULL, path->bogons.v[i].last);
		json_close_array(j);
	}
	json_close_array(j);
	put_asns(j, "never", &path->never);
	put_asns(j, "rejected", &path->rejected);
	json_bool(j, "any-origin", path->any_origin);
	json_close_object(j);
}

static void put_max(struct json_out *j, const struct max_prefix *max)
{
	json_line(j);
	json_open_object(j, "max");
	if (max->v4)
		json_u64(j, "ipv4", max->v4);
	if (max->v6)
		json_u64(j, "ipv6", max->v6);
	json_close_object(j);
}

/* How the neighbor's routes are marked, and which marked ones it gets. */
static void put_export(struct json_out *j, const struct import_file *f)
{
	const struct border_neighbor *n = f->list->neighbor;

	json_line(j);
	json_open_object(j, "mark");
	json_u64(j, "asn", f->border->network.asn);
	json_u64(j, "function", EXPORT_LEARNED);
	json_u64(j, "relation", learned_from(n));
	json_close_object(j);
	json_line(j);
	json_str(j, "export", export_rules_make(n).everything ? "everything" : "own and customers");
}

static void put_session(struct json_out *j, const struct session_rules *s)
{
	json_line(j);
	json_open_object(j, "session");
	json_str(j, "role", bgp_role_text(s->role));
	json_bool(j, "graceful-shutdown", s->graceful_shutdown);
	put_ranges(j, "blackholes", &s->blackholes, BOTH);
	json_close_object(j);
}

static void put_exceptions(struct json_out *j, const struct exceptions *x)
{
	json_line(j);
	json_open_object(j, "exceptions");
	put_ranges(j, "accepted", &x->accepted, BOTH);
	put_ranges(j, "rejected", &x->rejected, BOTH);
	json_close_object(j);
}

static void put_policy(struct json_out *j, const struct import_file *f)
{
	const struct import_list *l = f->list;

	put_exceptions(j, &l->exceptions);
	put_path(j, &l->path);
	put_session(j, &l->session);
	put_max(j, &l->max);
	put_export(j, f);
}

void import_json_write(struct out *o, const struct import_file *f)
{
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
	json_u64(&j, "empty", f->empty);
	put_asns(&j, "origins", &l->path.origins);
	put_ranges(&j, "ipv4", &l->entries, RANGES_V4);
	put_ranges(&j, "ipv6", &l->entries, RANGES_V6);
	put_ranges(&j, "bogons", &l->bogons, BOTH);
	put_ranges(&j, "own", &l->own, BOTH);
	put_ranges(&j, "too-long", &l->too_long, BOTH);
	if (n) {
		put_ranges(&j, "unbound", &l->unbound, BOTH);
		put_bound(&j, &l->bound);
		put_policy(&j, f);
	}
	json_close_object(&j);
	json_end(&j);
}
