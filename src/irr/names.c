#include <string.h>
#include <strings.h>

#include "base/ascii.h"
#include "irr/grammar.h"
#include "irr/value.h"

enum { OBJECT_NAME_MAX = 80, NIC_LETTERS = 4, NIC_DIGITS = 6, NIC_SOURCE = 9 };

bool grammar_is_asn(const char *s, size_t n)
{
	uint32_t asn;

	for (size_t i = 2; i < n; i++)
		if (!ascii_is_digit(s[i]))
			return false;
	return rpsl_asn_parse(s, n, &asn) && (n == 3 || s[2] != '0');
}

/* Words that cannot be names (RFC 2622 section 2). */
static bool is_reserved(const char *s, size_t n)
{
	static const char *const words[] = {
		"any",    "as-any", "rs-any",   "peeras", "and",    "or",       "not",
		"atomic", "from",   "to",       "at",     "action", "accept",   "announce",
		"except", "refine", "networks", "into",   "inbound", "outbound",
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i]) == n && !strncasecmp(words[i], s, n))
			return true;
	return false;
}

static bool has_prefix(const char *s, size_t n, const char *prefix)
{
	return n > strlen(prefix) && !strncasecmp(s, prefix, strlen(prefix));
}

bool grammar_is_object_name(const char *s, size_t n)
{
	if (n < 2 || n > OBJECT_NAME_MAX || !ascii_is_letter(s[0]) || is_reserved(s, n))
		return false;
	if (!ascii_is_letter(s[n - 1]) && !ascii_is_digit(s[n - 1]))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!ascii_is_letter(s[i]) && !ascii_is_digit(s[i]) && s[i] != '_' && s[i] != '-')
			return false;
	return true;
}

bool grammar_is_set_name(const char *s, size_t n, const char *prefix)
{
	bool some = false;
	const char *end = s + n;

	if (n > OBJECT_NAME_MAX)
		return false;
	for (;;) {
		const char *colon = memchr(s, ':', (size_t)(end - s));
		size_t part = (size_t)((colon ? colon : end) - s);
		bool is_set = has_prefix(s, part, prefix) && grammar_is_object_name(s, part);

		if (!is_set && !grammar_is_asn(s, part))
			return false;
		some |= is_set;
		if (!colon)
			return some;
		s = colon + 1;
	}
}

/* Two to four letters, up to six digits, a source of up to nine letters or digits. */
bool grammar_is_nic_handle(const char *s, size_t n)
{
	size_t i = 0, digits, source;

	while (i < n && ascii_is_letter(s[i]))
		i++;
	if (i < 2 || i > NIC_LETTERS)
		return false;
	digits = i;
	while (i < n && ascii_is_digit(s[i]))
		i++;
	if (i - digits > NIC_DIGITS || (i > digits && s[digits] == '0'))
		return false;
	if (i == n)
		return true;
	source = i + 1;
	if (s[i] != '-' || source == n || n - source > NIC_SOURCE || !ascii_is_letter(s[source]))
		return false;
	for (i = source; i < n; i++)
		if (!ascii_is_letter(s[i]) && !ascii_is_digit(s[i]))
			return false;
	return true;
}
