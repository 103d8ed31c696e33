#include "irr/value.h"

#include <string.h>
#include <strings.h>

#include "base/ascii.h"
#include "net/asn.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

char rpsl_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 0x20) : c;
}

size_t rpsl_fold(const char *s, size_t n, char to[RPSL_NAME_MAX + 1])
{
	if (n > RPSL_NAME_MAX)
		n = RPSL_NAME_MAX;
	for (size_t i = 0; i < n; i++)
		to[i] = rpsl_upper(s[i]);
	to[n] = '\0';
	return n;
}

size_t rpsl_text_length(const char *s, size_t n)
{
	const char *hash = memchr(s, '#', n);

	if (hash)
		n = (size_t)(hash - s);
	while (n && is_blank(s[n - 1]))
		n--;
	return n;
}

/* Take out zeros before a number where nobody can read it otherwise; 0 where somebody can. */
static size_t drop_zeros(const char *s, size_t n, char *to)
{
	bool in_length = false;
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		bool begins = i == 0 || !ascii_is_digit(s[i - 1]);
		size_t digits = 0;

		in_length |= s[i] == '/';
		if (begins && s[i] == '0') {
			size_t from = i;

			while (i + 1 < n && s[i] == '0' && ascii_is_digit(s[i + 1]))
				i++;
			while (i + digits < n && ascii_is_digit(s[i + digits]))
				digits++;
			if (i > from && !in_length && (digits > 1 || s[i] > '7'))
				return 0;
		}
		to[kept++] = s[i];
	}
	return kept;
}

static enum prefix_status parse_without_zeros(const char *s, size_t n, struct prefix *p)
{
	char plain[64];
	size_t kept = n <= sizeof plain ? drop_zeros(s, n, plain) : 0;

	return kept ? prefix_parse(plain, kept, p) : PREFIX_LEADING_ZERO;
}

const char *rpsl_prefix_parse(const char *s, size_t n, struct prefix *p)
{
	enum prefix_status st = prefix_parse(s, n, p);

	if (st == PREFIX_LEADING_ZERO)
		st = parse_without_zeros(s, n, p);
	if (st == PREFIX_OK || st == PREFIX_NO_LENGTH)
		return NULL;
	if (n == 3 && !memcmp(s, "0/0", 3)) {
		*p = prefix_ipv4(0, 0);
		return NULL;
	}
	return prefix_status_text(st);
}

bool rpsl_asn_parse(const char *s, size_t n, uint32_t *asn)
{
	return n > 2 && (s[0] | 0x20) == 'a' && (s[1] | 0x20) == 's' && ascii_is_digit(s[2]) &&
	       asn_parse(s + 2, n - 2, asn);
}

bool rpsl_is_name(const char *s, size_t n)
{
	if (!n || n > RPSL_NAME_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		bool begins = i == 0 || s[i - 1] == ':';

		if (begins ? !ascii_is_letter(s[i]) : s[i] == ':' && i + 1 == n)
			return false;
		if (!ascii_is_letter(s[i]) && !ascii_is_digit(s[i]) && !memchr("-_:", s[i], 3))
			return false;
	}
	return true;
}

bool rpsl_has_set_part(const char *s, size_t n, const char *prefix)
{
	size_t len = strlen(prefix);

	for (size_t i = 0; i + len < n; i++)
		if ((i == 0 || s[i - 1] == ':') && !strncasecmp(s + i, prefix, len))
			return true;
	return false;
}

bool rpsl_is_endless(const char *s, size_t n)
{
	static const char *const names[] = {"ANY", "AS-ANY", "RS-ANY", "PeerAS"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i]) == n && !strncasecmp(s, names[i], n))
			return true;
	/* AS1:AS-CUST:PeerAS binds per neighbor, inside filters alone */
	return n > 7 && s[n - 7] == ':' && !strncasecmp(s + n - 6, "PeerAS", 6);
}

static bool looks_like_prefix(const char *s, size_t n)
{
	struct prefix p;

	return memchr(s, '/', n) || (n && ascii_is_digit(s[0])) || address_parse(s, n, &p) == PREFIX_OK;
}

static const char *parse_range(const char *s, size_t n, struct range_op op, struct range *range)
{
	struct prefix p;
	const char *why = rpsl_prefix_parse(s, n, &p);
	struct range plain;

	if (why)
		return why;
	plain = range_exact(&p);
	if (op.kind == RANGE_LENGTHS && op.le > family_bits(p.family))
		return prefix_status_text(PREFIX_LENGTH);
	if (!range_apply(&plain, op, range))
		return "expected an operator that leaves a prefix";
	return NULL;
}

/* SOURCE::NAME, or NAME@SOURCE. */
static void split_source(const char *s, size_t n, struct rpsl_member *m)
{
	const char *two = memmem(s, n, "::", 2), *at = memchr(s, '@', n);

	m->name = s;
	m->nname = n;
	if (two) {
		m->where = s;
		m->nwhere = (size_t)(two - s);
		m->name = two + 2;
		m->nname = n - m->nwhere - 2;
	} else if (at) {
		m->nname = (size_t)(at - s);
		m->where = at + 1;
		m->nwhere = n - m->nname - 1;
	}
}

const char *rpsl_member_parse(const char *s, size_t n, struct rpsl_member *m)
{
	const char *caret = memchr(s, '^', n);
	size_t base = caret ? (size_t)(caret - s) : n;

	*m = (struct rpsl_member){.kind = RPSL_MEMBER_NAME};
	if (n > RPSL_NAME_MAX)
		return "expected a name of at most 255 bytes";
	if (!range_op_parse(s + base, n - base, &m->op))
		return "expected one range operator such as ^+, ^-, ^24 or ^24-28";
	if (looks_like_prefix(s, base)) {
		m->kind = RPSL_MEMBER_RANGE;
		return parse_range(s, base, m->op, &m->range);
	}
	split_source(s, base, m);
	if (m->where && !rpsl_is_name(m->where, m->nwhere))
		return "expected the name of a source";
	if (rpsl_asn_parse(m->name, m->nname, &m->asn)) {
		m->kind = RPSL_MEMBER_ASN;
		return NULL;
	}
	if (m->nname > 2 && !strncasecmp(m->name, "AS", 2) && ascii_is_digit(m->name[2]) &&
	    !memchr(m->name, ':', m->nname))
		return "expected one AS number, at most AS4294967295";
	if (!rpsl_is_name(m->name, m->nname))
		return "expected a prefix, an AS number or the name of a set";
	return NULL;
}

void rpsl_words_start(struct rpsl_words *w, const char *line, size_t len, size_t value)
{
	w->line = line;
	w->at = line + (value < len ? value : len);
	w->end = w->at + rpsl_text_length(w->at, len - (size_t)(w->at - line));
	w->after_semicolon = false;
}

static bool is_separator(char c)
{
	return is_blank(c) || c == ',' || c == ';';
}

static bool joins(char c)
{
	return c == '/' || c == '^';
}

static const char *skip_blanks(const char *s, const char *end)
{
	while (s < end && is_blank(*s))
		s++;
	return s;
}

/* Where the word that goes on after blanks goes on; NULL if it is over at `s`. */
static const char *goes_on(const char *begin, const char *s, const char *end)
{
	const char *next = skip_blanks(s, end);

	if (next == s || next == end || is_separator(*next))
		return NULL;
	return joins(*next) || (s > begin && joins(s[-1])) ? next : NULL;
}

static const char *piece_end(const char *s, const char *end)
{
	while (s < end && !is_separator(*s))
		s++;
	return s;
}

/* Put the pieces of a word together; one too long for a name is cut, and still too long. */
static void join_pieces(struct rpsl_words *w, struct rpsl_word *word, const char *next)
{
	size_t n = 0, room = sizeof w->joined;
	const char *from = word->s, *to = w->at;

	for (;;) {
		size_t piece = (size_t)(to - from) < room - n ? (size_t)(to - from) : room - n;

		memcpy(w->joined + n, from, piece);
		n += piece;
		w->at = to;
		if (!next)
			break;
		from = next;
		to = piece_end(from, w->end);
		next = goes_on(from, to, w->end);
	}
	word->s = w->joined;
	word->n = n;
}

bool rpsl_words_next(struct rpsl_words *w, struct rpsl_word *word)
{
	const char *next;

	while (w->at < w->end && is_separator(*w->at)) {
		w->after_semicolon |= *w->at == ';';
		w->at++;
	}
	if (w->at == w->end)
		return false;
	word->s = w->at;
	word->col = (size_t)(w->at - w->line) + 1;
	word->after_semicolon = w->after_semicolon;
	w->at = piece_end(w->at, w->end);
	word->n = (size_t)(w->at - word->s);
	next = goes_on(word->s, w->at, w->end);
	if (next)
		join_pieces(w, word, next);
	return true;
}
