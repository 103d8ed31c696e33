#include "explain/query.h"

#include <string.h>
#include <strings.h>

#include "base/ascii.h"
#include "net/asn.h"

/*
 * How this works: the text is cut into words of the characters that addresses and names have.
 * The first word that is a prefix is the prefix. Behind it, up to the next prefix, stand what
 * belongs to it directly (`^24-26`, `{24,26}`) or keywords with one or two numbers.
 */
struct text {
	const char *at, *end;
};

struct word {
	const char *s;
	size_t n;
};

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

/* The next word of letters, digits and the marks of `joining`; false at the end. */
static bool next_word(struct text *t, const char *joining, struct word *w)
{
	const char *s = t->at;

	while (s < t->end && !ascii_is_digit(*s) && !ascii_is_letter(*s) && !is_one_of(*s, joining))
		s++;
	w->s = s;
	while (s < t->end && (ascii_is_digit(*s) || ascii_is_letter(*s) || is_one_of(*s, joining)))
		s++;
	w->n = (size_t)(s - w->s);
	t->at = s;
	return w->n > 0;
}

/* A prefix; a bare address is a host. */
static bool read_prefix(const struct word *w, struct prefix *p)
{
	enum prefix_status status = prefix_parse(w->s, w->n, p);

	return status == PREFIX_OK || status == PREFIX_NO_LENGTH;
}

static bool begins_with(const char *s, const char *end, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(end - s) >= n && !strncasecmp(s, word, n);
}

/* "AS64501-IN-V4", "AS64501-REJECTED-V4", "AS64500_OUT_V6": the name of a list, or of its file. */
static void read_list_name(const struct word *w, struct query *q)
{
	const char *way = memchr(w->s, '-', w->n), *end = w->s + w->n;

	way = way ? way : memchr(w->s, '_', w->n);
	if (!way || !ascii_is_letter(*w->s) || !asn_parse(w->s, (size_t)(way - w->s), &q->neighbor))
		return;
	way++;
	q->announced = begins_with(way, end, "out");
	q->has_neighbor = q->announced || begins_with(way, end, "in") || begins_with(way, end, "accepted") ||
			  begins_with(way, end, "rejected");
}

/* A number of at most three digits behind anything but letters. */
static bool next_number(struct text *t, unsigned *v)
{
	const char *s = t->at;

	while (s < t->end && !ascii_is_digit(*s) && !ascii_is_letter(*s))
		s++;
	if (s == t->end || !ascii_is_digit(*s))
		return false;
	for (*v = 0; s < t->end && ascii_is_digit(*s) && *v < 1000; s++)
		*v = *v * 10 + (unsigned)(*s - '0');
	t->at = s;
	return true;
}

/* What is said about lengths. */
enum keyword_kind { FROM, UP_TO, BETWEEN, LONGER, OR_LONGER };

struct lengths_said {
	bool from, up_to;
	unsigned ge, le;
};

static const struct {
	const char *text;
	enum keyword_kind kind;
} keywords[] = {
	{"ge", FROM},         {"le", UP_TO},          {"eq", BETWEEN},
	{"upto", UP_TO},      {"prefixlen", BETWEEN}, {"prefix-length-range", BETWEEN},
	{"max", UP_TO},       {"maxlen", UP_TO},      {"longer", LONGER},
	{"orlonger", OR_LONGER}, {"or-longer", OR_LONGER},
};

/* "prefixlen <= 26" and ">= 24" say what le and ge say. */
static enum keyword_kind with_sign(enum keyword_kind kind, const struct text *t)
{
	const char *s = t->at;

	while (s < t->end && *s == ' ')
		s++;
	if (kind != BETWEEN || s == t->end)
		return kind;
	return *s == '<' ? UP_TO : *s == '>' ? FROM : BETWEEN;
}

/* One number, or two: from and up to. */
static void say_numbers(struct lengths_said *said, enum keyword_kind kind, struct text *t)
{
	unsigned v, second;

	if (!next_number(t, &v))
		return;
	if (kind != UP_TO) {
		said->from = true;
		said->ge = v;
	}
	if (kind == FROM)
		return;
	said->up_to = true;
	said->le = kind == BETWEEN && next_number(t, &second) ? second : v;
}

static void say(struct lengths_said *said, enum keyword_kind kind, struct text *t,
		const struct prefix *p)
{
	if (kind != LONGER && kind != OR_LONGER) {
		say_numbers(said, with_sign(kind, t), t);
		return;
	}
	said->from = said->up_to = true;
	said->ge = p->len + (kind == LONGER);
	said->le = family_bits(p->family);
}

static void say_keywords(struct lengths_said *said, struct text *t, const struct prefix *p)
{
	struct text words = *t;
	struct prefix next;
	struct word w;

	for (; next_word(&words, ".:/-", &w) && !read_prefix(&w, &next);) {
		for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
			if (w.n != strlen(keywords[i].text) || memcmp(w.s, keywords[i].text, w.n))
				continue;
			say(said, keywords[i].kind, &words, p);
		}
	}
}

/* The lengths of BIRD's `{25,26}`, and of keywords; NULL or what was expected. */
static const char *read_lengths(struct text *t, const struct prefix *p, struct range *r)
{
	struct lengths_said said = {0};

	if (t->at < t->end && *t->at == '{')
		say_numbers(&said, BETWEEN, t);
	else
		say_keywords(&said, t, p);
	if (!said.from)
		said.ge = p->len;
	if (!said.up_to)
		said.le = said.from ? family_bits(p->family) : p->len;
	if (said.ge < p->len || said.ge > said.le || said.le > family_bits(p->family))
		return "expected lengths from the prefix's own to that of an address";
	*r = range_make(p, said.ge, said.le);
	return NULL;
}

/* RPSL's operator, up to what cannot belong to it. */
static const char *read_operator(struct text *t, struct range *r)
{
	const char *s = t->at;
	struct range_op op;

	while (s < t->end && (ascii_is_digit(*s) || is_one_of(*s, "^+-")))
		s++;
	if (!range_op_parse(t->at, (size_t)(s - t->at), &op) || !range_apply(r, op, r))
		return "expected a range operator such as ^24-26";
	return NULL;
}

static const char *read_range(struct text *t, const struct prefix *p, struct range *r)
{
	*r = range_exact(p);
	if (t->at < t->end && *t->at == '^')
		return read_operator(t, r);
	return read_lengths(t, p, r);
}

const char *query_parse(const char *s, size_t n, struct query *q)
{
	struct text t = {s, s + n};
	struct word w;
	struct prefix p;
	uint32_t asn;
	bool named = false; /* with its letters: a bare number may be anything */
	size_t numbers = 0;

	*q = (struct query){.kind = QUERY_ASN};
	while (next_word(&t, ".:/-_", &w)) {
		if (read_prefix(&w, &p)) {
			q->kind = QUERY_PREFIX;
			if (named && !q->has_neighbor) {
				q->has_neighbor = true;
				q->neighbor = q->asn;
			}
			return read_range(&t, &p, &q->range);
		}
		if (!named && asn_parse(w.s, w.n, &asn)) {
			named = ascii_is_letter(*w.s);
			if (named || !numbers)
				q->asn = asn;
			numbers++;
		} else if (!q->has_neighbor) {
			read_list_name(&w, q);
		}
	}
	if (!numbers)
		return "expected a prefix or an AS number";
	return named || numbers == 1 ? NULL : "expected a prefix or one AS number";
}
