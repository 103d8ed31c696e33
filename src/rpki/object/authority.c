#include "rpki/object/authority.h"

#include <stdio.h>

#include "rpki/object/oid.h"
#include "rpki/object/signed_object.h"
#include "rpki/object/uri.h"

static int refuse(struct err *e, const char *why)
{
	return err_set(e, WEIR_ESYNTAX, "%s", why);
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

struct span authority_path(const struct authority *a)
{
	return (struct span){(const uint8_t *)a->path, strlen(a->path)};
}

bool authority_publishes(const struct authority *a, struct span path)
{
	return span_equal(without_slash(uri_folder(path)), without_slash(uri_path(a->cert.repository)));
}

int authority_check_listed(const struct authority *a, struct span path, struct span bytes, struct err *e)
{
	const struct manifest_file *f = manifest_find(&a->manifest, uri_file(path));
	uint8_t hash[DIGEST_SHA256];

	if (!authority_publishes(a, path))
		return refuse(e, "is not where its issuer publishes (RFC 6487 4.8.8.1)");
	if (!f)
		return refuse(e, "is not on its issuer's manifest (RFC 9286 6.4)");
	digest_sha256(bytes, hash);
	if (!span_equal(f->hash, (struct span){hash, sizeof hash}))
		return refuse(e, "is another than its issuer's manifest has: the hash differs (RFC 9286 6.5)");
	return 0;
}

int authority_check_issued(const struct authority *a, struct cert *c, const struct validation *v, struct err *e)
{
	int rc = cert_check_issuer(c, &a->cert, v->verifier, e);

	if (!rc)
		rc = cert_check_time(c, v->now, e);
	if (!rc && !span_equal(c->crl, a->crl_uri))
		rc = refuse(e, "certificate: its CRL is another than its issuer's (RFC 6487 4.8.6)");
	if (!rc && crl_has(&a->crl, c->serial))
		rc = refuse(e, "certificate: revoked (RFC 6487 7.2)");
	return rc ? rc : cert_take_resources(c, &a->cert, e);
}

/* The CRL that the manifest's certificate names, which must be on the manifest itself (RFC 9286 6.4). */
static int load_crl(const struct validation *v, struct authority *a, const struct cert *ee, struct err *e)
{
	int rc = cache_get(&v->cache, uri_path(ee->crl), &a->crl_file, e);
	size_t at;

	a->crl_uri = ee->crl;
	if (!rc)
		rc = authority_check_listed(a, uri_path(ee->crl), a->crl_file, e);
	if (!rc && !der_valid(a->crl_file, &at))
		rc = err_set(e, WEIR_ESYNTAX, "CRL: expected DER, found something else at byte %zu (RFC 6487 5)", at);
	if (!rc)
		rc = crl_parse(a->crl_file, &a->crl, e);
	if (!rc)
		rc = crl_check(&a->crl, &a->cert, v->verifier, v->now, e);
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

static int check_manifest(const struct validation *v, struct authority *a, const struct signed_object *o,
			  struct cert *ee, struct err *e)
{
	int rc = check_inherits(&ee->resources, e);

	if (!rc && !span_equal(ee->object, a->cert.manifest))
		rc = refuse(e, "manifest: its certificate says that it is elsewhere (RFC 6487 4.8.8.2)");
	if (!rc)
		rc = load_crl(v, a, ee, e);
	if (!rc)
		rc = authority_check_issued(a, ee, v, e);
	return rc ? rc : signed_object_verify(o, ee, v->verifier, e);
}

static int read_manifest(struct authority *a, const struct signed_object *o, int64_t now, struct err *e)
{
	int rc;

	if (!span_equal(o->type, OID_MANIFEST))
		return refuse(e, "manifest: the content is of another type (RFC 9286 4.1)");
	rc = manifest_read(o->content, &a->manifest, e);
	return rc ? rc : manifest_check_time(&a->manifest, now, e);
}

static int check_number(const struct validation *v, const struct authority *a, const struct cert *ee,
			struct err *e)
{
	if (v->numbers && manifest_numbers_lower(v->numbers, uri_path(a->cert.manifest), ee->aki, a->manifest.number))
		return refuse(e, "manifest: its number is lower than one that was seen before (RFC 9286 4.2.1)");
	return 0;
}

/* The publication point: manifest and CRL. */
static int load_point(const struct validation *v, struct authority *a, struct err *e)
{
	struct cert ee = {.not_before = 0};
	struct signed_object o;
	int rc = cache_get(&v->cache, uri_path(a->cert.manifest), &a->mft_file, e);

	if (!rc)
		rc = signed_object_parse(a->mft_file, &o, e);
	if (!rc)
		rc = read_manifest(a, &o, v->now, e);
	if (!rc)
		rc = cert_parse(o.cert, CERT_EE, &ee, e);
	if (!rc)
		rc = check_manifest(v, a, &o, &ee, e);
	if (!rc)
		rc = check_number(v, a, &ee, e);
	a->expires = earlier(a->expires, earlier(earlier(a->manifest.next_update, a->crl.next_update), ee.not_after));
	cert_release(&ee);
	return at_file(rc, uri_path(a->cert.manifest), e);
}

int authority_fetch(struct authority *a, enum cert_kind kind, const struct validation *v, struct err *e)
{
	int rc = cache_get(&v->cache, authority_path(a), &a->file, e);
	size_t at;

	if (!rc && !der_valid(a->file, &at))
		rc = err_set(e, WEIR_ESYNTAX, "certificate: expected DER, found something else at byte %zu (RFC 6487 4)", at);
	if (!rc)
		rc = cert_parse(a->file, kind, &a->cert, e);
	a->expires = a->cert.not_after;
	return at_file(rc, authority_path(a), e);
}

/* RFC 8630 3: self-signed; that its key is the TAL's was seen when it was found. */
static int check_anchor(struct authority *a, const struct validation *v, struct err *e)
{
	int rc = cert_check_issuer(&a->cert, &a->cert, v->verifier, e);

	return rc ? rc : cert_check_time(&a->cert, v->now, e);
}

static int check_issued(struct authority *a, const struct authority *issuer, const struct validation *v,
			struct err *e)
{
	int rc = authority_check_listed(issuer, authority_path(a), a->file, e);

	a->depth = issuer->depth + 1;
	a->tal = issuer->tal;
	a->expires = earlier(a->expires, issuer->expires);
	return rc ? rc : authority_check_issued(issuer, &a->cert, v, e);
}

int authority_check(struct authority *a, const struct authority *issuer, const struct validation *v,
		    struct err *e)
{
	int rc = issuer ? check_issued(a, issuer, v, e) : check_anchor(a, v, e);

	return at_file(rc ? rc : load_point(v, a, e), authority_path(a), e);
}

void authority_release(struct authority *a)
{
	free(a->path);
	free((void *)a->file.p);
	free((void *)a->mft_file.p);
	free((void *)a->crl_file.p);
	cert_release(&a->cert);
	manifest_release(&a->manifest);
	crl_release(&a->crl);
}
