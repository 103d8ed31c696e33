#include "dumps.h"

#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char shown[1 << 20];

void dumps_write(struct dumps *d, const char *const texts[])
{
	*d = (struct dumps){0};
	strcpy(d->folder, "weir-irr-XXXXXX");
	assert_non_null(mkdtemp(d->folder));
	for (; texts[d->n]; d->n++) {
		FILE *f;

		sprintf(stpcpy(d->paths[d->n], d->folder), "/%zu.db", d->n);
		f = fopen(d->paths[d->n], "wb");
		assert_non_null(f);
		assert_int_equal(fwrite(texts[d->n], 1, strlen(texts[d->n]), f), strlen(texts[d->n]));
		assert_int_equal(fclose(f), 0);
	}
}

void dumps_open(struct dumps *d)
{
	static const struct irr_options no_index = {.no_index = true};
	const char *paths[4];
	struct err e;

	for (size_t i = 0; i < d->n; i++)
		paths[i] = d->paths[i];
	if (irr_open(&d->irr, paths, d->n, &no_index, &d->report, &e))
		fail_msg("%s", e.msg);
}

void dumps_close(struct dumps *d)
{
	irr_close(d->irr);
	report_release(&d->report);
	for (size_t i = 0; i < d->n; i++)
		unlink(d->paths[i]);
	rmdir(d->folder);
}

static char *put_range(char *to, const struct range *r)
{
	struct prefix p = range_prefix(r);
	char text[PREFIX_TEXT];

	to += sprintf(to, "%s", prefix_text(&p, text));
	if (r->ge == r->len && r->le == r->len)
		return to;
	return to + (r->ge == r->le ? sprintf(to, "^%u", r->ge)
				    : sprintf(to, "^%u-%u", r->ge, r->le));
}

static void show(const struct irr_expansion *x)
{
	char *to = shown;

	for (size_t i = 0; i < range_list_count(&x->ranges); i++) {
		struct range r = range_list_get(&x->ranges, i);

		to = put_range(to, &r);
		*to++ = ' ';
	}
	*to++ = '|';
	for (size_t i = 0; i < x->asns.asns.n; i++)
		to += sprintf(to, " AS%u", x->asns.asns.v[i]);
	if (x->gaps_total)
		to += sprintf(to, " | gaps %zu", x->gaps_total);
	*to = '\0';
}

const char *dumps_expand(struct dumps *d, const char *objects,
			 const struct irr_expand_options *options)
{
	char copy[4096], *words[64], *save = NULL;
	struct irr_expansion x;
	struct err e;
	size_t n = 0;

	strcpy(copy, objects);
	for (char *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save))
		words[n++] = w;
	if (irr_expand(d->irr, (const char *const *)words, n, options, &x, &e))
		snprintf(shown, sizeof shown, "error: %s", e.msg);
	else
		show(&x);
	irr_expansion_release(&x);
	return shown;
}

const char *expand_text(const char *text, const char *objects)
{
	const char *const texts[] = {text, NULL};
	struct dumps d;
	const char *result;

	dumps_write(&d, texts);
	dumps_open(&d);
	result = dumps_expand(&d, objects, NULL);
	dumps_close(&d);
	return result;
}
