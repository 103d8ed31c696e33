#include "deliver/source_file.h"

#include <stdio.h>
#include <string.h>

#include "base/strmap.h"

enum { NEIGHBORS_SHOWN = 8 };

/* One row per form. */
const struct source_form *const source_forms[] = {
	&source_nftables,
	&source_junos,
	NULL,
};

const struct source_form *source_form_find(const char *name)
{
	for (const struct source_form *const *f = source_forms; *f; f++)
		if (!strcmp((*f)->name, name))
			return *f;
	return NULL;
}

const char *source_name(const struct source_form *form, const struct sav_interface *i,
			char to[SOURCE_NAME])
{
	snprintf(to, SOURCE_NAME, "%s", i->name);
	for (char *p = to; *p; p++)
		if (strchr(form->not, *p))
			*p = '-';
	return to;
}

static int check_name(const struct source_form *form, const struct sav_interface *i,
		      struct strmap *names, struct err *e)
{
	char name[SOURCE_NAME];
	size_t before = names->keys.n;
	uint32_t id;

	if (strlen(i->name) > form->longest)
		return err_set(e, WEIR_ESYNTAX, "%s has no interface with a name as long as '%.63s'",
			       form->title, i->name);
	source_name(form, i, name);
	if (strmap_put(names, name, strlen(name), &id))
		return err_set(e, WEIR_ENOMEM, "out of memory");
	if (id == before)
		return 0;
	return err_set(e, WEIR_ESYNTAX, "two interfaces would both be called '%.63s' in %s", name,
		       form->title);
}

int source_file_check(const struct source_form *form, const struct source_file *f, struct err *e)
{
	struct strmap names = {0};
	int rc = 0;

	for (size_t i = 0; !rc && i < f->interfaces->items.n; i++)
		rc = check_name(form, &f->interfaces->items.v[i], &names, e);
	strmap_release(&names);
	return rc;
}

void source_neighbors_put(struct out *o, const struct source_file *f, const struct sav_interface *i)
{
	for (size_t k = 0; k < i->neighbors.n && k < NEIGHBORS_SHOWN; k++)
		out_printf(o, "%sAS%u", k ? ", " : "", f->border->neighbors.v[i->neighbors.v[k]].asn);
	if (i->neighbors.n > NEIGHBORS_SHOWN)
		out_printf(o, " and %zu more", i->neighbors.n - NEIGHBORS_SHOWN);
}

struct prefix source_prefix(const struct sav_interface *i, unsigned family, size_t k)
{
	struct range r = range_list_get(&i->cover, family == IPV4 ? k : i->cover.v4.n + k);

	return range_prefix(&r);
}
