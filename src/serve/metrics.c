#include "serve/metrics.h"

#include <inttypes.h>

#include "serve/router.h"

static void put(struct out *o, const char *name, const char *type, const char *help, uint64_t value)
{
	const bool counter = *type == 'c';

	out_printf(o, "# TYPE %s %s\n# HELP %s %s\n%s%s %" PRIu64 "\n", name, type, name, help, name,
		   counter ? "_total" : "", value);
}

const char *metrics_trouble(const struct server *s)
{
	if (!s->stock.service.cache)
		return "no complete data yet";
	return s->stock.service.expired ? "the data are too old" : NULL;
}

static void put_data(struct out *o, const struct server *s, uint64_t now)
{
	const struct stock *k = &s->stock;
	const struct rtr_cache *c = k->service.cache;

	put(o, "weir_serving", "gauge", "whether routers are told anything", !metrics_trouble(s));
	put(o, "weir_alarm", "gauge",
	    "whether a source is stale, or the last run of the parser, the relying party or a task was held or failed",
	    k->alarm || k->stale || s->fetch.last.result != FETCH_GOOD || tasks_alarm(&s->tasks));
	if (!c)
		return;
	put(o, "routinator_serial", "gauge", "serial of the data", c->id.serial);
	put(o, "routinator_vrps_final", "gauge", "VRPs that are served",
	    c->set->count[RTR_PART_IPV4] + c->set->count[RTR_PART_IPV6]);
	put(o, "weir_router_keys", "gauge", "BGPsec router keys that are served", c->set->count[RTR_PART_KEY]);
	put(o, "weir_aspas", "gauge", "ASPAs that are served, one a customer", c->set->count[RTR_PART_ASPA]);
	put(o, "weir_data_age_seconds", "gauge", "age of the oldest file", now > k->as_of ? now - k->as_of : 0);
	if (k->last.made)
		put(o, "weir_data_made_age_seconds", "gauge", "since the oldest source says that it was made",
		    now > k->last.made ? now - k->last.made : 0);
	if (k->taken_at)
		put(o, "routinator_last_update_done", "gauge", "seconds since the last good run",
		    now > k->taken_at ? now - k->taken_at : 0);
}

void metrics_put_label(struct out *o, const char *s)
{
	for (; *s; s++) {
		if (*s == '\\' || *s == '"')
			out_ch(o, '\\');
		out_ch(o, *s);
	}
}

static void put_anchors(struct out *o, const struct handover *h)
{
	if (!h->anchors)
		return;
	out_str(o, "# TYPE routinator_ta_contributed_vrps gauge\n"
		   "# HELP routinator_ta_contributed_vrps VRPs of a trust anchor\n");
	for (uint32_t i = 0; i < h->anchors; i++) {
		out_str(o, "routinator_ta_contributed_vrps{name=\"");
		metrics_put_label(o, h->anchor[i].name);
		out_printf(o, "\"} %" PRIu64 "\n", h->anchor[i].vrps);
	}
}

/* Of the relying party, in seconds and objects. */
static void put_fetch(struct out *o, const struct server_fetch *f, uint64_t now)
{
	const struct fetch_report *r = &f->last;
	const uint64_t started = r->started > 0 ? (uint64_t)r->started : 0, done = r->done > 0 ? (uint64_t)r->done : 0;

	if (!f->runs[FETCH_GOOD] && !f->runs[FETCH_HELD] && !f->runs[FETCH_FAILED])
		return;
	put(o, "routinator_last_update_start", "gauge", "seconds since the last run of the relying party started",
	    now > started ? now - started : 0);
	put(o, "routinator_last_update_duration", "gauge", "seconds that it took", done > started ? done - started : 0);
	put(o, "weir_fetch_good", "gauge", "whether what it found was taken", r->result == FETCH_GOOD);
	put(o, "weir_fetch_runs_good", "counter", "runs of it whose data were taken", f->runs[FETCH_GOOD]);
	put(o, "weir_fetch_runs_held", "counter", "runs of it that wait for a person", f->runs[FETCH_HELD]);
	put(o, "weir_fetch_runs_failed", "counter", "runs of it that found nothing", f->runs[FETCH_FAILED]);
	put(o, "weir_fetch_failed_manifests", "gauge", "manifests that failed", r->failed_manifests);
	put(o, "weir_fetch_stale_manifests", "gauge", "manifests that are stale", r->stale_manifests);
	put(o, "weir_fetch_older_manifests", "gauge", "manifests that are older than what was seen", r->older_manifests);
	put(o, "weir_fetch_repositories", "gauge", "repositories that were asked", r->repositories);
	put(o, "weir_fetch_repositories_not_reached", "gauge", "of these, not reached", r->unreached);
	put(o, "weir_fetch_aspas_valid", "gauge", "ASPA objects that are valid", r->aspas);
	put(o, "weir_fetch_aspas_invalid", "gauge", "ASPA objects that a rule refuses", r->aspas_invalid);
	put(o, "weir_fetch_aspas_unsupported", "gauge", "objects of kinds that are not known", r->aspas_unsupported);
}

static void put_routers(struct out *o, const struct server *s)
{
	struct server_counts sum = s->counts;
	uint64_t refused = 0;

	for (const struct router *r = s->routers; r; r = r->next)
		rtr_counts_add(&sum.sessions, &r->session.counts);
	for (size_t i = 0; i < s->nlisteners; i++)
		refused += s->listeners[i].refused;
	put(o, "routinator_rtr_current_connections", "gauge", "routers that are connected", s->nrouters);
	put(o, "weir_rtr_connections", "counter", "connections taken", sum.accepted);
	put(o, "weir_rtr_refused", "counter", "connections not taken: not allowed, or too many", refused);
	put(o, "routinator_rtr_bytes_written", "counter", "bytes sent to routers", sum.sessions.bytes);
	put(o, "weir_rtr_serial_queries", "counter", "queries for what changed", sum.sessions.serial_queries);
	put(o, "weir_rtr_reset_queries", "counter", "queries for all", sum.sessions.reset_queries);
	put(o, "weir_rtr_cache_resets", "counter", "routers told to start over", sum.sessions.cache_resets);
	put(o, "weir_rtr_no_data", "counter", "routers told that there are no data", sum.sessions.no_data);
	put(o, "weir_rtr_notifies", "counter", "routers told of news", sum.sessions.notifies);
	put(o, "weir_rtr_errors_sent", "counter", "sessions ended for a router's error", sum.errors_sent);
	put(o, "weir_rtr_errors_heard", "counter", "sessions ended by a router that reports an error", sum.errors_heard);
	put(o, "weir_rtr_stalled", "counter", "sessions ended because the router did not read", sum.stalled);
	put(o, "weir_rtr_turned_out", "counter", "connections that had asked nothing and made room",
	    sum.turned_out);
	put(o, "weir_rtr_no_handshake", "counter", "connections that did not come to speak TLS", sum.no_handshake);
	put(o, "weir_rtr_silent", "counter", "sessions ended because the router asked nothing", sum.silent);
}

/* How long a monitor has to see to it. */
static void put_certificates(struct out *o, const struct server *s)
{
	char text[ENDPOINT_TEXT];
	struct tls_facts facts;
	bool any = false;

	for (size_t i = 0; i < s->nlisteners; i++) {
		if (!s->listeners[i].tls || !tls_context_facts(s->listeners[i].tls, &facts))
			continue;
		if (!any)
			out_str(o, "# TYPE weir_certificate_expires gauge\n"
				   "# HELP weir_certificate_expires when a listener's certificate does, in seconds since 1970\n");
		any = true;
		out_printf(o, "weir_certificate_expires{listen=\"%s\"} %lld\n", endpoint_text(&s->listeners[i].at->at, text),
			   (long long)facts.until);
	}
}

void metrics_put(struct out *o, const struct server *s, uint64_t now)
{
	put_data(o, s, now);
	put(o, "weir_runs_taken", "counter", "runs of the parser whose data are or were served", s->stock.taken);
	put(o, "weir_runs_held", "counter", "runs held for what they would take away", s->stock.held);
	put(o, "weir_runs_failed", "counter", "runs whose data could not be taken", s->stock.failed);
	put_anchors(o, &s->stock.last);
	put_fetch(o, &s->fetch, now);
	put_routers(o, s);
	put(o, "weir_http_turned_out", "counter", "HTTP connections closed before their answer: too slow, or too many",
	    s->http.turned_out);
	put_certificates(o, s);
	tasks_put(o, &s->tasks, now);
	out_str(o, "# EOF\n");
}
