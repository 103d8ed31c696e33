#include <stddef.h>
#include <stdint.h>

#include "rpki/object/attestation.h"
#include "rpki/object/cert.h"
#include "rpki/object/crl.h"
#include "rpki/object/manifest.h"
#include "rpki/object/signed_object.h"
#include "rpki/object/uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct verifier *verifier(void)
{
	static struct verifier *v;

	if (!v)
		v = verifier_open();
	return v;
}

/* What was taken obeys the profile, whatever else the bytes say. */
static void try_attestation(struct span content)
{
	struct attestation a;
	struct err e;

	if (!attestation_read(content, &a, &e)) {
		if (!a.customer || !a.providers.n || (!a.providers.v[0] && a.providers.n > 1))
			__builtin_trap();
		for (size_t i = 0; i < a.providers.n; i++)
			if (a.providers.v[i] == a.customer || (i && a.providers.v[i - 1] >= a.providers.v[i]))
				__builtin_trap();
	}
	attestation_release(&a);
}

static void try_manifest(struct span content)
{
	struct manifest m;
	struct err e;

	if (!manifest_read(content, &m, &e))
		for (size_t i = 0; i < m.files.n; i++)
			if (manifest_find(&m, m.files.v[i].name) != &m.files.v[i])
				__builtin_trap();
	manifest_release(&m);
}

/* A certificate's resources are within themselves; its URIs are safe paths. */
static void try_cert(struct span der, enum cert_kind kind)
{
	enum resource_kind k;
	struct resource_range r;
	struct cert c;
	struct err e;

	if (!cert_parse(der, kind, &c, &e)) {
		if (!resources_within(&c.resources, &c.resources, &k, &r) || (c.object.n && !uri_is_rsync(c.object)))
			__builtin_trap();
		cert_check_issuer(&c, &c, verifier(), &e);
	}
	cert_release(&c);
}

static void try_crl(struct span der)
{
	struct crl c;
	struct err e;

	if (!crl_parse(der, &c, &e))
		for (size_t i = 0; i < c.revoked.n; i++)
			if (!crl_has(&c, c.revoked.v[i]))
				__builtin_trap();
	crl_release(&c);
}

static void try_signed_object(struct span der)
{
	struct signed_object o;
	struct cert ee;
	struct err e;

	if (signed_object_parse(der, &o, &e))
		return;
	try_attestation(o.content);
	try_manifest(o.content);
	if (!cert_parse(o.cert, CERT_EE, &ee, &e))
		signed_object_verify(&o, &ee, verifier(), &e);
	cert_release(&ee);
}

/* The first byte says as what the rest is read. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct span s = {data + 1, size ? size - 1 : 0};

	switch (size ? data[0] : 0) {
	case 'o': try_signed_object(s); break;
	case 'a': try_attestation(s); break;
	case 'm': try_manifest(s); break;
	case 'c': try_cert(s, CERT_CA); break;
	case 'e': try_cert(s, CERT_EE); break;
	case 't': try_cert(s, CERT_ANCHOR); break;
	case 'r': try_crl(s); break;
	default: break;
	}
	return 0;
}
