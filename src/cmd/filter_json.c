#include "cmd/filter_json.h"

#include "base/json_out.h"
#include "net/range_json.h"

static void json_entries(struct json_out *j, const struct list *l)
{
	if (list_of_asns(l->kind)) {
		json_open_array(j, "asns");
		for (size_t i = 0; i < l->asns->asns.n; i++)
			json_u64(j, NULL, l->asns->asns.v[i]);
		json_close_array(j);
		return;
	}
	ranges_json(j, "entries", l->prefixes, RANGES_V4 | RANGES_V6, 0);
}

static void json_gaps(struct json_out *j, const struct irr_expansion *x)
{
	static const char *const kinds[] = {
		[IRR_GAP_NOT_FOUND] = "not-found",
		[IRR_GAP_DAMAGED] = "damaged",
		[IRR_GAP_ENDLESS] = "endless",
		[IRR_GAP_DEPTH] = "depth",
	};

	json_open_array(j, "gaps");
	for (size_t i = 0; i < x->gaps.n; i++) {
		const struct irr_gap *gap = &x->gaps.v[i];

		json_open_object(j, NULL);
		json_str(j, "kind", kinds[gap->kind]);
		json_str(j, "name", gap->name);
		json_str(j, "by", gap->by);
		json_str(j, "source", gap->source);
		json_str(j, "file", gap->file);
		json_u64(j, "line", gap->line);
		json_close_object(j);
	}
	json_close_array(j);
}

static void json_dumps(struct json_out *j, const struct irr *irr)
{
	json_open_array(j, "dumps");
	for (size_t i = 0; i < irr_dump_count(irr); i++) {
		struct irr_dump d = irr_dump_get(irr, i);

		json_open_object(j, NULL);
		json_str(j, "path", d.path);
		json_u64(j, "routes4", d.routes4);
		json_u64(j, "routes6", d.routes6);
		json_u64(j, "as-sets", d.as_sets);
		json_u64(j, "route-sets", d.route_sets);
		json_u64(j, "damage", d.damage);
		json_close_object(j);
	}
	json_close_array(j);
}

void filter_json(struct out *o, const struct filter_answer *a)
{
	const struct irr_expansion *x = a->expansion;
	bool asns = list_of_asns(a->list->kind);
	struct json_out j;

	json_out_init(&j, o);
	json_open_object(&j, NULL);
	json_str(&j, "name", a->list->name);
	if (!asns)
		json_u64(&j, "family", a->list->family);
	json_open_array(&j, "objects");
	for (size_t i = 0; i < a->nobjects; i++)
		json_str(&j, NULL, a->objects[i]);
	json_close_array(&j);
	json_entries(&j, a->list);
	json_open_object(&j, "summary");
	json_u64(&j, "entries", asns ? x->asns.asns.n : range_list_count(&x->ranges));
	json_u64(&j, "asns", x->asns.asns.n);
	json_u64(&j, "asns-without-routes", x->routeless);
	json_u64(&j, "route-objects", x->route_objects);
	json_u64(&j, "sets", x->sets);
	json_u64(&j, "depth", x->depth);
	json_u64(&j, "gaps", x->gaps_total);
	json_bool(&j, "partial", a->partial);
	json_close_object(&j);
	json_gaps(&j, x);
	json_dumps(&j, a->irr);
	json_close_object(&j);
	json_end(&j);
}
