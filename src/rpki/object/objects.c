#include "rpki/object/objects.h"

#include "rpki/object/attestation.h"
#include "rpki/object/authorities.h"
#include "rpki/object/oid.h"
#include "rpki/object/signed_object.h"
#include "rpki/object/uri.h"

static const char *suffix_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot ? dot : "";
}

static bool is_aspa(const char *path)
{
	return !strcmp(suffix_of(path), ".asa");
}

/* All but the kinds that rpki-client validates, or knows and passes over. */
static bool is_wanted(const char *path)
{
	static const char *const others[] = {".cer", ".crl", ".gbr", ".mft", ".roa", ".sig", ".tak"};

	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (!strcmp(suffix_of(path), others[i]))
			return false;
	return true;
}

/* What is validated: its path below the cache, which is that of its URI, and its bytes. */
struct file {
	struct span path, bytes;
};

/* The certificate in the object: is it this file's, and sound up to an anchor? */
static int check_certificate(struct authorities *s, const struct file *f, struct cert *ee,
			     struct aspa_object *x, struct err *e)
{
	const struct authority *issuer;
	int rc;

	if (!span_equal(uri_path(ee->object), f->path))
		return err_set(e, WEIR_ESYNTAX, "certificate: it is of another object (RFC 6487 4.8.8.2)");
	rc = authorities_find(s, ee, f->path, &issuer, e);
	if (!rc)
		rc = authority_check_listed(issuer, f->path, f->bytes, e);
	if (!rc)
		rc = authority_check_issued(issuer, ee, &s->v, e);
	if (rc)
		return rc;
	x->expires = ee->not_after < issuer->expires ? ee->not_after : issuer->expires;
	x->tal = issuer->tal;
	return 0;
}

static int validate(struct authorities *s, const struct file *f, struct attestation *a, struct cert *ee,
		    struct aspa_object *x, struct err *e)
{
	struct signed_object o;
	int rc = signed_object_parse(f->bytes, &o, e);

	if (!rc && !span_equal(o.type, OID_ASPA))
		rc = err_set(e, WEIR_ESYNTAX, "the content is of another type than an ASPA's (aspa-profile 2)");
	if (!rc)
		rc = attestation_read(o.content, a, e);
	if (!rc)
		rc = cert_parse(o.cert, CERT_EE, ee, e);
	if (!rc)
		rc = attestation_check(a, &ee->resources, e);
	if (!rc)
		rc = check_certificate(s, f, ee, x, e);
	return rc ? rc : signed_object_verify(&o, ee, s->v.verifier, e);
}

static int too_many(uint32_t customer, struct err *e)
{
	return err_set(e, WEIR_ESYNTAX, "the ASPAs of AS%u have more than %d providers together (aspa-profile 5.5)",
		       customer, RPKI_ASPA_PROVIDERS);
}

/* `x` has what its certificate says. */
static int keep(struct aspa_objects *o, const struct attestation *a, const char *path, struct aspa_object x,
		struct err *e)
{
	int rc;

	x.customer = a->customer;
	x.first = o->providers.n;
	x.n = a->providers.n;
	x.path = strdup(path);
	rc = x.path ? vec_reserve(&o->providers, x.first + x.n, RPKI_PROVIDERS) : WEIR_ENOMEM;

	if (!rc)
		rc = vec_push(&o->valid, x, ASPA_OBJECTS);
	if (rc) {
		free(x.path);
		return err_set(e, rc, rc == WEIR_ELIMIT ? "more ASPAs than can be held" : "out of memory");
	}
	memcpy(o->providers.v + x.first, a->providers.v, x.n * sizeof *a->providers.v);
	o->providers.n += x.n;
	return 0;
}

/*
 * Section 5.5: a customer's ASPAs stand or fall together, so nobody fills the lists with what
 * no router would be told. Once there are too many, those that come later are refused here,
 * and those that came before at the end.
 */
static int count_providers(struct aspa_objects *o, const struct attestation *a, struct err *e)
{
	uint32_t id;
	int rc = strmap_put(&o->customers, (const char *)&a->customer, sizeof a->customer, &id);

	if (!rc && id == o->counts.n)
		rc = vec_push(&o->counts, 0, ASPA_OBJECTS);
	if (rc)
		return err_set(e, WEIR_ENOMEM, "out of memory");
	if (o->counts.v[id] <= RPKI_ASPA_PROVIDERS)
		o->counts.v[id] += (uint32_t)a->providers.n;
	return o->counts.v[id] > RPKI_ASPA_PROVIDERS ? too_many(a->customer, e) : 0;
}

/* A refusal is noted and counted; only what is no fault of the object ends the run. */
static int refused(struct aspa_objects *o, struct report *r, const char *path, int rc, const struct err *e)
{
	if (rc == WEIR_ENOMEM || rc == WEIR_EIO)
		return rc;
	if (rc == WEIR_EUNSUPPORTED)
		o->unsupported++;
	else
		o->invalid++;
	report_note(r, path, 0, 0, "%s%s", rc == WEIR_EUNSUPPORTED ? "unsupported: " : "", e->msg);
	return 0;
}

static int take(struct aspa_objects *o, struct authorities *s, const char *path, struct err *e)
{
	struct file f = {.path = {(const uint8_t *)path, strlen(path)}};
	struct attestation a = {.customer = 0};
	struct cert ee = {.not_before = 0};
	struct aspa_object x = {.customer = 0};
	int rc = cache_get(&s->v.cache, f.path, &f.bytes, e);

	if (!rc)
		rc = validate(s, &f, &a, &ee, &x, e);
	if (!rc)
		rc = count_providers(o, &a, e);
	rc = rc ? refused(o, s->v.report, path, rc, e) : keep(o, &a, path, x, e);
	attestation_release(&a);
	cert_release(&ee);
	free((void *)f.bytes.p);
	return rc;
}

static bool has_too_many(const struct aspa_objects *o, uint32_t customer)
{
	return o->counts.v[strmap_find(&o->customers, (const char *)&customer, sizeof customer)] > RPKI_ASPA_PROVIDERS;
}

static void drop_excess(struct aspa_objects *o, struct report *r)
{
	size_t kept = 0;
	struct err e;

	for (size_t i = 0; i < o->valid.n; i++) {
		struct aspa_object *x = &o->valid.v[i];

		if (!has_too_many(o, x->customer)) {
			o->valid.v[kept++] = *x;
			continue;
		}
		refused(o, r, x->path, too_many(x->customer, &e), &e);
		free(x->path);
	}
	o->valid.n = kept;
}

int aspa_objects_validate(struct aspa_objects *o, const struct aspa_ask *ask, struct report *report, struct err *e)
{
	struct cache_list list = {.paths = {.n = 0}};
	struct authorities s;
	int rc;

	*o = (struct aspa_objects){.invalid = 0};
	rc = authorities_open(&s, ask, report, e);
	if (!rc)
		rc = cache_list(&s.v.cache, "", is_wanted, &list, e);
	for (size_t i = 0; !rc && i < list.paths.n; i++) {
		if (is_aspa(list.paths.v[i]))
			rc = take(o, &s, list.paths.v[i], e);
		else
			o->unsupported++;
	}
	drop_excess(o, report);
	o->anchors_missing = s.missing;
	cache_list_release(&list);
	authorities_release(&s);
	return rc;
}

void aspa_objects_release(struct aspa_objects *o)
{
	for (size_t i = 0; i < o->valid.n; i++)
		free(o->valid.v[i].path);
	vec_free(&o->valid);
	vec_free(&o->providers);
	strmap_release(&o->customers);
	vec_free(&o->counts);
}
