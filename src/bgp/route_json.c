#include "base/json_out.h"
#include "bgp/route_text.h"

/* Addresses, prefixes and paths are strings of the forms that the text has. */
static void put_address(struct json_out *j, const char *key, const struct prefix *a)
{
	char text[ADDRESS_TEXT];

	json_strn(j, key, text, (size_t)(address_put(text, a->family, a->hi, a->lo) - text));
}

static void put_path(struct json_out *j, const struct attributes *a)
{
	struct as_path path = attributes_path(a);
	struct out text;

	out_mem(&text, 1 << 20);
	as_path_put(&path, &text);
	if (text.status)
		j->o->status = text.status;
	json_strn(j, "path", text.s ? text.s : "", text.n);
	out_release(&text);
}

static void put_communities(struct json_out *j, const struct attributes *a)
{
	char text[40];

	json_open_array(j, "communities");
	for (size_t i = 0; i < a->communities.n; i++) {
		struct out o = {text, 0, sizeof text, sizeof text, -1, 0, 0};

		out_u64(&o, a->communities.v[i] >> 16);
		out_ch(&o, ':');
		out_u64(&o, a->communities.v[i] & 0xffff);
		json_strn(j, NULL, text, o.n);
	}
	json_close_array(j);
	json_open_array(j, "large_communities");
	for (size_t i = 0; i < a->large.n; i += 3) {
		struct out o = {text, 0, sizeof text, sizeof text, -1, 0, 0};

		for (size_t k = 0; k < 3; k++) {
			if (k)
				out_ch(&o, ':');
			out_u64(&o, a->large.v[i + k]);
		}
		json_strn(j, NULL, text, o.n);
	}
	json_close_array(j);
}

static void put_attributes(struct json_out *j, const struct route *r)
{
	static const char *const origins[] = {"igp", "egp", "incomplete"};
	const struct attributes *a = r->attributes;

	put_path(j, a);
	if (attributes_has(a, ATTRIBUTE_ORIGIN))
		json_str(j, "origin", origins[a->origin]);
	if (r->next_hop.family)
		put_address(j, "next_hop", &r->next_hop);
	if (attributes_has(a, ATTRIBUTE_LOCAL_PREF))
		json_u64(j, "local_pref", a->local_pref);
	if (attributes_has(a, ATTRIBUTE_MED))
		json_u64(j, "med", a->med);
	put_communities(j, a);
	json_bool(j, "atomic_aggregate", attributes_has(a, ATTRIBUTE_ATOMIC_AGGREGATE));
	if (attributes_has(a, ATTRIBUTE_AGGREGATOR)) {
		struct prefix address = host_ipv4(a->aggregator_addr);

		json_open_object(j, "aggregator");
		json_u64(j, "asn", a->aggregator_asn);
		put_address(j, "address", &address);
		json_close_object(j);
	}
}

void route_json_put(struct out *o, const struct route *r)
{
	static const char *const kinds[] = {"route", "announce", "withdraw", "state"};
	char format[ROUTE_FORMAT_TEXT], prefix[PREFIX_TEXT];
	struct json_out j;

	json_out_init(&j, o);
	json_open_object(&j, NULL);
	json_str(&j, "type", kinds[r->kind]);
	json_str(&j, "format", route_format_name(r, format));
	json_u64(&j, "time", r->time);
	if (r->extended_time)
		json_u64(&j, "microseconds", r->microseconds);
	put_address(&j, "peer", &r->peer);
	json_u64(&j, "peer_asn", r->peer_asn);
	if (r->kind == ROUTE_STATE) {
		json_u64(&j, "old_state", r->old_state);
		json_u64(&j, "new_state", r->new_state);
	} else {
		json_str(&j, "prefix", prefix_text(&r->prefix, prefix));
		json_str(&j, "safi", r->multicast ? "multicast" : "unicast");
		if (r->add_path)
			json_u64(&j, "path_id", r->path_id);
	}
	if (r->attributes)
		put_attributes(&j, r);
	json_close_object(&j);
	json_end(&j);
}
