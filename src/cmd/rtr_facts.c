#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/json_out.h"
#include "cmd/load_rpki.h"
#include "cmd/rtr_cmd.h"

static int fetch(struct rtr_side *s, const struct rtr_options_given *o)
{
	const struct tls_files files = {{o->certificate, -1}, {o->key, -1}, {o->authorities, -1}};
	struct rtr_asking how = {.version = o->version, .timeout = o->timeout, .name = o->name};
	struct tls_context *tls = NULL;
	struct err e = {.code = 0};
	int rc = o->tls ? tls_client(&tls, &files, &e) : 0;

	how.tls = tls;
	if (!rc)
		rc = rtr_fetch(&s->client, s->name, &how, &e);
	tls_context_free(tls);
	return rc ? cmd_fail(&e) : EXIT_WELL;
}

static int ask_cache(struct rtr_side *s, const struct rtr_options_given *o)
{
	int status;

	s->is_cache = true;
	status = fetch(s, o);
	if (status)
		return status;
	if (s->client.state == RTR_WITHOUT_DATA) {
		fprintf(stderr, "weir: %s: the cache has no data now%s%s\n", s->name,
			s->client.said[0] ? ": " : "", s->client.said);
		return EXIT_FINDING;
	}
	if (rpki_source(&s->facts, s->name) || rtr_client_facts(&s->client, &s->facts) ||
	    rpki_finish(&s->facts))
		return cmd_out_of_memory();
	return EXIT_WELL;
}

static int read_file(struct rtr_side *s)
{
	struct text_list files = {.items = {.n = 0}}, none = {.items = {.n = 0}};
	bool usable;
	int status;

	if (vec_push(&files.items, s->name, 1))
		return cmd_out_of_memory();
	status = load_rpki(&s->facts, &files, &none, &usable);
	vec_free(&files.items);
	return status;
}

int rtr_side_get(struct rtr_side *s, const char *name, const struct rtr_options_given *o)
{
	*s = (struct rtr_side){.name = name};
	return rtr_is_cache(name) ? ask_cache(s, o) : read_file(s);
}

void rtr_side_release(struct rtr_side *s)
{
	rtr_client_release(&s->client);
	rpki_release(&s->facts);
}

void rtr_side_text(struct out *to, const struct rtr_side *s)
{
	const struct rtr_client *c = &s->client;
	const struct rpki *r = &s->facts;

	out_printf(to, "# %s: ", s->name);
	if (s->is_cache)
		out_printf(to, "version %u, session %u, serial %u, ", c->version, c->session, c->serial);
	out_printf(to, "VRPs %zu (IPv4 %zu, IPv6 %zu), router keys %zu, ASPAs %zu\n", rpki_vrp_count(r),
		   r->v4.n, r->v6.n, r->keys.n, r->customers.n);
	if (!s->is_cache)
		return;
	if (c->version)
		out_printf(to, "# refresh %u s, retry %u s, expire %u s%s\n", c->intervals.refresh,
			   c->intervals.retry, c->intervals.expire,
			   rtr_intervals_valid(&c->intervals) ? "" : ": not as the protocol allows");
	if (c->draft10)
		out_str(to, "# ASPAs in the form of draft 10, which today's routers do not read\n");
	if (c->disorder)
		out_printf(to, "# records out of the order that version 2 asks for: %zu\n", c->disorder);
}

void rtr_side_json(struct json_out *j, const struct rtr_side *s)
{
	const struct rtr_client *c = &s->client;
	const struct rpki *r = &s->facts;

	json_str(j, s->is_cache ? "cache" : "file", s->name);
	if (s->is_cache) {
		json_u64(j, "version", c->version);
		json_u64(j, "session", c->session);
		json_u64(j, "serial", c->serial);
		json_u64(j, "refresh", c->intervals.refresh);
		json_u64(j, "retry", c->intervals.retry);
		json_u64(j, "expire", c->intervals.expire);
		json_bool(j, "draft10", c->draft10);
		json_u64(j, "out_of_order", c->disorder);
	}
	json_u64(j, "vrps", rpki_vrp_count(r));
	json_u64(j, "bgpsec_pubkeys", r->keys.n);
	json_u64(j, "vaps", r->customers.n);
}

static void begin_line(struct out *to, char sign, const char *kind)
{
	if (sign)
		out_printf(to, "%c ", sign);
	out_str(to, kind);
}

static void keys_text(struct out *to, const struct rpki *r, char sign)
{
	char spki[BASE64_TEXT(RPKI_SPKI)], ski[RPKI_SKI_TEXT];

	for (size_t i = 0; i < r->keys.n; i++) {
		const struct router_key *k = &r->keys.v[i];

		begin_line(to, sign, "key");
		out_printf(to, " AS%u %s %s\n", k->asn, rpki_ski_text(k->ski, ski), base64_encode(k->spki, k->nspki, spki));
	}
}

static void aspas_text(struct out *to, const struct rpki *r, char sign)
{
	for (size_t i = 0; i < r->customers.n; i++) {
		const struct aspa_pairs pairs = rpki_pairs(r, i);

		begin_line(to, sign, "aspa");
		out_printf(to, " AS%u", r->customers.v[i].asn);
		for (size_t k = 0; k < pairs.n; k++)
			out_printf(to, " AS%u", pairs.v[k].provider);
		out_ch(to, '\n');
	}
}

void rtr_facts_text(struct out *to, const struct rpki *r, char sign)
{
	for (size_t i = 0; i < rpki_vrp_count(r); i++) {
		const struct vrp v = rpki_vrp(r, i);
		char prefix[PREFIX_TEXT];

		begin_line(to, sign, "vrp");
		out_printf(to, " %s %u AS%u\n", prefix_text(&v.prefix, prefix), v.max_len, v.asn);
	}
	keys_text(to, r, sign);
	aspas_text(to, r, sign);
}
