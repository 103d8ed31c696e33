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
		      "expected 'anchor VRPS NAME', 'aspas ASPAS NAME' or 'manifest TIME NUMBER KEY PATH', found another line");
}

static int no_room(const struct input *in, int rc, struct err *e)
{
	return err_at(e, rc, input_name(in), input_line_number(in), 0,
		      rc == WEIR_ELIMIT ? "more lines than can be held" : "out of memory");
}

static struct seen_anchor *find_anchor(const struct seen *s, const char *name)
{
	for (size_t i = 0; i < s->anchors.n; i++)
		if (!strcmp(s->anchors.v[i].name, name))
			return &s->anchors.v[i];
	return NULL;
}

/* The rest of a line is a name: its row, which may be a new one. */
static int put_anchor(struct seen *s, struct words w, struct seen_anchor **row)
{
	struct seen_anchor a = {.vrps = 0};
	int rc;

	memcpy(a.name, w.p, (size_t)(w.end - w.p));
	*row = find_anchor(s, a.name);
	if (*row)
		return 0;
	rc = vec_push(&s->anchors, a, SEEN_ANCHORS);
	if (!rc)
		*row = &s->anchors.v[s->anchors.n - 1];
	return rc;
}

/* A line of what an anchor had. */
static int read_anchor(struct seen *s, struct words w, bool aspas, const struct input *in, struct err *e)
{
	struct seen_anchor *row;
	uint64_t had;
	const bool good = read_u64(next_word(&w), &had);
	int rc;

	if (!good || w.end - w.p >= FETCH_NAME || !is_printable(w.p, w.end))
		return malformed(in, e);
	rc = put_anchor(s, w, &row);
	if (rc)
		return no_room(in, rc, e);
	*(aspas ? &row->aspas : &row->vrps) = had;
	return 0;
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

		rc = is_word(kind, "anchor")	 ? read_anchor(s, w, false, in, e)
		     : is_word(kind, "aspas")	 ? read_anchor(s, w, true, in, e)
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
	for (size_t i = 0; i < s->anchors.n; i++) {
		const struct seen_anchor *a = &s->anchors.v[i];

		out_printf(to, "anchor %" PRIu64 " %s\n", a->vrps, a->name);
		if (a->aspas)
			out_printf(to, "aspas %" PRIu64 " %s\n", a->aspas, a->name);
	}
	for (uint32_t i = 0; i < s->numbers.of.n; i++)
		if (s->numbers.of.v[i].until >= now)
			write_number(&s->numbers, i, to);
}

uint64_t seen_aspas(const struct seen *s, const char *name)
{
	const struct seen_anchor *a = find_anchor(s, name);

	return a ? a->aspas : 0;
}

void seen_release(struct seen *s)
{
	vec_free(&s->anchors);
	manifest_numbers_release(&s->numbers);
}
