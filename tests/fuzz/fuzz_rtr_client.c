#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "rtr/client.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What it has is in order, each thing once, and what it says are whole PDUs. */
static void check(struct rtr_client *c)
{
	const uint8_t *last = NULL;
	size_t at = 0;

	for (; at < c->records.n; at += rtr_length(last)) {
		if (last && rtr_record_order(last, c->records.v + at) >= 0)
			abort();
		last = c->records.v + at;
	}
	if (at != c->records.n || (c->state == RTR_FAILED && rtr_code_is_fatal(c->code) && at))
		abort();
	for (at = 0; at < c->out.n; at += rtr_length(c->out.v + at))
		;
	if (at != c->out.n)
		abort();
}

/* Any bytes as what a cache says: the first one is the version, and how they are cut into pieces. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rtr_client c = {.state = RTR_ASKING};
	struct rpki r = {.v4 = {.n = 0}};
	const size_t piece = size ? 1 + data[0] / 4 * 16 : 1;

	if (rtr_client_start(&c, size ? data[0] % 3 : 0))
		abort();
	for (size_t at = 1; at < size && c.state != RTR_FAILED; at += piece) {
		if (rtr_client_receive(&c, data + at, piece < size - at ? piece : size - at))
			break;
		check(&c);
		if (c.state == RTR_SYNCED && rtr_client_ask(&c))
			break;
	}
	if (!rpki_source(&r, "cache") && !rtr_client_facts(&c, &r) && rpki_finish(&r))
		abort();
	rpki_release(&r);
	rtr_client_release(&c);
	return 0;
}
