#include "rpki/object/authorities.h"

#include "rpki/object/uri.h"

/*
 * From a certificate the way leads up, issuer by issuer (AIA), to an anchor, which is known by
 * its key and place, or to an authority that is settled already; then down again, each checked beside the
 * one above. A way up that is longer than AUTHORITY_DEPTH, as one in a circle is, is refused to
 * who asked only: nobody's descendants can spoil an authority above them.
 */
struct way {
	struct authority *up[AUTHORITY_DEPTH]; /* not settled yet, the lowest first */
	size_t n;
	struct authority *top; /* settled */
};

static int trouble(struct err *e, int rc)
{
	return err_set(e, rc, rc == WEIR_ELIMIT ? "more authorities than can be held" : "out of memory");
}

static bool is_trouble(int rc)
{
	return rc == WEIR_ENOMEM || rc == WEIR_EIO;
}

/* A new authority at a path. */
static int enter(struct authorities *s, struct span path, struct authority **to, struct err *e)
{
	struct authority *a = calloc(1, sizeof *a);
	uint32_t id;
	int rc;

	if (!a)
		return trouble(e, WEIR_ENOMEM);
	a->path = strndup((const char *)path.p, path.n);
	rc = a->path ? vec_push(&s->all, a, AUTHORITIES) : WEIR_ENOMEM;
	if (rc) {
		free(a->path);
		free(a);
		return trouble(e, rc);
	}
	*to = a;
	rc = strmap_put(&s->paths, a->path, path.n, &id);
	return rc ? trouble(e, rc) : 0;
}

/* What became of it: a refusal is noted, and only trouble of ours ends the run. */
static int settle(struct authorities *s, struct authority *a, int rc, const struct err *e)
{
	a->state = rc ? AUTHORITY_REFUSED : AUTHORITY_SOUND;
	if (rc && !is_trouble(rc))
		report_note(s->v.report, e->file, 0, 0, "%s", e->msg);
	return is_trouble(rc) ? rc : 0;
}

static struct authority *anchor_of(const struct authorities *s, const struct cert *c, struct span path)
{
	for (size_t i = 0; i < s->anchors; i++) {
		struct authority *a = s->all.v[i];

		if (a->state == AUTHORITY_SOUND && span_equal(a->cert.ski, c->aki) && authority_publishes(a, path))
			return a;
	}
	return NULL;
}

/* The authority at a path, with its certificate read. */
static int at_path(struct authorities *s, struct span path, struct authority **a, struct err *e)
{
	const uint32_t id = strmap_find(&s->paths, (const char *)path.p, path.n);
	int rc;

	if (id != STRMAP_NONE) {
		*a = s->all.v[id];
		return 0;
	}
	rc = enter(s, path, a, e);
	if (rc)
		return rc;
	rc = authority_fetch(*a, CERT_CA, &s->v, e);
	return rc ? settle(s, *a, rc, e) : 0;
}

static int go_up(struct authorities *s, const struct cert *c, struct span path, struct way *w, struct err *e)
{
	for (;;) {
		struct authority *a = anchor_of(s, c, path);
		int rc = a ? 0 : at_path(s, uri_path(c->issuer_uri), &a, e);

		if (rc)
			return rc;
		if (a->state != AUTHORITY_READ) {
			w->top = a;
			return 0;
		}
		if (w->n == AUTHORITY_DEPTH)
			return err_set(e, WEIR_ESYNTAX, "more than %d certificates above it, or a circle", AUTHORITY_DEPTH);
		w->up[w->n++] = a;
		c = &a->cert;
		path = authority_path(a);
	}
}

#define ISSUER_REFUSED "its issuer '%s' was refused (RFC 6487 7.2)"

static int check_below(struct authority *a, const struct authority *issuer, const struct validation *v,
		       struct err *e)
{
	if (issuer->state != AUTHORITY_SOUND)
		return err_at(e, WEIR_ESYNTAX, a->path, 0, 0, ISSUER_REFUSED, issuer->path);
	if (issuer->depth == AUTHORITY_DEPTH)
		return err_at(e, WEIR_ESYNTAX, a->path, 0, 0, "more than %d certificates above it", AUTHORITY_DEPTH);
	return authority_check(a, issuer, v, e);
}

int authorities_find(struct authorities *s, const struct cert *c, struct span path, const struct authority **found,
		     struct err *e)
{
	struct way w = {.n = 0};
	int rc = go_up(s, c, path, &w, e);

	while (!rc && w.n) {
		struct authority *a = w.up[--w.n];

		rc = settle(s, a, check_below(a, w.top, &s->v, e), e);
		w.top = a;
	}
	*found = w.top;
	if (!rc && w.top->state != AUTHORITY_SOUND)
		rc = err_set(e, WEIR_ESYNTAX, ISSUER_REFUSED, w.top->path);
	return rc;
}

/* Whether a TAL has the key of a certificate (RFC 8630 3). */
static bool has_key(const struct tal *t, const struct cert *c)
{
	return span_equal(c->spki, (struct span){t->key, t->n});
}

/* The number of the TAL that does, or `n`. */
static size_t find_tal(const struct cert *c, const struct tal *tals, size_t n)
{
	size_t i = 0;

	while (i < n && !has_key(&tals[i], c))
		i++;
	return i;
}

/* A file below ta/: an anchor if it is a certificate whose key a TAL has; any other is none of ours. */
static int try_anchor(struct authorities *s, const char *path, const struct tal *tals, size_t n, struct err *e)
{
	struct authority *a;
	int rc = enter(s, (struct span){(const uint8_t *)path, strlen(path)}, &a, e);

	if (rc)
		return rc;
	rc = authority_fetch(a, CERT_ANCHOR, &s->v, e);
	if (is_trouble(rc))
		return rc;
	a->tal = rc ? n : find_tal(&a->cert, tals, n);
	if (a->tal == n) {
		a->state = AUTHORITY_REFUSED;
		return 0;
	}
	return settle(s, a, authority_check(a, NULL, &s->v, e), e);
}

/* A TAL whose anchor is not there, or was refused, is as good as none. */
static void note_missing(struct authorities *s, const struct tal *t)
{
	for (size_t i = 0; i < s->anchors; i++)
		if (s->all.v[i]->state == AUTHORITY_SOUND && has_key(t, &s->all.v[i]->cert))
			return;
	s->missing++;
	report_note(s->v.report, t->name, 0, 0, "no sound certificate of its key is in the cache (RFC 8630 3)");
}

static bool any(const char *path)
{
	return path[0];
}

int authorities_open(struct authorities *s, const struct aspa_ask *ask, struct report *report, struct err *e)
{
	struct cache_list list = {.paths = {.n = 0}};
	int rc;

	*s = (struct authorities){.v = {.cache = {-1}, .verifier = verifier_open(), .now = ask->now,
				      .report = report, .numbers = ask->numbers}};
	rc = s->v.verifier ? cache_open(&s->v.cache, ask->cache, e) : trouble(e, WEIR_ENOMEM);
	if (!rc)
		rc = cache_list(&s->v.cache, "ta", any, &list, e);
	for (size_t i = 0; !rc && i < list.paths.n; i++)
		rc = try_anchor(s, list.paths.v[i], ask->tals, ask->ntals, e);
	s->anchors = s->all.n;
	for (size_t i = 0; !rc && i < ask->ntals; i++)
		note_missing(s, &ask->tals[i]);
	cache_list_release(&list);
	return rc;
}

void authorities_release(struct authorities *s)
{
	for (size_t i = 0; i < s->all.n; i++) {
		authority_release(s->all.v[i]);
		free(s->all.v[i]);
	}
	vec_free(&s->all);
	strmap_release(&s->paths);
	verifier_close(s->v.verifier);
	cache_close(&s->v.cache);
}
