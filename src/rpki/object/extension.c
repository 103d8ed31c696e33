#include "rpki/object/extension.h"

#include "rpki/object/oid.h"
#include "rpki/object/uri.h"

enum { CA_KINDS = CERT_ANCHOR | CERT_CA, ISSUED = CERT_CA | CERT_EE, ALL = CERT_ANCHOR | CERT_CA | CERT_EE };

struct extension extension_take(struct wire *list)
{
	struct wire seq = der_take(list, DER_SEQUENCE);
	struct extension x = {.name = der_span(&seq, DER_OID)};

	if (der_tag(&seq) == DER_BOOLEAN) {
		x.critical = der_bool(&seq);
		if (!x.critical) /* X.690 11.5: what is the default is not written */
			seq.bad = true;
	}
	x.value = der_span(&seq, DER_OCTET_STRING);
	der_close(list, &seq);
	return x;
}

/* The one SEQUENCE that a value is. */
static struct wire value_sequence(struct span value)
{
	struct wire w = der_cursor(value), seq = der_take(&w, DER_SEQUENCE);

	if (!wire_done(&w))
		seq.bad = true;
	return seq;
}

struct span extension_key_identifier(struct span value)
{
	struct wire seq = value_sequence(value);
	struct span id = der_span(&seq, DER_CONTEXT);

	return wire_done(&seq) && id.n == DIGEST_SHA1 ? id : (struct span){value.p, 0};
}

static int bad_form(struct err *e)
{
	return err_set(e, WEIR_ESYNTAX, "not of the form that the profile gives it");
}

static int read_basic_constraints(struct span value, enum cert_kind kind, struct cert *c, struct err *e)
{
	struct wire seq = value_sequence(value);

	(void)kind;
	(void)c;
	return der_bool(&seq) && wire_done(&seq) ? 0 : bad_form(e);
}

static int read_ski(struct span value, enum cert_kind kind, struct cert *c, struct err *e)
{
	struct wire w = der_cursor(value);

	(void)kind;
	c->ski = der_span(&w, DER_OCTET_STRING);
	return wire_done(&w) && c->ski.n == DIGEST_SHA1 ? 0 : bad_form(e);
}

static int read_aki(struct span value, enum cert_kind kind, struct cert *c, struct err *e)
{
	(void)kind;
	c->aki = extension_key_identifier(value);
	return c->aki.n ? 0 : bad_form(e);
}

/* keyCertSign and cRLSign, bits 5 and 6; digitalSignature, bit 0. */
static int read_key_usage(struct span value, enum cert_kind kind, struct cert *c, struct err *e)
{
	struct wire w = der_cursor(value);
	unsigned unused;
	struct span bits = der_bits(&w, &unused);

	(void)c;
	return wire_done(&w) && bits.n == 1 && bits.p[0] == (kind == CERT_EE ? 0x80 : 0x06) &&
	       unused == (kind == CERT_EE ? 7 : 1) ? 0 : bad_form(e);
}

/* A GeneralName that is an rsync URI; any other is taken, and is empty. */
static struct span take_uri(struct wire *names)
{
	const uint8_t tag = der_tag(names);
	struct span s = der_span(names, tag);

	return tag == DER_CONTEXT + 6 && uri_is_rsync(s) ? s : (struct span){s.p, 0};
}

/* One DistributionPoint with a fullName alone (RFC 6487 4.8.6). */
static int read_crl_points(struct span value, enum cert_kind kind, struct cert *c, struct err *e)
{
	struct wire points = value_sequence(value), point = der_take(&points, DER_SEQUENCE);
	struct wire name = der_take(&point, DER_CONTEXT_CONSTRUCTED), full = der_take(&name, DER_CONTEXT_CONSTRUCTED);

	(void)kind;
	while (!c->crl.n && wire_left(&full))
		c->crl = take_uri(&full);
	return wire_done(&points) && wire_done(&point) && wire_done(&name) && !full.bad && c->crl.n ? 0 : bad_form(e);
}

struct access {
	struct span method, uri;
};

static struct access take_access(struct wire *list)
{
	struct wire seq = der_take(list, DER_SEQUENCE);
	struct access a;

	a.method = der_span(&seq, DER_OID);
	a.uri = take_uri(&seq);
	der_close(list, &seq);
	return a;
}

static void keep_first(struct span *to, struct access a, struct span method)
{
	if (!to->n && span_equal(a.method, method))
		*to = a.uri;
}

static int read_aia(struct span value, enum cert_kind kind, struct cert *c, struct err *e)
{
	struct wire list = value_sequence(value);

	(void)kind;
	while (wire_left(&list))
		keep_first(&c->issuer_uri, take_access(&list), OID_CA_ISSUERS);
	return wire_done(&list) && c->issuer_uri.n ? 0 : bad_form(e);
}

/* RFC 6487 4.8.8.2: an EE says where its object is, and besides only where RRDP is told (RFC 8182 3.2). */
static int read_sia_of_ee(struct wire *list, struct cert *c, struct err *e)
{
	while (wire_left(list)) {
		struct access a = take_access(list);

		keep_first(&c->object, a, OID_SIGNED_OBJECT);
		if (!span_equal(a.method, OID_SIGNED_OBJECT) && !span_equal(a.method, OID_RPKI_NOTIFY))
			return bad_form(e);
	}
	return wire_done(list) && c->object.n ? 0 : bad_form(e);
}

static int read_sia(struct span value, enum cert_kind kind, struct cert *c, struct err *e)
{
	struct wire list = value_sequence(value);

	if (kind == CERT_EE)
		return read_sia_of_ee(&list, c, e);
	while (wire_left(&list)) {
		struct access a = take_access(&list);

		keep_first(&c->repository, a, OID_CA_REPOSITORY);
		keep_first(&c->manifest, a, OID_RPKI_MANIFEST);
	}
	return wire_done(&list) && c->repository.n && c->manifest.n ? 0 : bad_form(e);
}

/* RFC 6487 4.8.9, RFC 6484; with a qualifier that says where the statement is (RFC 7318). */
static int read_policies(struct span value, enum cert_kind kind, struct cert *c, struct err *e)
{
	struct wire list = value_sequence(value), policy = der_take(&list, DER_SEQUENCE);
	struct span name = der_span(&policy, DER_OID);

	(void)kind;
	(void)c;
	if (wire_left(&policy))
		der_take(&policy, DER_SEQUENCE);
	if (!wire_done(&list) || !wire_done(&policy))
		return bad_form(e);
	if (span_equal(name, OID_POLICY_RECONSIDERED))
		return err_set(e, WEIR_EUNSUPPORTED, "the policy of RFC 8360, which is not supported");
	return span_equal(name, OID_POLICY_RPKI) ? 0 : bad_form(e);
}

static int read_ip(struct span value, enum cert_kind kind, struct cert *c, struct err *e)
{
	(void)kind;
	return resources_read_ip(&c->resources, value, e);
}

static int read_as(struct span value, enum cert_kind kind, struct cert *c, struct err *e)
{
	(void)kind;
	return resources_read_as(&c->resources, value, e);
}

enum arc { CE, PE };

/* The profile, section by section. `must` and `may` are sets of kinds. */
static const struct row {
	const char *name, *section;
	enum arc arc;
	uint8_t last; /* of the name in its arc */
	bool critical;
	uint8_t must, may;
	int (*read)(struct span value, enum cert_kind kind, struct cert *c, struct err *e);
} rows[] = {
	{"basic constraints", "4.8.1", CE, 19, true, CA_KINDS, CA_KINDS, read_basic_constraints},
	{"subject key identifier", "4.8.2", CE, 14, false, ALL, ALL, read_ski},
	{"authority key identifier", "4.8.3", CE, 35, false, ISSUED, ALL, read_aki},
	{"key usage", "4.8.4", CE, 15, true, ALL, ALL, read_key_usage},
	{"extended key usage", "4.8.5", CE, 37, false, 0, 0, NULL},
	{"CRL distribution points", "4.8.6", CE, 31, false, ISSUED, ISSUED, read_crl_points},
	{"authority information access", "4.8.7", PE, 1, false, ISSUED, ISSUED, read_aia},
	{"subject information access", "4.8.8", PE, 11, false, ALL, ALL, read_sia},
	{"certificate policies", "4.8.9", CE, 32, true, ALL, ALL, read_policies},
	{"IP resources", "4.8.10", PE, 7, true, 0, ALL, read_ip},
	{"AS resources", "4.8.11", PE, 8, true, 0, ALL, read_as},
};
enum { ROWS = sizeof rows / sizeof *rows };

/* Its row, or ROWS. */
static unsigned row_of(struct span name)
{
	unsigned i = 0;

	while (i < ROWS && !span_equal(name, rows[i].arc == CE ? OID_CE(rows[i].last) : OID_PE(rows[i].last)))
		i++;
	return i;
}

static int refuse(struct err *e, const struct row *r, const char *why)
{
	return err_set(e, WEIR_ESYNTAX, "certificate: %s: %s (RFC 6487 %s)", r->name, why, r->section);
}

static int read_known(const struct extension *x, const struct row *r, enum cert_kind kind, struct cert *c,
		      struct err *e)
{
	struct err inner;
	int rc;

	if (!(r->may & kind))
		return refuse(e, r, "may not be in such a certificate");
	if (x->critical != r->critical)
		return refuse(e, r, r->critical ? "is not critical" : "is critical");
	rc = r->read(x->value, kind, c, &inner);
	if (rc)
		err_set(e, rc, "certificate: %s: %s (RFC 6487 %s)", r->name, inner.msg, r->section);
	return rc;
}

/* What is not known and not critical is passed over (RFC 6487 4.8). */
static int read_extension(const struct extension *x, enum cert_kind kind, struct cert *c, unsigned *seen,
			  struct err *e)
{
	const unsigned i = row_of(x->name);

	if (i == ROWS && x->critical)
		return err_set(e, WEIR_ESYNTAX, "certificate: a critical extension that is not known (RFC 6487 4.8)");
	if (i == ROWS)
		return 0;
	if (*seen & 1u << i)
		return refuse(e, &rows[i], "is there twice");
	*seen |= 1u << i;
	return read_known(x, &rows[i], kind, c, e);
}

int extensions_read(struct wire *list, enum cert_kind kind, struct cert *c, struct err *e)
{
	unsigned seen = 0;
	int rc = 0;

	while (!rc && wire_left(list)) {
		struct extension x = extension_take(list);

		rc = list->bad ? 0 : read_extension(&x, kind, c, &seen, e);
	}
	if (!rc && list->bad)
		return err_set(e, WEIR_ESYNTAX, "certificate: an extension is not of the form of RFC 5280 4.1");
	for (unsigned i = 0; !rc && i < ROWS; i++)
		if (rows[i].must & kind && !(seen & 1u << i))
			rc = refuse(e, &rows[i], "is missing");
	return rc;
}
