/* The summary of a build as one JSON object (its members are in weir-build(1)). */
#include "base/json_out.h"
#include "cmd/build.h"

static void put_report(struct json_out *j, const char *key, const struct report *r)
{
	json_open_object(j, key);
	json_u64(j, "total", r->total);
	json_open_array(j, "notes");
	for (size_t i = 0; i < r->notes.n; i++) {
		const struct err *e = &r->notes.v[i];

		json_open_object(j, NULL);
		json_str(j, "file", e->file[0] ? e->file : NULL);
		json_u64(j, "line", e->line);
		json_u64(j, "column", e->col);
		json_str(j, "message", e->msg);
		json_close_object(j);
	}
	json_close_array(j);
	json_close_object(j);
}

static void put_sources(struct json_out *j, const struct snapshot *s)
{
	json_open_array(j, "sources");
	for (size_t i = 0; i < s->sources.n; i++) {
		const struct snapshot_source *f = &s->sources.v[i];

		json_open_object(j, NULL);
		json_str(j, "kind", source_kind_text(f->kind));
		json_str(j, "path", f->path);
		if (f->url)
			json_str(j, "url", f->url);
		json_u64(j, "records", f->records);
		json_u64(j, "damaged", f->damaged);
		json_bool(j, "indexed", f->from_index);
		json_close_object(j);
	}
	json_close_array(j);
}

/* Sources that lost more than the gate allows since the last good build. */
static void put_losses(struct json_out *j, const struct gate_losses *losses)
{
	json_open_array(j, "losses");
	for (size_t i = 0; i < losses->items.n; i++) {
		const struct gate_loss *l = &losses->items.v[i];

		json_open_object(j, NULL);
		json_str(j, "kind", source_kind_text(l->kind));
		json_str(j, "path", l->path);
		json_u64(j, "records", l->now);
		json_u64(j, "had", l->then);
		json_bool(j, "gone", l->gone);
		json_close_object(j);
	}
	json_close_array(j);
}

static void put_reasons(struct json_out *j, const struct output *o)
{
	json_open_array(j, "reasons");
	for (size_t i = 0; i < o->verdict.n; i++)
		json_str(j, NULL, o->verdict.v[i].reason);
	json_close_array(j);
}

static void put_output(struct json_out *j, const struct output *o)
{
	json_open_object(j, NULL);
	json_str(j, "list", o->stem);
	json_str(j, "kind", o->kind->name);
	json_u64(j, "asn", o->asn);
	json_str(j, "router", o->router->name.text);
	json_str(j, "output", o->router->output.text);
	json_str(j, "state", output_state_text(o->state));
	json_str(j, "reason", o->reason[0] ? o->reason : NULL);
	put_reasons(j, o);
	json_u64(j, "hold", (uint64_t)o->hold.id);
	json_u64(j, "ipv4", o->counts.v4);
	json_u64(j, "ipv6", o->counts.v6);
	json_u64(j, "bogons_out", o->counts.bogons);
	json_u64(j, "own_out", o->counts.own);
	json_u64(j, "invalid_out", o->counts.invalid);
	json_u64(j, "too_long_out", o->counts.too_long);
	json_u64(j, "sets", o->counts.sets);
	json_u64(j, "asns", o->counts.asns);
	json_u64(j, "gaps", o->counts.gaps);
	json_close_object(j);
}

static void put_invalid_route(struct json_out *j, const struct invalid_route *r,
			      const struct snapshot *s)
{
	struct rpki_cover cover;
	struct vrp v;
	char text[PREFIX_TEXT];

	json_open_object(j, NULL);
	json_str(j, "prefix", prefix_text(&r->prefix, text));
	if (r->origin == ROV_NO_ORIGIN)
		json_null(j, "origin");
	else
		json_u64(j, "origin", r->origin);
	json_str(j, "state", rov_state_text(r->state));
	json_u64(j, "routes", r->seen);
	json_open_array(j, "vrps");
	rpki_cover_start(&cover, &r->prefix);
	while (rpki_cover_next(&s->rpki, &cover, &v)) {
		json_open_object(j, NULL);
		json_str(j, "prefix", prefix_text(&v.prefix, text));
		json_u64(j, "asn", v.asn);
		json_u64(j, "max_length", v.max_len);
		json_str(j, "file", s->rpki.sources.v[v.source].name);
		json_u64(j, "line", v.line);
		json_close_object(j);
	}
	json_close_array(j);
	json_close_object(j);
}

static void put_routes(struct json_out *j, const struct build *b)
{
	json_open_object(j, "routes");
	for (unsigned s = 0; s < ROV_STATES; s++)
		json_u64(j, rov_state_text(s), b->invalid.states[s]);
	json_open_array(j, "invalid");
	for (size_t i = 0; i < b->invalid.routes.n; i++)
		put_invalid_route(j, &b->invalid.routes.v[i], &b->snapshot);
	json_close_array(j);
	json_close_object(j);
}

/* A customer's list: how many prefixes others agree to, and what they disagree with. */
static void put_diligence_row(struct json_out *j, const struct diligence_row *row)
{
	json_open_object(j, NULL);
	json_u64(j, "asn", row->neighbor->asn);
	json_str(j, "number", diligence_text(row->asn));
	for (unsigned d = 0; d < DILIGENCES; d++)
		json_u64(j, diligence_text(d), row->prefixes[d]);
	put_report(j, "reasons", &row->reasons);
	json_close_object(j);
}

static void put_diligence(struct json_out *j, const struct build *b)
{
	json_open_array(j, "diligence");
	for (size_t i = 0; i < b->jobs.n; i++)
		if (b->jobs.v[i].diligence.neighbor)
			put_diligence_row(j, &b->jobs.v[i].diligence);
	json_close_array(j);
}

void build_json(struct out *o, const struct build *b)
{
	struct json_out j;

	json_out_init(&j, o);
	json_open_object(&j, NULL);
	json_str(&j, "border", b->border.path);
	json_u64(&j, "asn", b->border.network.asn);
	json_bool(&j, "written", !b->pretend);
	json_u64(&j, "status", (uint64_t)build_status(b));
	put_sources(&j, &b->snapshot);
	put_losses(&j, &b->losses);
	json_open_array(&j, "lists");
	for (size_t i = 0; i < b->outputs.n; i++)
		put_output(&j, b->outputs.v[i]);
	json_close_array(&j);
	if (b->invalid_listed)
		put_routes(&j, b);
	put_report(&j, "gaps", &b->gaps);
	put_report(&j, "damage", &b->snapshot.damage);
	put_report(&j, "foreign", &b->foreign);
	put_report(&j, "doubts", &b->doubts);
	put_diligence(&j, b);
	put_report(&j, "exceptions", &b->exceptions);
	put_report(&j, "expired", &b->expired);
	put_report(&j, "unasked", &b->unasked);
	put_report(&j, "warnings", &b->border.idle);
	put_report(&j, "errors", &b->errors);
	json_close_object(&j);
	json_end(&j);
}
