#include "fetch/judge.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/json_out.h"
#include "confine/sandbox.h"
#include "fetch/metadata.h"
#include "fetch/seen.h"
#include "fetch/shrink.h"
#include "rpki/object/objects.h"
#include "rpki/read.h"
#include "rpki/write_json.h"

/* All that a verdict stands on. */
struct judge {
	const struct judge_ask *ask;
	struct fetch_report *r;
	int64_t now;
	struct metadata metadata;
	struct rpki rpki;
	struct tals tals;
	struct seen seen;
	struct aspa_objects aspas;
	struct report notes;
};

/* Of this run: the folder was emptied before it, and it says itself when it was made. */
static int check_age(const struct judge *j, struct err *e)
{
	const time_t started = (time_t)j->ask->started;
	char text[24] = "";
	struct stat st;
	struct tm tm;

	if (stat(j->ask->folders->json, &st))
		return err_set(e, WEIR_ENOTFOUND, "rpki-client ended well, and left no JSON");
	if (gmtime_r(&started, &tm))
		strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (st.st_mtime < started || strcmp(j->metadata.build_time, text) < 0)
		return err_set(e, WEIR_ESYNTAX, "the JSON is older than the run: of %s", j->metadata.build_time);
	return 0;
}

static int read_metadata(struct judge *j, struct err *e)
{
	struct input *in;
	int rc = input_open(&in, j->ask->folders->json, e);

	if (rc)
		return rc;
	rc = metadata_read(&j->metadata, in, e);
	input_close(in);
	return rc ? rc : check_age(j, e);
}

/* All of its records, or none: where one cannot be read, others may be missing. */
static int read_records(struct judge *j, struct err *e)
{
	int rc = rpki_read_file(&j->rpki, j->ask->folders->json, &j->notes, e);

	if (!rc && j->notes.total) {
		*e = j->notes.notes.v[0];
		return WEIR_ESYNTAX;
	}
	if (!rc && j->rpki.sources.v[0].vrps != j->metadata.vrps)
		return err_set(e, WEIR_ESYNTAX, "expected %" PRIu64 " VRPs, found %zu", j->metadata.vrps,
			       j->rpki.sources.v[0].vrps);
	if (!rc && !j->metadata.vrps)
		return err_set(e, WEIR_ENOTFOUND, "no VRP was found");
	return rc ? rc : rpki_finish(&j->rpki) ? err_set(e, WEIR_ENOMEM, "out of memory") : 0;
}

/* What the cache's files say: numbers of manifests, and ASPAs beside them. */
static int read_cache(struct judge *j, struct err *e)
{
	struct aspa_ask ask = {.cache = j->ask->folders->cache, .now = j->now, .numbers = &j->seen.numbers};
	int rc = tals_read(&j->tals, e);

	ask.tals = j->tals.v.v;
	ask.ntals = j->tals.v.n;
	if (!rc)
		rc = seen_read_file(&j->seen, j->ask->folders->seen, e);
	j->seen.numbers.take_older = j->ask->accept;
	if (!rc)
		rc = manifest_numbers_look(&j->seen.numbers, ask.cache, j->now, &j->notes, e);
	return rc ? rc : aspa_objects_validate(&j->aspas, &ask, &j->notes, e);
}

static void count(struct judge *j)
{
	struct fetch_report *r = j->r;
	char text[sizeof((struct err *)0)->file + sizeof((struct err *)0)->msg];

	r->vrps = rpki_vrp_count(&j->rpki);
	r->keys = j->rpki.keys.n;
	r->aspas = j->aspas.valid.n;
	r->aspas_invalid = j->aspas.invalid;
	r->aspas_unsupported = j->aspas.unsupported;
	r->aspas_told = j->rpki.customers.n;
	r->manifests = j->metadata.manifests;
	r->failed_manifests = j->metadata.failed_manifests;
	r->stale_manifests = j->metadata.stale_manifests;
	r->older_manifests = j->seen.numbers.older;
	r->repositories = j->metadata.repositories;
	r->missing_anchors = j->aspas.anchors_missing;
	for (size_t i = 0; i < j->notes.notes.n; i++)
		fetch_report_note(r, err_text(&j->notes.notes.v[i], text, sizeof text));
}

/* Names as they are written, and told: printable, and not longer than others take them. */
static void shown_name(char to[FETCH_NAME], const char *name)
{
	char shown[ERR_SHOWN];

	snprintf(to, FETCH_NAME, "%s", err_shown(name, strlen(name), shown));
}

static struct fetch_anchor *anchor_row(struct fetch_report *r, const char *name)
{
	char shown[FETCH_NAME];
	uint32_t i = 0;

	shown_name(shown, name);
	while (i < r->anchors && strcmp(r->anchor[i].name, shown))
		i++;
	if (i == FETCH_ANCHORS)
		return NULL;
	if (i == r->anchors)
		snprintf(r->anchor[r->anchors++].name, FETCH_NAME, "%s", shown);
	return &r->anchor[i];
}

/* rpki-client names a trust anchor as its TAL's file, without ".tal". */
static struct fetch_anchor *tal_row(const struct judge *j, size_t tal)
{
	const char *path = j->tals.paths.v[tal], *slash = strrchr(path, '/');
	char name[TAL_NAME];

	snprintf(name, sizeof name, "%s", slash ? slash + 1 : path);
	name[strlen(name) - strlen(".tal")] = '\0';
	return anchor_row(j->r, name);
}

/* What the last good run had; what anchors that have gone had is missed as well. */
static void count_before(struct judge *j)
{
	for (size_t i = 0; i < j->seen.anchors.n; i++) {
		struct fetch_anchor *a = anchor_row(j->r, j->seen.anchors.v[i].name);

		if (a)
			a->was += j->seen.anchors.v[i].vrps;
	}
}

/* Also those that have nothing. */
static void count_anchors(struct judge *j)
{
	const size_t n = rpki_vrp_count(&j->rpki);
	struct fetch_anchor *a;

	for (size_t i = 0; i < j->tals.paths.n; i++)
		tal_row(j, i);
	count_before(j);
	for (size_t i = 0; i < n; i++)
		if ((a = anchor_row(j->r, rpki_anchor_name(&j->rpki, rpki_vrp(&j->rpki, i).anchor))))
			a->vrps++;
	for (size_t i = 0; i < j->aspas.valid.n; i++)
		if ((a = tal_row(j, j->aspas.valid.v[i].tal)))
			a->aspas++;
}

static void say_gone(char why[FETCH_TEXT], uint64_t was, uint64_t is, const char *what, const char *anchor)
{
	snprintf(why, FETCH_TEXT, "%" PRIu64 " of %" PRIu64 " %s of trust anchor '%s' are gone (max-shrink)",
		 was - is, was, what, anchor);
}

/* A trust anchor that lost more than may go at once. */
static bool find_shrunk(const struct judge *j, char why[FETCH_TEXT])
{
	const uint32_t percent = j->ask->border->serve.max_shrink;

	for (uint32_t i = 0; i < j->r->anchors; i++) {
		const struct fetch_anchor *a = &j->r->anchor[i];
		const uint64_t aspas = seen_aspas(&j->seen, a->name);

		if (shrink_is_too_much(a->was, a->vrps, SHRINK_VRPS, percent))
			say_gone(why, a->was, a->vrps, "VRPs", a->name);
		else if (shrink_is_too_much(aspas, a->aspas, SHRINK_ASPAS, percent))
			say_gone(why, aspas, a->aspas, "ASPAs", a->name);
		else
			continue;
		return true;
	}
	return false;
}

/* Why a person has to look; false where nobody has to. */
static bool find_doubt(const struct judge *j, char why[FETCH_TEXT])
{
	const struct fetch_report *r = j->r;
	const uint64_t failed = r->failed_manifests + r->older_manifests;

	if (r->repositories && r->unreached >= r->repositories)
		snprintf(why, FETCH_TEXT, "none of %" PRIu64 " repositories could be reached", r->repositories);
	else if (r->missing_anchors)
		snprintf(why, FETCH_TEXT, "%" PRIu64 " trust anchors have no sound certificate", r->missing_anchors);
	else if (failed > j->ask->border->client.max_failed_manifests)
		snprintf(why, FETCH_TEXT, "%" PRIu64 " manifests failed, and %" PRIu64
			 " are older than before (max-failed-manifests)", r->failed_manifests, r->older_manifests);
	else
		return find_shrunk(j, why);
	return true;
}

static int write_good(const struct judge *j, struct err *e)
{
	struct json_out json;
	struct out o;
	int rc;

	out_fd(&o, j->ask->good);
	json_out_init(&json, &o);
	json_open_object(&json, NULL);
	json_open_object(&json, "metadata");
	json_str(&json, "buildtime", j->metadata.build_time);
	json_u64(&json, "vrps", j->r->vrps);
	json_u64(&json, "aspas", j->r->aspas);
	json_close_object(&json);
	rpki_write_vrps(&json, &j->rpki);
	rpki_write_keys(&json, &j->rpki);
	json_open_array(&json, "aspas");
	aspa_objects_rows(&j->aspas, &json);
	rpki_write_aspas(&json, &j->rpki);
	json_close_array(&json);
	json_close_object(&json);
	json_end(&json);
	rc = out_finish(&o);
	out_release(&o);
	return rc ? err_set(e, rc, "cannot write what was found") : 0;
}

static int write_seen(struct judge *j, struct err *e)
{
	struct out o;
	int rc = 0;

	j->seen.anchors.n = 0;
	for (uint32_t i = 0; !rc && i < j->r->anchors; i++) {
		struct seen_anchor a = {.vrps = j->r->anchor[i].vrps, .aspas = j->r->anchor[i].aspas};

		memcpy(a.name, j->r->anchor[i].name, sizeof a.name);
		if (a.vrps || a.aspas)
			rc = vec_push(&j->seen.anchors, a, FETCH_ANCHORS);
	}
	if (rc)
		return err_set(e, rc, "out of memory");
	out_fd(&o, j->ask->seen);
	seen_write(&j->seen, j->now, &o);
	rc = out_finish(&o);
	out_release(&o);
	return rc ? err_set(e, rc, "cannot write what was seen") : 0;
}

static int judge(struct judge *j, struct err *e)
{
	char why[FETCH_TEXT];
	int rc = read_metadata(j, e);

	if (!rc)
		rc = read_records(j, e);
	if (!rc)
		rc = read_cache(j, e);
	if (rc)
		return rc;
	count(j);
	count_anchors(j);
	if (find_doubt(j, why))
		fetch_report_say(j->r, j->ask->accept ? FETCH_GOOD : FETCH_HELD, "%s", why);
	j->r->over = j->r->result == FETCH_GOOD && j->r->why[0];
	if (j->r->result != FETCH_GOOD)
		return 0;
	rc = write_good(j, e);
	return rc ? rc : write_seen(j, e);
}

static void release(struct judge *j)
{
	rpki_release(&j->rpki);
	vec_free(&j->tals.v);
	seen_release(&j->seen);
	aspa_objects_release(&j->aspas);
	report_release(&j->notes);
}

static int tell(const struct judge_ask *ask, struct fetch_report *r, int rc, const struct err *e)
{
	char text[sizeof e->file + sizeof e->msg + 64];
	struct err unsaid;

	if (rc)
		fetch_report_say(r, FETCH_FAILED, "%s", err_text(e, text, sizeof text));
	return fetch_report_write(ask->report, r, &unsaid) ? 1 : 0;
}

int judge_here(const struct judge_ask *ask)
{
	struct fetch_report r = {.result = FETCH_GOOD, .unreached = ask->unreached};
	struct judge j = {.ask = ask, .r = &r, .now = (int64_t)time(NULL)};
	struct err e = {.code = 0};
	int rc, status;

	j.tals.paths = ask->tals->paths; /* borrowed */
	rc = judge(&j, &e);
	status = tell(ask, &r, rc, &e);
	release(&j);
	return status;
}

int judge_run(const struct judge_ask *ask)
{
	const char *const folders[] = {ask->folders->top, ask->border->client.tals.text};
	struct fetch_report r = {.result = FETCH_FAILED};
	struct err e = {.code = 0};
	const int rc = sandbox_files(folders, sizeof folders / sizeof *folders, &e);

	return rc ? tell(ask, &r, rc, &e) : judge_here(ask);
}
