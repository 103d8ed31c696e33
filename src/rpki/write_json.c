#include "rpki/write_json.h"

#include "base/base64.h"

void rpki_write_vrps(struct json_out *j, const struct rpki *r)
{
	json_open_array(j, "roas");
	for (size_t i = 0; i < rpki_vrp_count(r); i++) {
		const struct vrp v = rpki_vrp(r, i);
		char prefix[PREFIX_TEXT];

		json_line(j);
		json_open_object(j, NULL);
		json_u64(j, "asn", v.asn);
		json_str(j, "prefix", prefix_text(&v.prefix, prefix));
		json_u64(j, "maxLength", v.max_len);
		if (v.anchor)
			json_str(j, "ta", rpki_anchor_name(r, v.anchor));
		json_close_object(j);
	}
	json_close_array(j);
}

void rpki_write_keys(struct json_out *j, const struct rpki *r)
{
	char spki[BASE64_TEXT(RPKI_SPKI)], ski[RPKI_SKI_TEXT];

	json_open_array(j, "bgpsec_keys");
	for (size_t i = 0; i < r->keys.n; i++) {
		const struct router_key *k = &r->keys.v[i];

		json_line(j);
		json_open_object(j, NULL);
		json_u64(j, "asn", k->asn);
		json_str(j, "ski", rpki_ski_text(k->ski, ski));
		json_str(j, "pubkey", base64_encode(k->spki, k->nspki, spki));
		json_close_object(j);
	}
	json_close_array(j);
}

void rpki_write_aspas(struct json_out *j, const struct rpki *r)
{
	for (size_t i = 0; i < r->customers.n; i++) {
		const struct aspa_pairs pairs = rpki_pairs(r, i);

		json_line(j);
		json_open_object(j, NULL);
		json_u64(j, "customer_asid", r->customers.v[i].asn);
		json_open_array(j, "providers");
		for (size_t k = 0; k < pairs.n; k++)
			json_u64(j, NULL, pairs.v[k].provider);
		json_close_array(j);
		json_close_object(j);
	}
}

void rpki_write_json(struct json_out *j, const struct rpki *r)
{
	rpki_write_vrps(j, r);
	rpki_write_keys(j, r);
	json_open_array(j, "aspas");
	rpki_write_aspas(j, r);
	json_close_array(j);
}
