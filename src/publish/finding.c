#include "publish/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

enum { TEXT_MAX = 1024 };

static const struct {
	const char *name, *todo;
} rows[] = {
	[PUBLISH_INVALID] = {"invalid",
			     "register the ROA (weir publish --roas), or withdraw the route: validating networks "
			     "drop it"},
	[PUBLISH_WOULD_BE_INVALID] = {"would-be-invalid",
				      "register its ROA before the route or the other ROAs come into force"},
	[PUBLISH_NOT_INTENDED] = {"announced-not-intended",
				  "add it to the prefixes of the border file, or withdraw it"},
	[PUBLISH_NOT_ANNOUNCED] = {"intended-not-announced",
				   "announce it, or take it out of the border file and the registries"},
	[PUBLISH_ANNOUNCED_BY_OTHER] = {"announced-by-other",
					"name who may announce it as a neighbor and give it a ROA; if nobody "
					"may, it is a hijack or a leak: ask its origin and its upstreams to "
					"stop it"},
	[PUBLISH_OBJECT_MISSING] = {"route-object-missing", "register it (weir publish --objects)"},
	[PUBLISH_OBJECT_STALE] = {"route-object-stale",
				  "delete it, or announce the prefix: it lets others' filters pass what you do "
				  "not announce"},
	[PUBLISH_OBJECT_DAMAGED] = {"route-object-damaged", "correct it in the registry"},
	[PUBLISH_OBJECT_OF_OTHER] = {"route-object-of-other",
				     "have it deleted by its maintainer or, with proof of holdership, by the "
				     "registry"},
	[PUBLISH_ROA_MISSING] = {"roa-missing", "register it (weir publish --roas)"},
	[PUBLISH_ROA_TOO_BROAD] = {"roa-too-broad",
				   "replace it by a ROA for each prefix that is announced (RFC 9319; weir publish "
				   "--roas)"},
	[PUBLISH_ROA_NOT_USED] = {"roa-stale", "revoke it (weir publish --roas), or announce the prefix"},
	[PUBLISH_ROA_OF_OTHER] = {"roa-of-other", "revoke it unless this AS may announce the prefix"},
	[PUBLISH_SET_NOT_NAMED] = {"as-set-not-named",
				   "register one (weir publish --objects) and name it as the network's as-set"},
	[PUBLISH_SET_MISSING] = {"as-set-missing", "register it (weir publish --objects)"},
	[PUBLISH_SET_NAME] = {"as-set-not-hierarchical",
			      "move to a name below your AS number, which nobody else can register"},
	[PUBLISH_SET_TWICE] = {"as-set-in-several-sources",
			       "have the others deleted, or tell your neighbors the source (RIPE::AS-…)"},
	[PUBLISH_SET_LACKS_OWN] = {"as-set-lacks-own", "add your own AS number (weir publish --objects)"},
	[PUBLISH_SET_LACKS_CUSTOMER] = {"as-set-lacks-customer", "add it (weir publish --objects)"},
	[PUBLISH_SET_LACKS_ORIGIN] = {"as-set-lacks-origin",
				      "ask the customer to add it to its as-set, or to stop announcing it"},
	[PUBLISH_SET_UNKNOWN_MEMBER] = {"as-set-unknown-member", "take it out, or have it registered"},
	[PUBLISH_SET_STRANGER] = {"as-set-stranger",
				  "take it out (weir publish --objects), or name it as a customer in the border "
				  "file"},
	[PUBLISH_SET_UPSTREAM] = {"as-set-upstream",
				  "find the member that leads there and take it out: filters made of this set "
				  "let a leak pass"},
	[PUBLISH_AUT_NUM_MISSING] = {"aut-num-missing", "register it (weir publish --objects)"},
	[PUBLISH_POLICY_LACKS] = {"policy-lacks-neighbor",
				  "add the lines to the aut-num (weir publish --objects)"},
	[PUBLISH_ASPA_MISSING] = {"aspa-missing", "register it (weir publish --aspa)"},
	[PUBLISH_ASPA_LACKS] = {"aspa-lacks-provider",
				"add it (weir publish --aspa): routes through this provider look like leaks"},
	[PUBLISH_ASPA_STRANGER] = {"aspa-stranger",
				   "take it out (weir publish --aspa), or name it as a provider in the border "
				   "file"},
};

const char *publish_code_text(enum publish_code code)
{
	return rows[code].name;
}

const char *publish_code_todo(enum publish_code code)
{
	return rows[code].todo;
}

void publish_findings_add(struct publish_findings *f, enum publish_code code, uint32_t row,
			  struct publish_place place, const char *fmt, ...)
{
	struct publish_finding found = {.code = code, .row = row, .place = place};
	char text[TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	found.text = arena_strndup(&f->texts, text, strlen(text));
	if (!found.text && !f->rc)
		f->rc = WEIR_ENOMEM;
	if (!f->rc)
		f->rc = vec_push(&f->list, found, PUBLISH_FINDINGS_MAX);
	if (!f->rc)
		f->counts[code]++;
}

/* A counting sort, which is stable. */
void publish_findings_sort(struct publish_findings *f)
{
	struct publish_finding *sorted = calloc(f->list.n + 1, sizeof *sorted);
	size_t at[PUBLISH_CODES] = {0}, next = 0;

	if (!sorted) {
		f->rc = f->rc ? f->rc : WEIR_ENOMEM;
		return;
	}
	for (size_t c = 0; c < PUBLISH_CODES; c++) {
		at[c] = next;
		next += f->counts[c];
	}
	for (size_t i = 0; i < f->list.n; i++)
		sorted[at[f->list.v[i].code]++] = f->list.v[i];
	if (f->list.n)
		memcpy(f->list.v, sorted, f->list.n * sizeof *sorted);
	free(sorted);
}

void publish_findings_release(struct publish_findings *f)
{
	vec_free(&f->list);
	arena_release(&f->texts);
}
