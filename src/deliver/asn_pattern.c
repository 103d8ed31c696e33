#include "deliver/asn_pattern.h"

#include <stdio.h>
#include <string.h>

/* The largest number with as many digits. */
static uint64_t all_nines(uint64_t n)
{
	uint64_t end = 10;

	while (end <= n)
		end *= 10;
	return end - 1;
}

/* The digits before, one digit from..to, and any digit for each zero of `step`. */
static void put_pattern(uint64_t before, unsigned from, unsigned to, uint64_t step, char *text)
{
	char *end = text;

	if (before)
		end += sprintf(end, "%llu", (unsigned long long)before);
	end += from == to ? sprintf(end, "%u", from) : sprintf(end, "[%u-%u]", from, to);
	for (; step > 1; step /= 10)
		end = stpcpy(end, "[0-9]");
}

bool asn_pattern_next(struct asn_range *left, bool *done, char to[ASN_PATTERN])
{
	uint64_t first = left->first, last = left->last, step = 1, nines = all_nines(first), n;

	if (*done)
		return false;
	if (last > nines)
		last = nines;
	while (step * 10 <= nines && first % (step * 10) == 0 && first + step * 10 - 1 <= last)
		step *= 10;
	n = (last - first + 1) / step;
	if (n > 10 - first / step % 10)
		n = 10 - first / step % 10;
	put_pattern(first / step / 10, (unsigned)(first / step % 10),
		    (unsigned)(first / step % 10 + n - 1), step, to);
	first += n * step;
	*done = first > left->last;
	left->first = (uint32_t)first;
	return true;
}
