#include "fetch/seen.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/ascii.h"
#include "base/base64.h"
#include "base/decimal.h"

enum { LINE = 2 * MANIFEST_KEY, SEEN_ANCHORS = 255 };

/* A line under a cursor. */
struct words {
	const char *p, *end;
};

/* The next word; empty where there is none. */
static struct span next_word(struct words *w)
{
	struct span s = {(const uint8_t *)w->p, 0};

	while (w->p + s.n < w->end && w->p[s.n] != ' ')
		s.n++;
	w->p += s.n + (w->p + s.n < w->end);
	return s;
}

static bool is_word(struct span s, const char *word)
{
	return s.n == strlen(word) && !memcmp(s.p, word, s.n);
}

static bool read_u64(struct span s, uint64_t *to)
{
	return s.n <= 18 && decimal_parse((const char *)s.p, s.n, DECIMAL_18, to);
}

/* What was written is; a line end within a name would make it another one. */
static bool is_printable(const char *s, const char *end)
{
	while (s < end && ascii_is_printable(*s))
		s++;
	return s == end;
}

static int malformed(const struct input *in, struct err *e)
{
	return err_at(e, WEIR_ESYNTAX, input_name(in), input_line_number(in), 0,
		      "expected 'anchor VRPS NAME' or 'manifest TIME NUMBER KEY PATH', found another line");
}

static int no_room(const struct input *in, int rc, struct err *e)
{
	return err_at(e, rc, input_name(in), input_line_number(in), 0,
		      rc == WEIR_ELIMIT ? "more lines than can be held" : "out of memory");
}

static int read_anchor(struct seen *s, struct words w, const struct input *in, struct err *e)
{
	struct seen_anchor a = {.vrps = 0};
	const bool good = read_u64(next_word(&w), &a.vrps);
	const size_t n = (size_t)(w.end - w.p);
	int rc;

	if (!good || n >= sizeof a.name || !is_printable(w.p, w.end))
		return malformed(in, e);
	memcpy(a.name, w.p, n);
	rc = vec_push(&s->anchors, a, SEEN_ANCHORS);
	return rc ? no_room(in, rc, e) : 0;
}

static int read_manifest(struct seen *s, struct words w, const struct input *in, struct err *e)
{
	struct manifest_number seen;
	uint64_t until;
	const bool good = read_u64(next_word(&w), &until);
	const struct span number = next_word(&w);
	int rc;

	if (!good || number.n != 2 * MANIFEST_NUMBER || w.p == w.end || w.end - w.p >= MANIFEST_KEY ||
	    !is_printable(w.p, w.end) ||
	    hex_decode((const char *)number.p, number.n, seen.number, sizeof seen.number) != MANIFEST_NUMBER)
		return malformed(in, e);
	seen.until = (int64_t)until;
	rc = manifest_numbers_put(&s->numbers, w.p, (size_t)(w.end - w.p), &seen);
	return rc ? no_room(in, rc, e) : 0;
}

int seen_read(struct seen *s, struct input *in, struct err *e)
{
	const char *line;
	size_t n;
	int rc;

	while ((rc = input_line(in, LINE, &line, &n, e)) > 0) {
		struct words w = {line, line + n};
		const struct span kind = next_word(&w);

		rc = is_word(kind, "anchor")	 ? read_anchor(s, w, in, e)
		     : is_word(kind, "manifest") ? read_manifest(s, w, in, e)
						 : malformed(in, e);
		if (rc)
			return rc;
	}
	return rc;
}

int seen_read_file(struct seen *s, const char *path, struct err *e)
{
	struct input *in;
	int rc = input_open_some(&in, path, e);

	if (rc || !in)
		return rc;
	rc = seen_read(s, in, e);
	input_close(in);
	return rc;
}

static void write_number(const struct manifest_numbers *m, uint32_t id, struct out *to)
{
	const struct manifest_number *x = &m->of.v[id];
	char number[HEX_TEXT(MANIFEST_NUMBER)];

	out_printf(to, "manifest %" PRId64 " %s %s\n", x->until, hex_encode(x->number, MANIFEST_NUMBER, number),
		   strmap_name(&m->names, id));
}

void seen_write(const struct seen *s, int64_t now, struct out *to)
{
	for (size_t i = 0; i < s->anchors.n; i++)
		out_printf(to, "anchor %" PRIu64 " %s\n", s->anchors.v[i].vrps, s->anchors.v[i].name);
	for (uint32_t i = 0; i < s->numbers.of.n; i++)
		if (s->numbers.of.v[i].until >= now)
			write_number(&s->numbers, i, to);
}

uint64_t seen_vrps(const struct seen *s, const char *name)
{
	for (size_t i = 0; i < s->anchors.n; i++)
		if (!strcmp(s->anchors.v[i].name, name))
			return s->anchors.v[i].vrps;
	return 0;
}

void seen_release(struct seen *s)
{
	vec_free(&s->anchors);
	manifest_numbers_release(&s->numbers);
}
