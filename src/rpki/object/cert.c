#include "rpki/object/cert.h"

#include "rpki/object/extension.h"
#include "rpki/object/oid.h"

static int refuse(struct err *e, const char *why)
{
	return err_set(e, WEIR_ESYNTAX, "%s", why);
}

/* RFC 6487 4.6; RFC 5280 4.1.2.5. */
static int read_validity(struct wire *tbs, struct cert *c, struct err *e)
{
	struct wire validity = der_take(tbs, DER_SEQUENCE);

	c->not_before = der_time(&validity);
	c->not_after = der_time(&validity);
	der_close(tbs, &validity);
	if (tbs->bad || c->not_before > c->not_after)
		return refuse(e, "certificate: the validity is none (RFC 6487 4.6)");
	return 0;
}

/* RFC 6487 4.1 to 4.4. */
static int read_head(struct wire *tbs, struct cert *c, struct err *e)
{
	struct wire version = der_take(tbs, DER_CONTEXT_CONSTRUCTED);

	if (der_u32(&version) != 2 || !wire_done(&version))
		return refuse(e, "certificate: expected version 3 (RFC 6487 4.1)");
	c->serial = der_number(tbs, 20);
	if (tbs->bad || !c->serial.n)
		return refuse(e, "certificate: expected a positive serial number of at most 20 octets (RFC 6487 4.2)");
	if (!algorithm_signs_certificates(tbs))
		return refuse(e, "certificate: expected the signature algorithm sha256WithRSAEncryption (RFC 6487 4.3)");
	c->issuer = der_element(tbs, DER_SEQUENCE);
	return 0;
}

/*
 * A commonName and at most a serialNumber (RFC 6487 4.4, 4.5); in UTF-8 too, since there are
 * authorities that have it so. What it says matters to nobody, but that it fits.
 */
static bool name_is_sound(struct span name)
{
	struct wire w = der_cursor(name), parts = der_take(&w, DER_SEQUENCE);
	unsigned common = 0, serial = 0, all = 0;

	while (wire_left(&parts)) {
		struct wire part = der_take(&parts, DER_SET), one = der_take(&part, DER_SEQUENCE);
		struct span type = der_span(&one, DER_OID);

		der_span(&one, der_tag(&one) == DER_UTF8_STRING ? DER_UTF8_STRING : DER_PRINTABLE_STRING);
		der_close(&part, &one);
		der_close(&parts, &part);
		common += span_equal(type, OID_COMMON_NAME);
		serial += span_equal(type, OID_SERIAL_NUMBER);
		all++;
	}
	return wire_done(&parts) && common == 1 && serial <= 1 && all == common + serial;
}

/* RFC 6487 4.5, 4.7; RFC 7935 3. */
static int read_subject(struct wire *tbs, struct cert *c, struct err *e)
{
	c->subject = der_element(tbs, DER_SEQUENCE);
	if (!name_is_sound(c->subject))
		return refuse(e, "certificate: expected a commonName and at most a serialNumber as subject (RFC 6487 4.5)");
	c->spki = der_element(tbs, DER_SEQUENCE);
	if (tbs->bad || !signature_key_is_fit(c->spki, &c->key))
		return refuse(e, "certificate: expected an RSA key of 2048 bits and exponent 65537 (RFC 7935 3)");
	return 0;
}

static int read_tbs(struct wire *tbs, enum cert_kind kind, struct cert *c, struct err *e)
{
	struct wire extensions, list;
	int rc = read_head(tbs, c, e);

	if (!rc)
		rc = read_validity(tbs, c, e);
	if (!rc)
		rc = read_subject(tbs, c, e);
	if (rc)
		return rc;
	extensions = der_take(tbs, DER_CONTEXT_CONSTRUCTED + 3);
	list = der_take(&extensions, DER_SEQUENCE);
	if (!wire_done(tbs) || !wire_done(&extensions))
		return refuse(e, "certificate: expected extensions at its end (RFC 5280 4.1)");
	return extensions_read(&list, kind, c, e);
}

/* RFC 6487 4.8.2, 4.8.3: the identifiers are what the key says. */
static int check_identifiers(const struct cert *c, enum cert_kind kind, struct err *e)
{
	uint8_t hash[DIGEST_SHA1];

	digest_sha1(c->key, hash);
	if (!span_equal(c->ski, (struct span){hash, sizeof hash}))
		return refuse(e, "certificate: the subject key identifier is not the SHA-1 of the key (RFC 6487 4.8.2)");
	if (kind == CERT_ANCHOR && c->aki.n && !span_equal(c->aki, c->ski))
		return refuse(e, "certificate: self-signed, but the authority key identifier is another's (RFC 6487 4.8.3)");
	return 0;
}

static int check_resources(const struct cert *c, enum cert_kind kind, struct err *e)
{
	if (!c->resources.has_as && !c->resources.has_ip)
		return refuse(e, "certificate: neither IP nor AS resources (RFC 6487 4.8.10, 4.8.11)");
	if (kind == CERT_ANCHOR && resources_inherit(&c->resources))
		return refuse(e, "certificate: a trust anchor inherits resources (RFC 8630 2.3)");
	return 0;
}

int cert_parse(struct span der, enum cert_kind kind, struct cert *c, struct err *e)
{
	enum envelope_fault fault;
	struct wire tbs;
	int rc;

	*c = (struct cert){.serial = {NULL, 0}};
	fault = envelope_open(der, &c->sealed, &tbs);
	if (fault == ENVELOPE_ALGORITHM)
		return refuse(e, "certificate: expected the signature algorithm sha256WithRSAEncryption (RFC 6487 4.3)");
	if (fault)
		return refuse(e, "certificate: not of the form of RFC 5280 4.1");
	rc = read_tbs(&tbs, kind, c, e);
	if (!rc)
		rc = check_identifiers(c, kind, e);
	return rc ? rc : check_resources(c, kind, e);
}

int cert_check_issuer(const struct cert *c, const struct cert *issuer, const struct verifier *v, struct err *e)
{
	if (c->aki.n && !span_equal(c->aki, issuer->ski))
		return refuse(e, "certificate: the authority key identifier is not its issuer's (RFC 6487 4.8.3)");
	if (!span_equal(c->issuer, issuer->subject))
		return refuse(e, "certificate: its issuer has another name (RFC 6487 7.2)");
	return verifier_check(v, issuer->key, &c->sealed,
			      "certificate: the signature is not its issuer's (RFC 6487 7.2)", e);
}

int cert_check_time(const struct cert *c, int64_t now, struct err *e)
{
	if (now < c->not_before)
		return refuse(e, "certificate: not valid yet (RFC 6487 7.2)");
	if (now > c->not_after)
		return refuse(e, "certificate: expired (RFC 6487 7.2)");
	return 0;
}

int cert_take_resources(struct cert *c, const struct cert *issuer, struct err *e)
{
	char text[RESOURCE_TEXT];
	struct resource_range first;
	enum resource_kind kind;
	int rc = resources_resolve(&c->resources, &issuer->resources);

	if (rc)
		return err_set(e, rc, "out of memory");
	if (!resources_within(&c->resources, &issuer->resources, &kind, &first))
		return err_set(e, WEIR_ESYNTAX, "certificate: claims %s, which its issuer does not hold (RFC 6487 7.2)",
			       resource_text(kind, first, text));
	return 0;
}

void cert_release(struct cert *c)
{
	resources_release(&c->resources);
}
