/* What `weir publish` prints for people: prefix by prefix, finding by finding, in sum. */
#include <stdio.h>
#include <string.h>

#include "cmd/publish_cmd.h"

enum { FINDINGS_SHOWN = 20, PREFIX_WIDTH = 19, NAME_WIDTH = 12 };

/* yes, no, or not known. */
static const char *answer(bool known, bool yes)
{
	return yes ? "yes" : known ? "no" : "?";
}

static const char *object_text(const struct publication *p, const struct publish_row *r, char *to, size_t size)
{
	if (!r->nobjects)
		return answer(p->known.objects[publish_family(&r->prefix)], false);
	snprintf(to, size, "%.9s%s", p->objects.v[r->first_object].place.source, r->nobjects > 1 ? " +" : "");
	return *to ? to : "yes";
}

/* The ROA that makes a route of this prefix what it is. */
static const char *roa_text(const struct publication *p, const struct publish_row *r, char to[VRP_TEXT])
{
	char prefix[PREFIX_TEXT];

	if (!p->known.vrps)
		return "?";
	if (!r->has_vrp)
		return "no";
	if (r->state != ROV_VALID)
		return rov_state_text(r->state);
	snprintf(to, VRP_TEXT, "%s-%u", prefix_text(&r->vrp.prefix, prefix), r->vrp.max_len);
	return to;
}

static int prefix_width(const struct publication *p)
{
	char text[PREFIX_TEXT];
	size_t width = PREFIX_WIDTH;

	for (size_t i = 0; i < p->rows.n; i++) {
		size_t n = strlen(prefix_text(&p->rows.v[i].prefix, text));

		width = n > width ? n : width;
	}
	return (int)width;
}

/* Whether all is known of the prefix that a finding could be about. */
static bool is_judged(const struct publication *p, const struct publish_row *r)
{
	unsigned family = publish_family(&r->prefix);

	return p->known.announced[family] && p->known.objects[family] && p->known.vrps;
}

/* The codes of a row's findings, once each. */
static void put_verdict(struct out *o, const struct publication *p, uint32_t row)
{
	const char *between = "", *last = "";

	for (size_t i = 0; i < p->findings.list.n; i++) {
		const struct publish_finding *f = &p->findings.list.v[i];
		const char *code = publish_code_text(f->code);

		if (f->row != row || code == last)
			continue;
		out_printf(o, "%s%s", between, code);
		between = ", ";
		last = code;
	}
	out_printf(o, "%s\n", *between ? "" : is_judged(p, &p->rows.v[row]) ? "ok" : "?");
}

static void put_rows(struct out *o, const struct publication *p)
{
	int width = prefix_width(p);

	out_printf(o, "%-*s  announced  intended  %-*s  %-*s  verdict\n", width, "prefix", NAME_WIDTH,
		   "route object", width + 4, "ROA");
	for (size_t i = 0; i < p->rows.n; i++) {
		const struct publish_row *r = &p->rows.v[i];
		char prefix[PREFIX_TEXT], object[32], roa[VRP_TEXT];

		out_printf(o, "%-*s  %-9s  %-8s  %-*s  %-*s  ", width, prefix_text(&r->prefix, prefix),
			   answer(p->known.announced[publish_family(&r->prefix)], r->announced),
			   answer(p->known.intended, r->intended), NAME_WIDTH,
			   object_text(p, r, object, sizeof object), width + 4, roa_text(p, r, roa));
		put_verdict(o, p, (uint32_t)i);
	}
}

static void put_place(struct out *o, const struct publish_place *at)
{
	out_str(o, at->file);
	if (at->line)
		out_printf(o, ":%u", at->line);
	if (at->col)
		out_printf(o, ":%u", at->col);
}

static void put_findings(struct out *o, const struct publication *p)
{
	size_t shown = 0;

	for (size_t i = 0; i < p->findings.list.n; i++) {
		const struct publish_finding *f = &p->findings.list.v[i];

		if (!i || f[-1].code != f->code) {
			out_printf(o, "\n%s: %s\n", publish_code_text(f->code), publish_code_todo(f->code));
			shown = 0;
		}
		if (shown++ < FINDINGS_SHOWN) {
			out_str(o, "  ");
			put_place(o, &f->place);
			out_printf(o, ": %s\n", f->text);
		} else if (shown == FINDINGS_SHOWN + 1) {
			out_printf(o, "  … and %zu more (--json has all)\n",
				   p->findings.counts[f->code] - FINDINGS_SHOWN);
		}
	}
}

static void put_unknown(struct out *o, const struct publication *p)
{
	if (p->unknown.n)
		out_str(o, "\nunknown:\n");
	for (size_t i = 0; i < p->unknown.n; i++)
		out_printf(o, "  %s: %s\n", p->unknown.v[i].what, p->unknown.v[i].why);
}

static void put_sum(struct out *o, const struct publication *p)
{
	size_t wanted = 0, registered = 0, valid = 0;

	for (size_t i = 0; i < p->rows.n; i++) {
		const struct publish_row *r = &p->rows.v[i];

		if (!publish_row_is_wanted(p, r))
			continue;
		wanted++;
		registered += r->nobjects > 0;
		valid += p->known.vrps && r->state == ROV_VALID;
	}
	out_printf(o, "\nAS%u: %zu prefix%s %s, %zu with a route object, %zu RPKI-valid; %zu finding%s", p->asn,
		   wanted, wanted == 1 ? "" : "es", p->known.intended ? "intended" : "announced", registered, valid,
		   p->findings.list.n, p->findings.list.n == 1 ? "" : "s");
	if (p->unknown.n)
		out_printf(o, ", %zu unknown", p->unknown.n);
	out_str(o, "\n");
}

void publish_put_text(struct out *o, const struct publication *p)
{
	if (p->rows.n)
		put_rows(o, p);
	put_findings(o, p);
	put_unknown(o, p);
	put_sum(o, p);
}
