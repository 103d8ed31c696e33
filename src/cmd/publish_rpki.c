/* ROAs and the ASPA to register, as a certification authority takes them. */
#include "base/json_out.h"
#include "cmd/publish_cmd.h"

static void put_change(struct out *o, const struct publication *p, const struct roa_change *c)
{
	char prefix[PREFIX_TEXT];

	out_printf(o, "%s: %s", c->revoke ? "R" : "A", prefix_text(&c->prefix, prefix));
	if (c->max_len != c->prefix.len)
		out_printf(o, "-%u", c->max_len);
	out_printf(o, " => %u\n", p->asn);
}

void publish_put_roas(struct out *o, const struct publication *p, const struct roa_changes *c)
{
	for (size_t i = 0; i < c->list.n; i++)
		put_change(o, p, &c->list.v[i]);
}

static void put_side(struct json_out *j, const struct publication *p, const struct roa_changes *c, bool revoke)
{
	char prefix[PREFIX_TEXT];

	for (size_t i = 0; i < c->list.n; i++) {
		const struct roa_change *change = &c->list.v[i];

		if (change->revoke != revoke)
			continue;
		json_line(j);
		json_open_object(j, NULL);
		json_u64(j, "asn", p->asn);
		json_str(j, "prefix", prefix_text(&change->prefix, prefix));
		json_u64(j, "max_length", change->max_len);
		json_close_object(j);
	}
}

void publish_put_roas_json(struct out *o, const struct publication *p, const struct roa_changes *c)
{
	struct json_out j;

	json_out_init(&j, o);
	json_open_object(&j, NULL);
	json_open_array(&j, "added");
	put_side(&j, p, c, false);
	json_close_array(&j);
	json_open_array(&j, "removed");
	put_side(&j, p, c, true);
	json_close_array(&j);
	json_close_object(&j);
	json_end(&j);
}

void publish_put_roas_csv(struct out *o, const struct publication *p, const struct roa_changes *c)
{
	char prefix[PREFIX_TEXT];

	out_str(o, "ASN,IP Prefix,Max Length\n");
	for (size_t i = 0; i < c->list.n; i++)
		out_printf(o, "AS%u,%s,%u\n", p->asn, prefix_text(&c->list.v[i].prefix, prefix),
			   c->list.v[i].max_len);
}

void publish_put_aspa(struct out *o, uint32_t customer, const struct asn_set *providers)
{
	out_printf(o, "AS%u => ", customer);
	for (size_t i = 0; i < providers->asns.n; i++)
		out_printf(o, "%sAS%u", i ? ", " : "", providers->asns.v[i]);
	out_ch(o, '\n');
}

void publish_put_aspa_json(struct out *o, uint32_t customer, const struct asn_set *providers)
{
	struct json_out j;

	json_out_init(&j, o);
	json_open_object(&j, NULL);
	json_u64(&j, "customer", customer);
	json_open_array(&j, "providers");
	for (size_t i = 0; i < providers->asns.n; i++)
		json_u64(&j, NULL, providers->asns.v[i]);
	json_close_array(&j);
	json_close_object(&j);
	json_end(&j);
}
