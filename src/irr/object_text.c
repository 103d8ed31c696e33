#include "irr/object_text.h"

/* A registered object of more bytes than this is none. */
enum { LINE_MAX = 1 << 20, OBJECT_MAX = 1 << 26 };

static bool is_blank(const char *s, size_t n)
{
	while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		n--;
	return !n;
}

int irr_object_copy(struct input *in, uint32_t line, struct out *o, struct err *e)
{
	const char *s;
	size_t n;
	int rc;

	while ((rc = input_line(in, LINE_MAX, &s, &n, e)) > 0) {
		if (input_line_number(in) < line)
			continue;
		if (is_blank(s, n))
			break;
		out_write(o, s, n);
		out_ch(o, '\n');
	}
	if (rc < 0)
		return rc;
	if (!o->n && !o->status)
		return err_at(e, WEIR_ENOTFOUND, input_name(in), line, 0,
			      "expected an object, found the end of the dump");
	return o->status ? err_at(e, o->status, input_name(in), line, 0, "an object too large to copy") : 0;
}

int irr_object_text(const struct irr_place *place, struct out *o, struct err *e)
{
	struct input *in;
	int rc = input_open(&in, place->file, e);

	out_mem(o, OBJECT_MAX);
	if (rc)
		return rc;
	rc = irr_object_copy(in, place->line, o, e);
	input_close(in);
	return rc;
}
