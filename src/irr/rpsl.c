#include "irr/rpsl.h"

#include <string.h>
#include <strings.h>

/*
 * How this works: lines are cut from the input's window, the first byte tells what each is:
 * nothing (the object ends), `%` or `#` (a comment between lines, which ends
 * nothing), a blank, tab or `+` (a continuation), else an attribute. Most lines
 * of a dump are of no use here (descr, remarks, person objects), so rpsl_next()
 * loops over them without returning. A line that names a class Weir keeps
 * always begins an object, also where the blank line before it is missing:
 * no such name is an attribute of another class.
 */
enum { LINE_LIMIT = 32 * 1024 * 1024, NAME_LIMIT = 64 };

struct name {
	const char *text;
	unsigned char len, what;
};

#define NAME(text, what) {text, sizeof(text) - 1, what}

static const struct name classes[] = {
	NAME("route", RPSL_ROUTE),   NAME("route6", RPSL_ROUTE6),       NAME("as-set", RPSL_AS_SET),
	NAME("aut-num", RPSL_AUT_NUM), NAME("route-set", RPSL_ROUTE_SET),
};

static const struct name others[] = {
	NAME("as-block", 0),     NAME("as-name", 0),  NAME("dictionary", 0), NAME("domain", 0),
	NAME("filter-set", 0),   NAME("inet-rtr", 0), NAME("inet6num", 0),   NAME("inetnum", 0),
	NAME("irt", 0),          NAME("key-cert", 0), NAME("limerick", 0),   NAME("mntner", 0),
	NAME("organisation", 0), NAME("peering-set", 0), NAME("person", 0),  NAME("poem", 0),
	NAME("poetic-form", 0),  NAME("registry", 0), NAME("repository", 0), NAME("role", 0),
	NAME("rtr-set", 0),      NAME("schema", 0),   NAME("roa", 0),
};

static const struct name attributes[] = {
	NAME("origin", RPSL_ORIGIN),
	NAME("mnt-by", RPSL_MNT_BY),
	NAME("source", RPSL_SOURCE),
	NAME("members", RPSL_MEMBERS),
	NAME("mp-members", RPSL_MEMBERS),
	NAME("member-of", RPSL_MEMBER_OF),
	NAME("mbrs-by-ref", RPSL_MBRS_BY_REF),
	NAME("import", RPSL_POLICY),
	NAME("export", RPSL_POLICY),
	NAME("default", RPSL_POLICY),
	NAME("mp-import", RPSL_POLICY),
	NAME("mp-export", RPSL_POLICY),
	NAME("mp-default", RPSL_POLICY),
	NAME("import-via", RPSL_POLICY),
	NAME("export-via", RPSL_POLICY),
};

static unsigned find(const struct name *names, size_t count, const char *s, size_t n,
		     unsigned none)
{
	for (size_t i = 0; i < count; i++)
		if (names[i].len == n && names[i].text[0] == (s[0] | 0x20) &&
		    !strncasecmp(names[i].text, s, n))
			return names[i].what;
	return none;
}

#define FIND(names, s, n, none) find(names, sizeof names / sizeof *names, s, n, none)

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_';
}

/* The length of the attribute's name; *value is where its value begins. 0: no attribute. */
static size_t name_length(const char *s, size_t n, size_t *value)
{
	size_t i = n && s[0] == '*', end, limit = n < NAME_LIMIT ? n : NAME_LIMIT;

	while (i < limit && is_name_char(s[i]))
		i++;
	end = i;
	while (i < limit && (s[i] == ' ' || s[i] == '\t'))
		i++;
	if (i >= limit || s[i] != ':')
		return 0;
	*value = i + 1;
	return end;
}

static bool is_continuation(char c)
{
	return c == ' ' || c == '\t' || c == '+';
}

/* Names of kept classes begin with `a` or `r`: most lines stop at the first test. */
static enum rpsl_class kept_class(const char *s, size_t n)
{
	if (!n || ((s[0] | 0x20) != 'r' && (s[0] | 0x20) != 'a'))
		return RPSL_NONE;
	return FIND(classes, s, n, RPSL_NONE);
}

static bool may_begin_kept(int c)
{
	return c == 'o' || c == 'm' || c == 's' || c == 'i' || c == 'e' || c == 'd';
}

static enum rpsl_attribute kept_attribute(enum rpsl_class class, const char *s, size_t n)
{
	enum rpsl_attribute a;

	if (!n || !may_begin_kept(s[0] | 0x20))
		return RPSL_UNKEPT;
	a = FIND(attributes, s, n, RPSL_UNKEPT);
	return a == RPSL_POLICY && class != RPSL_AUT_NUM ? RPSL_UNKEPT : a;
}

void rpsl_start(struct rpsl_reader *r, struct input *in)
{
	*r = (struct rpsl_reader){.in = in, .terminated = true};
}

static bool is_kept(enum rpsl_class class)
{
	return class >= RPSL_ROUTE && class <= RPSL_AUT_NUM;
}

static bool give(struct rpsl_reader *r, struct rpsl_event *event, enum rpsl_event_kind kind,
		 size_t value)
{
	*event = (struct rpsl_event){.kind = kind,
				     .class = r->class,
				     .attribute = r->attribute,
				     .line = r->line,
				     .len = r->len,
				     .value = value,
				     .number = r->number};
	return true;
}

/* The object that was being read is over; false where there was none to tell of. */
static bool end_object(struct rpsl_reader *r, struct rpsl_event *event)
{
	enum rpsl_class class = r->class;

	give(r, event, RPSL_END, 0);
	event->has_source = r->has_source;
	event->last_is_source = r->last_is_source;
	event->source = r->source;
	event->source_len = r->source_len;
	r->has_source = r->last_is_source = false;
	r->class = RPSL_NONE;
	r->attribute = RPSL_UNKEPT;
	return class != RPSL_NONE;
}

/* A paragraph begins: an object of some class, or text. True where there is an event. */
static bool begin_object(struct rpsl_reader *r, struct rpsl_event *event, size_t name,
			 size_t value)
{
	r->class = kept_class(r->line, name);
	if (r->class != RPSL_NONE) {
		r->any = true;
		r->attribute = RPSL_KEY;
		give(r, event, RPSL_TEXT, value);
		return event->first = true;
	}
	if (name > 2 && r->line[0] == '*') {
		r->class = RPSL_DELETED;
		r->any = true;
		return false;
	}
	if (name && FIND(others, r->line, name, 1) == 0) {
		r->class = RPSL_OTHER;
		r->any = true;
		return false;
	}
	if (!r->any)
		return false; /* the banner: the next line may begin the first object */
	r->class = RPSL_ALIEN;
	return give(r, event, RPSL_STRAY, 0);
}

static bool is_source_line(const struct rpsl_reader *r)
{
	return (r->line[0] | 0x20) == 's' && r->len > 7 && !strncasecmp(r->line, "source:", 7);
}

/* Of objects that are not kept, the source is all that tells whether they are whole. */
static void see_source(struct rpsl_reader *r)
{
	size_t at = 7, n = 0;

	while (at < r->len && (r->line[at] == ' ' || r->line[at] == '\t'))
		at++;
	while (at < r->len && n < RPSL_SOURCE_SEEN && r->line[at] > ' ' && r->line[at] != '#')
		r->source[n++] = r->line[at++];
	r->source_len = n;
	r->has_source = true;
}

static bool next_attribute(struct rpsl_reader *r, struct rpsl_event *event)
{
	size_t value = 0, name;

	r->last_is_source = is_source_line(r);
	if (r->last_is_source)
		see_source(r);
	if (r->class >= RPSL_OTHER && (r->line[0] | 0x20) != 'r' && (r->line[0] | 0x20) != 'a')
		return false;
	name = name_length(r->line, r->len, &value);
	if (r->class == RPSL_NONE)
		return begin_object(r, event, name, value);
	if (kept_class(r->line, name) != RPSL_NONE) {
		r->held = true;
		return end_object(r, event);
	}
	if (!is_kept(r->class))
		return false;
	if (!name) {
		r->attribute = RPSL_UNKEPT;
		return give(r, event, RPSL_STRAY, 0);
	}
	r->attribute = kept_attribute(r->class, r->line, name);
	if (r->attribute == RPSL_UNKEPT)
		return false;
	give(r, event, RPSL_TEXT, value);
	return event->first = true;
}

static bool is_eof_mark(const struct rpsl_reader *r)
{
	return r->len == 3 && !memcmp(r->line, "EOF", 3);
}

/* Look at the line at hand. True where there is an event to give. */
static bool look(struct rpsl_reader *r, struct rpsl_event *event)
{
	r->held = false;
	if (!r->len || is_eof_mark(r))
		return r->class != RPSL_NONE && end_object(r, event);
	if (r->line[0] == '%' || r->line[0] == '#')
		return false;
	if (!is_continuation(r->line[0]))
		return next_attribute(r, event);
	return r->attribute != RPSL_UNKEPT && give(r, event, RPSL_TEXT, 1);
}

/* Bring a whole line into the window, or what is left at the end: 1, 0 or a code. */
static int refill(struct rpsl_reader *r, const char **nl, struct err *e)
{
	size_t seen = r->n - r->at;
	const uint8_t *p;

	input_skip(r->in, r->at);
	r->at = r->n = 0;
	for (;;) {
		int64_t have = input_peek(r->in, seen + 1, &p, e);

		if (have <= 0)
			return (int)have;
		r->window = (const char *)p;
		r->n = (size_t)have;
		*nl = memchr(r->window + seen, '\n', r->n - seen);
		if (*nl || r->n == seen) /* no more than before: the end */
			return 1;
		if (r->n > LINE_LIMIT)
			return err_at(e, WEIR_ELIMIT, input_name(r->in), r->number + 1, 0,
				      "expected a line of at most %d bytes, found a longer one",
				      LINE_LIMIT);
		seen = r->n;
	}
}

/* The next line, as input_line() gives it, at less cost: there are millions of short ones. */
static int fetch(struct rpsl_reader *r, struct err *e)
{
	const char *nl = r->at < r->n ? memchr(r->window + r->at, '\n', r->n - r->at) : NULL;

	if (!nl) {
		int rc = refill(r, &nl, e);

		if (rc <= 0)
			return rc;
	}
	r->terminated = nl != NULL;
	r->line = r->window + r->at;
	r->len = (size_t)((nl ? nl : r->window + r->n) - r->line);
	r->at += r->len + r->terminated;
	if (r->len && r->line[r->len - 1] == '\r')
		r->len--;
	if (++r->number == 1 && r->len >= 3 && !memcmp(r->line, "\xef\xbb\xbf", 3)) {
		r->line += 3; /* a byte order mark */
		r->len -= 3;
	}
	return 1;
}

int rpsl_next(struct rpsl_reader *r, struct rpsl_event *event, struct err *e)
{
	for (;;) {
		if (!r->held) {
			int rc = fetch(r, e);

			if (rc < 0)
				return rc;
			if (rc == 0) {
				bool some = end_object(r, event);

				event->at_end = true;
				event->unterminated = !r->terminated;
				return some;
			}
		}
		if (look(r, event))
			return 1;
	}
}
