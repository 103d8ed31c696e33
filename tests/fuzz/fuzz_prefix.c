#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/asn.h"
#include "net/endpoint.h"
#include "net/prefix_set.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void read_endpoint(const char *s, size_t n)
{
	struct endpoint e, again;
	char text[ENDPOINT_TEXT];

	if (!endpoint_parse(s, n, &e))
		return;
	require(e.port && e.host.len == family_bits(e.host.family));
	endpoint_text(&e, text);
	require(endpoint_parse(text, strlen(text), &again) && prefix_equal(&e.host, &again.host) && e.port == again.port);
}

/* What is read and written again is read as the same. */
static bool read_word(const char *s, size_t n, struct range *r)
{
	const char *op = memchr(s, '^', n), *end = s + n;
	char text[PREFIX_TEXT];
	struct prefix p, again;
	struct range_op o;
	uint32_t asn;

	asn_parse(s, n, &asn);
	read_endpoint(s, n);
	if (prefix_parse(s, (size_t)((op ? op : end) - s), &p) != PREFIX_OK)
		return false;
	require(p.len <= family_bits(p.family) && !(prefix_first(&p) & ~u128_mask(p.len)));
	prefix_text(&p, text);
	require(prefix_parse(text, strlen(text), &again) == PREFIX_OK && prefix_equal(&p, &again));
	if (!range_op_parse(op ? op : end, op ? (size_t)(end - op) : 0, &o))
		return false;
	*r = range_exact(&p);
	if (!range_apply(r, o, r))
		return false;
	require(r->len <= r->ge && r->ge <= r->le && r->le <= family_bits(r->family));
	return true;
}

/* The list as a set, and its aggregate as a set: the same, and no more entries. */
static void check_set(struct range_list *l)
{
	struct prefix_set set, again, rest;
	struct range_list fewer;

	require(!range_list_normalize(l) && !prefix_set_make(&set, l));
	require(!prefix_set_aggregate(&set, &fewer) && !prefix_set_make(&again, &fewer));
	require(range_list_count(&fewer) <= range_list_count(l) && prefix_set_equal(&set, &again));
	require(!prefix_set_subtract(&rest, &set, &again) && prefix_set_is_empty(&rest));
	range_list_release(&fewer);
	prefix_set_release(&set);
	prefix_set_release(&again);
}

/* Words between blanks, as prefixes with range operators, and as an address and a port. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data, *end = s + size;
	struct range_list l = {0};

	while (s < end) {
		const char *blank = memchr(s, ' ', (size_t)(end - s));
		size_t n = (size_t)((blank ? blank : end) - s);
		char *word = malloc(n ? n : 1); /* of its exact size, for the sanitizer */
		struct range r;

		require(word != NULL);
		memcpy(word, s, n);
		if (read_word(word, n, &r))
			require(!range_list_add(&l, &r));
		free(word);
		s += n + 1;
	}
	check_set(&l);
	range_list_release(&l);
	return 0;
}
