/* `weir sav check`: one packet, judged scheme by scheme, with the facts behind each verdict. */
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/sav_cmd.h"

struct verdict {
	int permit[SAV_SCHEMES]; /* of the schemes asked for */
	struct report why[SAV_SCHEMES];
};

static int judge(struct sav_run *r, unsigned schemes, const struct prefix *host, struct verdict *v)
{
	struct err e = {0};

	for (unsigned i = 0; i < SAV_SCHEMES; i++) {
		if (!(schemes >> i & 1))
			continue;
		v->permit[i] = scheme_row((enum sav_scheme)i)->explain(&v->why[i], &r->sav, r->neighbor,
								       host, &e);
		/* A verdict whose reasons were lost is none. */
		if (v->permit[i] >= 0 && v->why[i].notes.n < v->why[i].total &&
		    v->why[i].notes.n < REPORT_NOTES)
			v->permit[i] = err_set(&e, WEIR_ENOMEM, "out of memory");
		if (v->permit[i] < 0)
			return cmd_fail(&e);
	}
	return EXIT_WELL;
}

static bool passes(const struct verdict *v, unsigned schemes)
{
	for (unsigned i = 0; i < SAV_SCHEMES; i++)
		if (schemes >> i & 1 && !v->permit[i])
			return false;
	return true;
}

static void put_text(struct out *o, const struct verdict *v, unsigned schemes)
{
	char line[sizeof(struct err) + 64];

	out_str(o, passes(v, schemes) ? "permit\n" : "deny\n");
	for (unsigned i = 0; i < SAV_SCHEMES; i++) {
		if (!(schemes >> i & 1))
			continue;
		out_printf(o, "%s %s:\n", sav_scheme_text((enum sav_scheme)i),
			   v->permit[i] ? "permits" : "denies");
		for (size_t k = 0; k < v->why[i].notes.n; k++)
			out_printf(o, "  %s\n", err_text(&v->why[i].notes.v[k], line, sizeof line));
		if (v->why[i].total > v->why[i].notes.n)
			out_printf(o, "  … and %zu more\n", v->why[i].total - v->why[i].notes.n);
		if (!v->permit[i])
			out_printf(o, "  to be permitted: %s\n",
				   scheme_row((enum sav_scheme)i)->needed);
	}
}

static void put_why(struct json_out *j, const struct report *why)
{
	json_open_array(j, "why");
	for (size_t i = 0; i < why->notes.n; i++) {
		const struct err *e = &why->notes.v[i];

		json_open_object(j, NULL);
		json_str(j, "file", e->file[0] ? e->file : NULL);
		json_u64(j, "line", e->line);
		json_str(j, "message", e->msg);
		json_close_object(j);
	}
	json_close_array(j);
}

static void put_json(struct sav_run *r, const struct verdict *v, unsigned schemes)
{
	struct json_out j;

	json_out_init(&j, r->o);
	json_open_object(&j, NULL);
	json_str(&j, "verdict", passes(v, schemes) ? "permit" : "deny");
	json_u64(&j, "neighbor", r->border.neighbors.v[r->neighbor].asn);
	json_str(&j, "source", r->request->source);
	json_open_array(&j, "schemes");
	for (unsigned i = 0; i < SAV_SCHEMES; i++) {
		if (!(schemes >> i & 1))
			continue;
		json_open_object(&j, NULL);
		json_str(&j, "scheme", sav_scheme_text((enum sav_scheme)i));
		json_bool(&j, "permits", v->permit[i]);
		put_why(&j, &v->why[i]);
		json_str(&j, "needed", v->permit[i] ? NULL : scheme_row((enum sav_scheme)i)->needed);
		json_close_object(&j);
	}
	json_close_array(&j);
	json_close_object(&j);
	json_end(&j);
}

int sav_check(struct sav_run *r)
{
	unsigned schemes = sav_schemes_for(r, r->neighbor);
	const char *source = r->request->source;
	struct verdict v = {0};
	struct prefix host;
	int status;

	if (address_parse(source, strlen(source), &host) != PREFIX_OK) {
		fprintf(stderr, "weir sav: expected --src with an address such as 192.0.2.1, found '%.60s'\n",
			source);
		return EXIT_TROUBLE;
	}
	status = judge(r, schemes, &host, &v);
	if (!status && r->request->json)
		put_json(r, &v, schemes);
	else if (!status)
		put_text(r->o, &v, schemes);
	if (!status && !passes(&v, schemes))
		status = EXIT_FINDING;
	for (unsigned i = 0; i < SAV_SCHEMES; i++)
		report_release(&v.why[i]);
	return status;
}
