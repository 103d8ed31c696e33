#include "rpki/object/crl.h"

#include "rpki/object/extension.h"
#include "rpki/object/oid.h"

static int refuse(struct err *e, const char *why)
{
	return err_set(e, WEIR_ESYNTAX, "CRL: %s", why);
}

static int by_serial(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

/* A serial number and a date, without extensions. */
static struct span take_entry(struct wire *list)
{
	struct wire entry = der_take(list, DER_SEQUENCE);
	struct span serial = der_number(&entry, 20);

	der_time(&entry);
	der_close(list, &entry);
	return serial;
}

static int read_revoked(struct wire *tbs, struct crl *c, struct err *e)
{
	struct wire list;
	int rc = 0;

	if (der_tag(tbs) != DER_SEQUENCE)
		return 0;
	list = der_take(tbs, DER_SEQUENCE);
	while (!rc && wire_left(&list)) {
		struct span serial = take_entry(&list);

		rc = list.bad ? refuse(e, "an entry has more than serial number and date (RFC 6487 5)")
			      : vec_push(&c->revoked, serial, CRL_REVOKED);
	}
	if (rc == WEIR_ENOMEM || rc == WEIR_ELIMIT)
		err_set(e, rc, rc == WEIR_ELIMIT ? "CRL: more entries than can be held" : "out of memory");
	if (c->revoked.n)
		qsort(c->revoked.v, c->revoked.n, sizeof *c->revoked.v, by_serial);
	return rc;
}

/* RFC 6487 5: authority key identifier and CRL number, not critical, and no other. */
static int read_extensions(struct wire *tbs, struct crl *c, struct err *e)
{
	struct wire outer = der_take(tbs, DER_CONTEXT_CONSTRUCTED), list = der_take(&outer, DER_SEQUENCE);
	bool numbered = false, wrong = false;

	while (wire_left(&list)) {
		struct extension x = extension_take(&list);
		struct wire value = der_cursor(x.value);

		if (!c->aki.n && span_equal(x.name, OID_AKI)) {
			c->aki = extension_key_identifier(x.value);
		} else if (!numbered && span_equal(x.name, OID_CRL_NUMBER)) {
			der_number(&value, 20);
			numbered = wire_done(&value);
		} else {
			wrong = true;
		}
		wrong |= x.critical;
	}
	if (!wire_done(tbs) || !wire_done(&outer) || !wire_done(&list) || wrong || !numbered || !c->aki.n)
		return refuse(e, "expected an authority key identifier, a CRL number and no other extension (RFC 6487 5)");
	return 0;
}

static int read_tbs(struct wire *tbs, struct crl *c, struct err *e)
{
	int rc;

	if (der_u32(tbs) != 1 || !algorithm_signs_certificates(tbs))
		return refuse(e, "expected version 2, signed with sha256WithRSAEncryption (RFC 6487 5)");
	c->issuer = der_element(tbs, DER_SEQUENCE);
	c->this_update = der_time(tbs);
	c->next_update = der_time(tbs);
	if (tbs->bad || c->this_update > c->next_update)
		return refuse(e, "expected an issuer, thisUpdate and, not before it, nextUpdate (RFC 6487 5)");
	rc = read_revoked(tbs, c, e);
	return rc ? rc : read_extensions(tbs, c, e);
}

int crl_parse(struct span der, struct crl *c, struct err *e)
{
	enum envelope_fault fault;
	struct wire tbs;

	*c = (struct crl){.this_update = 0};
	fault = envelope_open(der, &c->sealed, &tbs);
	if (fault == ENVELOPE_ALGORITHM)
		return refuse(e, "expected the signature algorithm sha256WithRSAEncryption (RFC 6487 5)");
	if (fault)
		return refuse(e, "not of the form of RFC 5280 5.1");
	return read_tbs(&tbs, c, e);
}

int crl_check(const struct crl *c, const struct cert *issuer, const struct verifier *v, int64_t now, struct err *e)
{
	if (!span_equal(c->aki, issuer->ski) || !span_equal(c->issuer, issuer->subject))
		return refuse(e, "is another authority's (RFC 6487 7.2)");
	if (now < c->this_update || now > c->next_update)
		return refuse(e, now < c->this_update ? "not valid yet (RFC 6487 7.2)"
						      : "its nextUpdate is over (RFC 6487 7.2)");
	return verifier_check(v, issuer->key, &c->sealed, "CRL: the signature is not its issuer's (RFC 6487 7.2)", e);
}

bool crl_has(const struct crl *c, struct span serial)
{
	return c->revoked.n && bsearch(&serial, c->revoked.v, c->revoked.n, sizeof serial, by_serial);
}

void crl_release(struct crl *c)
{
	vec_free(&c->revoked);
}
