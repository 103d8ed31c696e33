#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "rtr/session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t records[] = {2, 4, 0,  0, 0, 0, 0, 20, 1, 24, 24, 0, 192, 0, 2, 0, 0, 0, 0, 1,
				  2, 11, 1, 0, 0, 0, 0, 16, 0, 0,  0,  5, 0,   0, 0, 6};

/* A cache of two serials. */
static struct rtr_cache *cache(void)
{
	static const struct rtr_identity id = {{1, 2, 3}, 0xffffffff};
	struct rtr_cache *first, *second;
	struct rtr_set *a, *b;

	if (rtr_set_read(&a, records, 20) || rtr_set_read(&b, records, sizeof records) ||
	    rtr_cache_first(&first, a, &id) || rtr_cache_next(&second, first, b, &rtr_limits_default))
		abort();
	rtr_set_unref(a);
	rtr_set_unref(b);
	rtr_cache_unref(first);
	return second;
}

/* The router's end of the line: how far the PDU at hand has come. */
struct reader {
	uint8_t header[RTR_HEADER];
	size_t have;
};

static void read_byte(struct reader *r, uint8_t byte)
{
	struct rtr_header h;
	struct rtr_fault f;

	if (r->have < RTR_HEADER)
		r->header[r->have] = byte;
	if (++r->have < RTR_HEADER)
		return;
	h = rtr_header_read(r->header);
	if (h.version >= RTR_VERSIONS || !rtr_header_check(&h, &f) || h.type == RTR_SERIAL_QUERY ||
	    h.type == RTR_RESET_QUERY)
		abort(); /* no cache says that */
	if (r->have == h.length)
		r->have = 0;
}

/* Read up to `n` bytes of what it says. */
static void drain(struct rtr_session *s, struct reader *r, size_t n, uint64_t now)
{
	struct iovec v[RTR_QUEUE];
	const int parts = rtr_session_output(s, v);
	size_t taken = 0;

	for (int i = 0; i < parts; i++)
		for (size_t k = 0; k < v[i].iov_len && taken < n; k++, taken++)
			read_byte(r, ((const uint8_t *)v[i].iov_base)[k]);
	rtr_session_sent(s, taken, now);
}

/*
 * What a router may send, in pieces: the first byte is the listener; then, again and again, one says how
 * many of the next are sent, how many of ours are read, and what else happens. What is read are whole PDUs.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rtr_service service = {cache(), false, {3600, 600, 7200}};
	const struct rtr_options options = {size ? data[0] % RTR_ASPA_FORMS : 0, size ? data[0] / 8 % 3 : 0};
	struct reader reader = {.have = 0};
	struct rtr_session s;
	uint64_t now = 1;
	size_t at = 1;

	rtr_session_start(&s, &service, options, now);
	while (at < size && !rtr_session_is_over(&s, now)) {
		const uint8_t how = data[at++];
		size_t n = how % 32, wants = rtr_session_wants(&s);

		n = n < size - at ? n : size - at;
		n = n < wants ? n : wants;
		rtr_session_receive(&s, data + at, n, now);
		at += n;
		if (how & 32)
			drain(&s, &reader, how & 64 ? SIZE_MAX : how % 32, now);
		if (how & 128) {
			service.expired = how & 1;
			now += how * UINT64_C(10000);
			rtr_session_tick(&s, now);
		}
		if (how == 255)
			rtr_session_end(&s, RTR_RESTART, now);
	}
	do
		drain(&s, &reader, SIZE_MAX, now);
	while (s.nqueue);
	if (reader.have)
		abort(); /* a PDU cut off */
	rtr_session_release(&s);
	rtr_cache_unref(service.cache);
	return 0;
}
