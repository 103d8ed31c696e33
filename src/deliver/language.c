#include "deliver/language.h"

#include <string.h>

/* One row per router language. */
const struct language *const languages[] = {
	&language_bird,	 &language_format, &language_ios,      &language_json,
	&language_junos, &language_openbgpd, NULL,
};

const struct language *language_find(const char *name)
{
	for (const struct language *const *l = languages; *l; l++)
		if (!strcmp((*l)->name, name))
			return *l;
	return NULL;
}

static const char *kind_title(enum list_kind kind)
{
	static const char *const titles[LIST_KINDS] = {
		[LIST_PREFIXES] = "prefix list",
		[LIST_EXTENDED] = "extended list (-E)",
		[LIST_ROUTE_FILTERS] = "route-filter-list (-z)",
		[LIST_PATHS_IN] = "list of incoming AS paths (-f)",
		[LIST_PATHS_OUT] = "list of outgoing AS paths (-G)",
		[LIST_ASNS] = "set of AS numbers (-t)",
	};

	return titles[kind];
}

static int refuse(const struct language *lang, const struct list *l, const char *what,
		  struct err *e)
{
	return err_set(e, WEIR_ESYNTAX, "%s has no %s%s", lang->title, kind_title(l->kind), what);
}

static bool has_wide(const struct range_list *list)
{
	for (size_t i = 0, n = range_list_count(list); i < n; i++) {
		struct range r = range_list_get(list, i);

		if (r.le != r.len)
			return true;
	}
	return false;
}

int language_check(const struct language *lang, const struct list *l, struct err *e)
{
	if (!lang->write[l->kind])
		return refuse(lang, l, "", e);
	if (l->kind == LIST_EXTENDED && l->family == IPV6 && !lang->extended_v6)
		return refuse(lang, l, " for IPv6", e);
	if (l->sequence && (!lang->sequence || list_of_asns(l->kind)))
		return refuse(lang, l, " with sequence numbers", e);
	if (l->match && (!lang->match || l->kind != LIST_EXTENDED))
		return refuse(lang, l, " with a further condition", e);
	return 0;
}

int language_write(const struct language *lang, struct out *o, const struct list *l, struct err *e)
{
	if (l->kind == LIST_PREFIXES && lang->exact_prefixes && has_wide(l->prefixes))
		return refuse(lang, l, " with ranges of lengths; -E or -z writes one", e);
	lang->write[l->kind](o, l);
	return 0;
}
