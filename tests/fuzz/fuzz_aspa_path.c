#include <stddef.h>
#include <stdint.h>

#include "rpki/aspa.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any path against a small chain of ASPAs; what is valid upstream is valid downstream. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct aspa_verdict up = {.reason = ASPA_RAMPS}, down = {.reason = ASPA_RAMPS};
	struct aspa_ask ask = {.direction = ASPA_UPSTREAM};
	struct as_path_buf b = {.asns = {.n = 0}};
	struct rpki r = {.v4 = {.n = 0}};
	struct as_path p;
	size_t col;
	int rc = rpki_source(&r, "fuzz");

	for (uint32_t asn = 1; !rc && asn < 9; asn++)
		rc = rpki_add_aspa(&r, asn, asn % 3 ? asn + 1 : 0, 1);
	if (!rc && !rpki_finish(&r) && !as_path_parse((const char *)data, size, &b, &col)) {
		p = as_path_buf_view(&b);
		rc = aspa_verify(&r, &p, &ask, &up);
		ask.direction = ASPA_DOWNSTREAM;
		rc |= aspa_verify(&r, &p, &ask, &down);
		if (!rc && up.state == ASPA_VALID && down.state != ASPA_VALID)
			__builtin_trap();
	}
	as_path_buf_release(&b);
	aspa_verdict_release(&up);
	aspa_verdict_release(&down);
	rpki_release(&r);
	return 0;
}
