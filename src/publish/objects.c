#include "publish/objects.h"

#include <stdio.h>
#include <string.h>

#include "irr/syntax.h"
#include "irr/value.h"
#include "publish/compose.h"
#include "publish/sets.h"

/* Where the network's maintainer and registry are told: its route objects, as-sets, aut-num. */
static bool find_own(const struct publication *p, struct irr_place *at)
{
	if (p->objects.n) {
		*at = p->objects.v[0].place;
		return true;
	}
	if (p->sets.n && irr_set_at(p->snapshot->irr, p->sets.v[0], at))
		return true;
	return p->snapshot->irr && irr_aut_num_at(p->snapshot->irr, p->asn, at, NULL);
}

static void find_values(struct composing *c)
{
	struct irr_place own = {0};
	bool some = find_own(c->p, &own);

	c->mnt_by = c->values->mnt_by ? c->values->mnt_by : some ? own.mnt_by : "";
	c->source = c->values->source ? c->values->source : some ? own.source : "";
	c->o->no_maintainer = !*c->mnt_by;
	c->o->no_source = !*c->source;
	if (!*c->mnt_by)
		c->mnt_by = PLACEHOLDER_MAINTAINER;
	if (!*c->source)
		c->source = PLACEHOLDER_SOURCE;
}

static void compose_routes(struct composing *c)
{
	const struct publication *p = c->p;
	char prefix[PREFIX_TEXT];

	for (size_t i = 0; i < p->rows.n && !c->o->rc; i++) {
		const struct publish_row *r = &p->rows.v[i];
		unsigned family = publish_family(&r->prefix);

		if (!publish_row_is_wanted(p, r) || (!c->all && (r->nobjects || !p->known.objects[family])))
			continue;
		compose_start(c, family ? RPSL_ROUTE6 : RPSL_ROUTE, prefix_text(&r->prefix, prefix));
		compose_descr(c);
		compose_add(c, "origin", "AS%u", p->asn);
		compose_finish(c);
	}
}

/* What is written must be taken by the strict grammar; what was copied is the registry's. */
static int check(const struct publish_objects *o, struct err *e)
{
	for (size_t i = 0; i < o->list.n; i++) {
		const struct publish_object *object = &o->list.v[i];

		for (size_t k = 0; k < object->attributes.n; k++) {
			const struct object_attribute *a = &object->attributes.v[k];

			if (a->ours && strcmp(a->name, "source") &&
			    rpsl_check_attribute(object->class, a->name, a->value, strlen(a->value), e))
				return WEIR_ESYNTAX;
		}
	}
	return 0;
}

int publish_objects_make(struct publish_objects *o, const struct publication *p,
			 const struct object_values *values, bool all, struct err *e)
{
	struct composing c = {.o = o, .p = p, .values = values, .all = all, .e = e};

	find_values(&c);
	if (!rpsl_is_name(c.source, strlen(c.source)))
		return err_set(e, WEIR_ESYNTAX, "source: expected the name of a registry, found '%.60s'", c.source);
	compose_routes(&c);
	if (!o->rc)
		compose_sets(&c);
	if (!o->rc)
		compose_aut_num(&c);
	if (o->rc == WEIR_ENOMEM)
		return err_set(e, WEIR_ENOMEM, "out of memory");
	return o->rc ? o->rc : check(o, e);
}

void publish_objects_put(const struct publish_objects *o, struct out *out)
{
	for (size_t i = 0; i < o->list.n; i++) {
		for (size_t k = 0; k < o->list.v[i].attributes.n; k++) {
			const struct object_attribute *a = &o->list.v[i].attributes.v[k];

			out_printf(out, "%s:%*s", a->name, (int)(strlen(a->name) < 16 ? 17 - strlen(a->name) : 1),
				   "");
			out_str(out, a->value);
			out_ch(out, '\n');
		}
		out_ch(out, '\n');
	}
}

void publish_objects_release(struct publish_objects *o)
{
	for (size_t i = 0; i < o->list.n; i++)
		vec_free(&o->list.v[i].attributes);
	vec_free(&o->list);
	arena_release(&o->memory);
	*o = (struct publish_objects){0};
}
