#include "rpki/object/attestation.h"

#include "rpki/rpki.h"

static int refuse(struct err *e, const char *why)
{
	return err_set(e, WEIR_ESYNTAX, "%s", why);
}

/* Section 3.1: 1, in so many bytes. No version is 0, as objects had it before 2023. */
static int read_version(struct wire *seq, struct err *e)
{
	struct wire version;
	uint32_t n;

	if (der_tag(seq) != DER_CONTEXT_CONSTRUCTED)
		return err_set(e, WEIR_EUNSUPPORTED, "an ASPA of version 0, which is not supported (aspa-profile 3.1)");
	version = der_take(seq, DER_CONTEXT_CONSTRUCTED);
	n = der_u32(&version);
	if (!wire_done(&version) || !n)
		return refuse(e, "the version is not in DER (aspa-profile 3.1)");
	if (n != 1)
		return err_set(e, WEIR_EUNSUPPORTED, "an ASPA of version %u, which is not supported (aspa-profile 3.1)", n);
	return 0;
}

/* Section 3.3. */
static int check_provider(const struct attestation *a, uint32_t provider, struct err *e)
{
	const size_t n = a->providers.n;

	if (provider == a->customer)
		return err_set(e, WEIR_ESYNTAX, "AS%u is its own provider (aspa-profile 3.3)", provider);
	if (n && provider == a->providers.v[n - 1])
		return err_set(e, WEIR_ESYNTAX, "provider AS%u is there twice (aspa-profile 3.3)", provider);
	if (n && provider < a->providers.v[n - 1])
		return err_set(e, WEIR_ESYNTAX, "provider AS%u is not in ascending order (aspa-profile 3.3)", provider);
	if (n && !a->providers.v[0])
		return refuse(e, "AS0 is not alone (aspa-profile 3.3)");
	return 0;
}

static int read_providers(struct wire *list, struct attestation *a, struct err *e)
{
	int rc = 0;

	while (!rc && wire_left(list)) {
		const uint32_t provider = der_u32(list);

		if (list->bad)
			return refuse(e, "a provider is no AS number (aspa-profile 3.3)");
		rc = check_provider(a, provider, e);
		if (rc)
			return rc;
		rc = vec_push(&a->providers, provider, RPKI_ASPA_PROVIDERS);
		if (rc)
			err_set(e, rc, rc == WEIR_ELIMIT ? "more than %d providers (aspa-profile 5.5)" : "out of memory",
				RPKI_ASPA_PROVIDERS);
	}
	return rc;
}

int attestation_read(struct span content, struct attestation *a, struct err *e)
{
	struct wire w = der_cursor(content), seq = der_take(&w, DER_SEQUENCE), list;
	int rc;

	*a = (struct attestation){.customer = 0};
	if (!wire_done(&w))
		return refuse(e, "the content is not an ASProviderAttestation in DER (aspa-profile 3)");
	rc = read_version(&seq, e);
	if (rc)
		return rc;
	a->customer = der_u32(&seq);
	if (seq.bad || !a->customer)
		return refuse(e, "the customer is no AS number (aspa-profile 3.2)");
	list = der_take(&seq, DER_SEQUENCE);
	if (!wire_done(&seq))
		return refuse(e, "the content is not an ASProviderAttestation in DER (aspa-profile 3)");
	if (!wire_left(&list))
		return refuse(e, "no providers (aspa-profile 3.3)");
	return read_providers(&list, a, e);
}

int attestation_check(const struct attestation *a, const struct resources *r, struct err *e)
{
	const struct resource_list *as = &r->of[RESOURCE_AS];

	if (r->has_ip)
		return refuse(e, "the certificate has IP resources (aspa-profile 4)");
	if (as->inherit)
		return refuse(e, "the certificate inherits its AS resources (aspa-profile 4)");
	if (as->ranges.n != 1 || as->ranges.v[0].first != as->ranges.v[0].last)
		return refuse(e, "the certificate is not of one AS number alone (aspa-profile 4)");
	if (as->ranges.v[0].first != a->customer)
		return err_set(e, WEIR_ESYNTAX, "the customer is AS%u, the certificate that of AS%u (aspa-profile 4)",
			       a->customer, (unsigned)as->ranges.v[0].first);
	return 0;
}

void attestation_release(struct attestation *a)
{
	vec_free(&a->providers);
}
