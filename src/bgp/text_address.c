#include "bgp/text_address.h"

#include <stdbool.h>
#include <string.h>

#include "base/decimal.h"

static bool is_end(const char *p, const char *end)
{
	return p == end || *p == ':';
}

/* In an address without "::", the first group that is zero becomes it. */
static char *fold_zero(char *text, char *end)
{
	for (char *p = text; p < end; p++) {
		bool begins = p == text || p[-1] == ':';

		if (!begins || *p != '0' || !is_end(p + 1, end))
			continue;
		if (p == text) { /* 0:1:… is ::1:… */
			*p = ':';
			return end;
		}
		if (p + 1 == end) { /* …:1:0 is …:1:: */
			*p = ':';
			return end;
		}
		memmove(p, p + 1, (size_t)(end - p - 1)); /* …:1:0:2 is …:1::2 */
		return end - 1;
	}
	return end;
}

char *text_address_put(char *to, const struct prefix *a)
{
	char *end;

	if (a->family == IPV6 && !a->hi && a->lo > 1 && a->lo <= 0xffff) {
		end = decimal_put(stpcpy(to, "::0.0."), (uint32_t)a->lo >> 8);
		*end++ = '.';
		return decimal_put(end, a->lo & 255);
	}
	end = address_put(to, a->family, a->hi, a->lo);
	if (a->family == IPV6 && !memmem(to, (size_t)(end - to), "::", 2))
		end = fold_zero(to, end);
	return end;
}

char *text_prefix_put(char *to, const struct prefix *p)
{
	to = text_address_put(to, p);
	*to++ = '/';
	return decimal_put(to, p->len);
}
