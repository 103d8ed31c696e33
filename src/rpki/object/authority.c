#include "rpki/object/authority.h"

#include <stdio.h>

#include "rpki/object/oid.h"
#include "rpki/object/signed_object.h"
#include "rpki/object/uri.h"

/*
 * A certificate leads to its issuer's (AIA), that to the next, down to an anchor, which is
 * known by its key. Who is asked for is entered in the map before anything of it is read: a
 * circle meets itself there, as AUTHORITY_ASKED, and is refused.
 */
static int refuse(struct err *e, const char *why)
{
	return err_set(e, WEIR_ESYNTAX, "%s", why);
}

static int out_of_memory(struct err *e)
{
	return err_set(e, WEIR_ENOMEM, "out of memory");
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* The place of an error that has none yet is this file below the cache. */
static int at_file(int rc, struct span path, struct err *e)
{
	const struct err inner = *e;
	char name[sizeof e->file];

	if (!rc || inner.file[0])
		return rc;
	snprintf(name, sizeof name, "%.*s", (int)path.n, (const char *)path.p);
	return err_at(e, rc, name, 0, 0, "%s", inner.msg);
}

/* A folder, with or without the slash at its end. */
static struct span without_slash(struct span s)
{
	if (s.n && s.p[s.n - 1] == '/')
		s.n--;
	return s;
}

int authority_check_listed(const struct authority *a, struct span uri, struct span bytes, struct err *e)
{
	const struct manifest_file *f = manifest_find(&a->manifest, uri_file(uri));
	uint8_t hash[DIGEST_SHA256];

	if (!span_equal(without_slash(uri_folder(uri)), without_slash(a->cert.repository)))
		return refuse(e, "is not where its issuer publishes (RFC 6487 4.8.8.1)");
	if (!f)
		return refuse(e, "is not on its issuer's manifest (RFC 9286 6.4)");
	digest_sha256(bytes, hash);
	if (!span_equal(f->hash, (struct span){hash, sizeof hash}))
		return refuse(e, "is another than its issuer's manifest has: the hash differs (RFC 9286 6.5)");
	return 0;
}

int authority_check_issued(const struct authorities *s, const struct authority *a, struct cert *c, struct err *e)
{
	int rc = cert_check_issuer(c, &a->cert, s->verifier, e);

	if (!rc)
		rc = cert_check_time(c, s->now, e);
	if (!rc && !span_equal(c->crl, a->crl_uri))
		rc = refuse(e, "certificate: its CRL is another than its issuer's (RFC 6487 4.8.6)");
	if (!rc && crl_has(&a->crl, c->serial))
		rc = refuse(e, "certificate: revoked (RFC 6487 7.2)");
	return rc ? rc : cert_take_resources(c, &a->cert, e);
}

/* The CRL that the manifest's certificate names, which must be on the manifest itself (RFC 9286 6.4). */
static int load_crl(const struct authorities *s, struct authority *a, const struct cert *ee, struct err *e)
{
	int rc = cache_get(&s->cache, uri_path(ee->crl), &a->crl_file, e);
	size_t at;

	a->crl_uri = ee->crl;
	if (!rc)
		rc = authority_check_listed(a, ee->crl, a->crl_file, e);
	if (!rc && !der_valid(a->crl_file, &at))
		rc = err_set(e, WEIR_ESYNTAX, "CRL: expected DER, found something else at byte %zu (RFC 6487 5)", at);
	if (!rc)
		rc = crl_parse(a->crl_file, &a->crl, e);
	if (!rc)
		rc = crl_check(&a->crl, &a->cert, s->verifier, s->now, e);
	return at_file(rc, uri_path(ee->crl), e);
}

/* RFC 9286 5.1: its certificate inherits all resources. */
static int check_inherits(const struct resources *r, struct err *e)
{
	for (unsigned k = 0; k < RESOURCE_KINDS; k++)
		if (r->of[k].ranges.n)
			return refuse(e, "manifest: its certificate has resources of its own (RFC 9286 5.1)");
	return 0;
}

static int check_manifest(const struct authorities *s, struct authority *a, const struct signed_object *o,
			  struct cert *ee, struct err *e)
{
	int rc = check_inherits(&ee->resources, e);

	if (!rc && !span_equal(ee->object, a->cert.manifest))
		rc = refuse(e, "manifest: its certificate says that it is elsewhere (RFC 6487 4.8.8.2)");
	if (!rc)
		rc = load_crl(s, a, ee, e);
	if (!rc)
		rc = authority_check_issued(s, a, ee, e);
	return rc ? rc : signed_object_verify(o, ee, s->verifier, e);
}

static int read_manifest(struct authority *a, const struct signed_object *o, int64_t now, struct err *e)
{
	int rc;

	if (!span_equal(o->type, OID_MANIFEST))
		return refuse(e, "manifest: the content is of another type (RFC 9286 4.1)");
	rc = manifest_read(o->content, &a->manifest, e);
	return rc ? rc : manifest_check_time(&a->manifest, now, e);
}

/* The publication point: manifest and CRL. */
static int load_point(const struct authorities *s, struct authority *a, struct err *e)
{
	struct cert ee = {.not_before = 0};
	struct signed_object o;
	int rc = cache_get(&s->cache, uri_path(a->cert.manifest), &a->mft_file, e);

	if (!rc)
		rc = signed_object_parse(a->mft_file, &o, e);
	if (!rc)
		rc = read_manifest(a, &o, s->now, e);
	if (!rc)
		rc = cert_parse(o.cert, CERT_EE, &ee, e);
	if (!rc)
		rc = check_manifest(s, a, &o, &ee, e);
	a->expires = earlier(a->expires, earlier(earlier(a->manifest.next_update, a->crl.next_update), ee.not_after));
	cert_release(&ee);
	return at_file(rc, uri_path(a->cert.manifest), e);
}

static int read_certificate(const struct authorities *s, struct authority *a, enum cert_kind kind, struct err *e)
{
	const struct span path = {(const uint8_t *)a->path, strlen(a->path)};
	int rc = cache_get(&s->cache, path, &a->file, e);
	size_t at;

	if (!rc && !der_valid(a->file, &at))
		rc = err_set(e, WEIR_ESYNTAX, "certificate: expected DER, found something else at byte %zu (RFC 6487 4)", at);
	if (!rc)
		rc = cert_parse(a->file, kind, &a->cert, e);
	a->expires = a->cert.not_after;
	return rc;
}

static int find(struct authorities *s, const struct cert *c, unsigned depth, const struct authority **found,
		struct err *e);

static int load(struct authorities *s, struct authority *a, struct span uri, unsigned depth, struct err *e)
{
	const struct authority *issuer = NULL;
	int rc = read_certificate(s, a, CERT_CA, e);

	if (!rc)
		rc = find(s, &a->cert, depth + 1, &issuer, e);
	if (!rc)
		rc = authority_check_listed(issuer, uri, a->file, e);
	if (!rc)
		rc = authority_check_issued(s, issuer, &a->cert, e);
	if (!rc)
		a->expires = earlier(a->expires, issuer->expires);
	return rc ? rc : load_point(s, a, e);
}

/* A new authority, in the map before it is known to be sound. */
static int enter(struct authorities *s, struct span path, struct authority **a, struct err *e)
{
	uint32_t id;

	*a = calloc(1, sizeof **a);
	if (!*a || !((*a)->path = strndup((const char *)path.p, path.n)) ||
	    vec_push(&s->all, *a, AUTHORITIES)) {
		if (*a)
			free((*a)->path);
		free(*a);
		return out_of_memory(e);
	}
	return strmap_put(&s->paths, (const char *)path.p, path.n, &id) ? out_of_memory(e) : 0;
}

/* What became of it: a refusal is noted, and only trouble of ours ends the run. */
static int settle(struct authorities *s, struct authority *a, int rc, struct err *e)
{
	const struct span path = {(const uint8_t *)a->path, strlen(a->path)};

	a->state = rc ? AUTHORITY_REFUSED : AUTHORITY_SOUND;
	if (!rc || rc == WEIR_ENOMEM || rc == WEIR_EIO)
		return rc;
	at_file(rc, path, e);
	report_note(s->report, e->file, 0, 0, "%s", e->msg);
	return 0;
}

static const struct authority *anchor_of(const struct authorities *s, struct span ski)
{
	for (size_t i = 0; i < s->anchors; i++)
		if (s->all.v[i]->state == AUTHORITY_SOUND && span_equal(s->all.v[i]->cert.ski, ski))
			return s->all.v[i];
	return NULL;
}

/* The authority whose certificate is at a URI, loaded where it is asked for the first time. */
static int at_uri(struct authorities *s, struct span uri, unsigned depth, struct authority **a, struct err *e)
{
	const struct span path = uri_path(uri);
	const uint32_t id = strmap_find(&s->paths, (const char *)path.p, path.n);
	int rc;

	if (id != STRMAP_NONE) {
		*a = s->all.v[id];
		return 0;
	}
	if (depth > AUTHORITY_DEPTH)
		return refuse(e, "too many certificates above it");
	rc = enter(s, path, a, e);
	return rc ? rc : settle(s, *a, load(s, *a, uri, depth, e), e);
}

static int find(struct authorities *s, const struct cert *c, unsigned depth, const struct authority **found,
		struct err *e)
{
	struct authority *a;
	int rc;

	*found = anchor_of(s, c->aki);
	if (*found)
		return 0;
	rc = at_uri(s, c->issuer_uri, depth, &a, e);
	if (rc)
		return rc;
	*found = a;
	if (a->state != AUTHORITY_SOUND)
		return err_set(e, WEIR_ESYNTAX, a->state == AUTHORITY_ASKED ? "issued in a circle with '%s' (RFC 6487 7.2)"
									    : "its issuer '%s' was refused (RFC 6487 7.2)",
			       a->path);
	return 0;
}

int authority_of(struct authorities *s, const struct cert *c, const struct authority **a, struct err *e)
{
	return find(s, c, 0, a, e);
}

/* RFC 8630 3: self-signed, of the TAL's key, with resources of its own. */
static int load_anchor(const struct authorities *s, struct authority *a, struct err *e)
{
	int rc = cert_check_issuer(&a->cert, &a->cert, s->verifier, e);

	if (!rc)
		rc = cert_check_time(&a->cert, s->now, e);
	return rc ? rc : load_point(s, a, e);
}

static size_t tal_of(const struct cert *c, const struct tal *tals, size_t n)
{
	size_t i = 0;

	while (i < n && !span_equal(c->spki, (struct span){tals[i].key, tals[i].n}))
		i++;
	return i;
}

static bool any(const char *path)
{
	return path[0];
}

/* A certificate below ta/: an authority if a TAL has its key; any other is none of ours. */
static int try_anchor(struct authorities *s, const char *path, const struct tal *tals, size_t n, struct err *e)
{
	struct authority *a;
	struct err why;
	int rc = enter(s, (struct span){(const uint8_t *)path, strlen(path)}, &a, e);

	if (rc)
		return rc;
	rc = read_certificate(s, a, CERT_ANCHOR, &why);
	if (rc == WEIR_ENOMEM || rc == WEIR_EIO) {
		*e = why;
		return rc;
	}
	if (rc || tal_of(&a->cert, tals, n) == n) {
		a->state = AUTHORITY_REFUSED;
		return 0;
	}
	return settle(s, a, load_anchor(s, a, e), e);
}

/* A TAL whose anchor is not there, or was refused, is as good as none. */
static void note_missing(const struct authorities *s, const struct tal *t)
{
	for (size_t i = 0; i < s->anchors; i++)
		if (s->all.v[i]->state == AUTHORITY_SOUND && !tal_of(&s->all.v[i]->cert, t, 1))
			return;
	report_note(s->report, t->name, 0, 0, "no sound certificate of its key is in the cache (RFC 8630 3)");
}

int authorities_open(struct authorities *s, const char *cache, const struct tal *tals, size_t n, int64_t now,
		     struct report *report, struct err *e)
{
	struct cache_list list = {.paths = {.n = 0}};
	int rc;

	*s = (struct authorities){.cache = {-1}, .verifier = verifier_open(), .now = now, .report = report};
	rc = s->verifier ? cache_open(&s->cache, cache, e) : out_of_memory(e);
	if (!rc)
		rc = cache_list(&s->cache, "ta", any, &list, e);
	for (size_t i = 0; !rc && i < list.paths.n; i++)
		rc = try_anchor(s, list.paths.v[i], tals, n, e);
	s->anchors = s->all.n;
	for (size_t i = 0; !rc && i < n; i++)
		note_missing(s, &tals[i]);
	cache_list_release(&list);
	return rc;
}

static void authority_free(struct authority *a)
{
	free(a->path);
	free((void *)a->file.p);
	free((void *)a->mft_file.p);
	free((void *)a->crl_file.p);
	cert_release(&a->cert);
	manifest_release(&a->manifest);
	crl_release(&a->crl);
	free(a);
}

void authorities_release(struct authorities *s)
{
	for (size_t i = 0; i < s->all.n; i++)
		authority_free(s->all.v[i]);
	vec_free(&s->all);
	strmap_release(&s->paths);
	verifier_close(s->verifier);
	cache_close(&s->cache);
}
