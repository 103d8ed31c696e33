#include "rpki/object/signed_object.h"

#include "rpki/object/oid.h"

static int refuse(struct err *e, const char *why)
{
	return err_set(e, WEIR_ESYNTAX, "%s", why);
}

/* EncapsulatedContentInfo: the content in one piece (RFC 6488 2.1.3). */
static int read_content(struct wire *w, struct signed_object *o, struct err *e)
{
	struct wire info = der_take(w, DER_SEQUENCE), content;

	o->type = der_span(&info, DER_OID);
	content = der_take(&info, DER_CONTEXT_CONSTRUCTED);
	o->content = der_span(&content, DER_OCTET_STRING);
	der_close(&info, &content);
	der_close(w, &info);
	return w->bad ? refuse(e, "expected a content type and a content (RFC 6488 2.1.3)") : 0;
}

static int read_certificates(struct wire *w, struct signed_object *o, struct err *e)
{
	struct wire set = der_take(w, DER_CONTEXT_CONSTRUCTED);

	o->cert = der_element(&set, DER_SEQUENCE);
	if (!wire_done(&set))
		return refuse(e, "expected exactly one certificate (RFC 6488 2.1.4)");
	if (der_tag(w) == DER_CONTEXT_CONSTRUCTED + 1)
		return refuse(e, "CRLs may not be in it (RFC 6488 2.1.5)");
	return 0;
}

/* Attributes that may be there, as bits of a set. */
enum { CONTENT_TYPE = 1, MESSAGE_DIGEST = 2, SIGNING_TIME = 4, BINARY_TIME = 8 };

/* One attribute with one value; which it is, 0 where it is none of them or not as it should be. */
static unsigned read_attribute(struct wire *list, struct signed_object *o)
{
	struct wire attribute = der_take(list, DER_SEQUENCE);
	struct span name = der_span(&attribute, DER_OID);
	struct wire value = der_take(&attribute, DER_SET);
	unsigned which = 0;

	if (span_equal(name, OID_CONTENT_TYPE)) {
		which = span_equal(der_span(&value, DER_OID), o->type) ? CONTENT_TYPE : 0;
	} else if (span_equal(name, OID_MESSAGE_DIGEST)) {
		which = MESSAGE_DIGEST;
		o->digest = der_span(&value, DER_OCTET_STRING);
	} else if (span_equal(name, OID_SIGNING_TIME)) {
		which = SIGNING_TIME;
		der_time(&value);
	} else if (span_equal(name, OID_BINARY_TIME)) {
		which = BINARY_TIME;
		der_number(&value, 8);
	}
	der_close(&attribute, &value);
	der_close(list, &attribute);
	return list->bad ? 0 : which;
}

/* RFC 6488 2.1.6.4, in the order of DER. */
static int read_attributes(struct wire *signer, struct signed_object *o, struct err *e)
{
	struct wire copy = *signer, list = der_take(&copy, DER_CONTEXT_CONSTRUCTED);
	struct span last = {list.p, 0};
	unsigned seen = 0;

	o->attributes = der_element(signer, DER_CONTEXT_CONSTRUCTED);
	while (wire_left(&list)) {
		const uint8_t *from = list.p;
		const unsigned which = read_attribute(&list, o);
		const struct span now = {from, (size_t)(list.p - from)};

		if (!which || seen & which)
			return refuse(e, "a signed attribute is of the wrong kind or value, or there twice (RFC 6488 2.1.6.4)");
		if (span_cmp(last, now) > 0)
			return refuse(e, "the signed attributes are not in the order of DER (RFC 6488 3, 1m)");
		seen |= which;
		last = now;
	}
	if (~seen & (CONTENT_TYPE | MESSAGE_DIGEST) || list.bad)
		return refuse(e, "expected content-type and message-digest as signed attributes (RFC 6488 2.1.6.4)");
	return 0;
}

static int read_signer(struct wire *signer, struct signed_object *o, struct err *e)
{
	int rc;

	if (der_u32(signer) != 3)
		return refuse(e, "signer: expected version 3 (RFC 6488 2.1.6.1)");
	o->ski = der_span(signer, DER_CONTEXT);
	if (o->ski.n != DIGEST_SHA1)
		return refuse(e, "signer: expected a subject key identifier (RFC 6488 2.1.6.2)");
	if (!algorithm_is_sha256(signer))
		return refuse(e, "signer: expected the digest SHA-256 (RFC 6488 2.1.6.3, RFC 7935 2)");
	rc = read_attributes(signer, o, e);
	if (rc)
		return rc;
	if (!algorithm_signs_objects(signer))
		return refuse(e, "signer: expected the signature algorithm RSA with SHA-256 (RFC 6488 2.1.6.5, RFC 7935 2)");
	o->signature = der_span(signer, DER_OCTET_STRING);
	if (der_tag(signer) == DER_CONTEXT_CONSTRUCTED + 1)
		return refuse(e, "signer: unsigned attributes may not be there (RFC 6488 2.1.6.7)");
	return wire_done(signer) ? 0 : refuse(e, "signer: not of the form of RFC 5652 5.3");
}

static int read_signed_data(struct wire *data, struct signed_object *o, struct err *e)
{
	struct wire digests, signers, signer;
	int rc;

	if (der_u32(data) != 3)
		return refuse(e, "expected SignedData of version 3 (RFC 6488 2.1.1)");
	digests = der_take(data, DER_SET);
	if (!algorithm_is_sha256(&digests) || !wire_done(&digests))
		return refuse(e, "expected one digest algorithm, SHA-256 (RFC 6488 2.1.2, RFC 7935 2)");
	rc = read_content(data, o, e);
	if (!rc)
		rc = read_certificates(data, o, e);
	if (rc)
		return rc;
	signers = der_take(data, DER_SET);
	signer = der_take(&signers, DER_SEQUENCE);
	if (!wire_done(&signers) || !wire_done(data))
		return refuse(e, "expected exactly one signer (RFC 6488 2.1.6)");
	return read_signer(&signer, o, e);
}

int signed_object_parse(struct span der, struct signed_object *o, struct err *e)
{
	struct wire w, info, data;
	struct span type;
	size_t at;

	*o = (struct signed_object){.type = {NULL, 0}};
	if (!der_valid(der, &at))
		return err_set(e, WEIR_ESYNTAX, "expected DER, found something else at byte %zu (RFC 6488 3, 1m)", at);
	w = der_cursor(der);
	info = der_take(&w, DER_SEQUENCE);
	type = der_span(&info, DER_OID);
	w = der_take(&info, DER_CONTEXT_CONSTRUCTED);
	data = der_take(&w, DER_SEQUENCE);
	if (!wire_done(&info) || !wire_done(&w) || !span_equal(type, OID_SIGNED_DATA))
		return refuse(e, "expected a CMS SignedData (RFC 6488 2.1)");
	return read_signed_data(&data, o, e);
}

int signed_object_verify(const struct signed_object *o, const struct cert *ee, const struct verifier *v,
			 struct err *e)
{
	const struct signed_bytes s = {o->attributes, o->signature, DER_SET};
	uint8_t hash[DIGEST_SHA256];

	if (!span_equal(o->ski, ee->ski))
		return refuse(e, "the signer is not the one that the certificate is of (RFC 6488 2.1.6.2)");
	digest_sha256(o->content, hash);
	if (!span_equal(o->digest, (struct span){hash, sizeof hash}))
		return refuse(e, "the content is not what was signed: its digest differs (RFC 6488 3, RFC 5652 11.2)");
	return verifier_check(v, ee->key, &s, "the signature is not that of its certificate's key (RFC 6488 3, 2)", e);
}
