/* What `weir publish` prints for programs. */
#include "base/json_out.h"
#include "cmd/publish_cmd.h"

/* true, false, or null where it is not known. */
static void put_answer(struct json_out *j, const char *key, bool known, bool yes)
{
	if (known || yes)
		json_bool(j, key, yes);
	else
		json_null(j, key);
}

static void put_object_places(struct json_out *j, const struct publication *p, const struct publish_row *r)
{
	if (!r->nobjects && !p->known.objects[publish_family(&r->prefix)]) {
		json_null(j, "route_objects");
		return;
	}
	json_open_array(j, "route_objects");
	for (size_t i = r->first_object; i < r->first_object + r->nobjects; i++) {
		const struct irr_place *at = &p->objects.v[i].place;

		json_open_object(j, NULL);
		json_str(j, "source", at->source);
		json_str(j, "mnt_by", at->mnt_by);
		json_str(j, "file", at->file);
		json_u64(j, "line", at->line);
		json_close_object(j);
	}
	json_close_array(j);
}

static void put_vrp(struct json_out *j, const struct publication *p, const struct publish_row *r)
{
	struct publish_place at = {0};
	char prefix[PREFIX_TEXT];

	json_str(j, "rov", p->known.vrps ? rov_state_text(r->state) : NULL);
	if (!r->has_vrp) {
		json_null(j, "roa");
		return;
	}
	at = vrp_place(p, &r->vrp);
	json_open_object(j, "roa");
	json_str(j, "prefix", prefix_text(&r->vrp.prefix, prefix));
	json_u64(j, "max_length", r->vrp.max_len);
	json_u64(j, "asn", r->vrp.asn);
	json_str(j, "file", at.file);
	json_u64(j, "line", at.line);
	json_close_object(j);
}

static void put_row(struct json_out *j, const struct publication *p, const struct publish_row *r)
{
	char prefix[PREFIX_TEXT];

	json_line(j);
	json_open_object(j, NULL);
	json_str(j, "prefix", prefix_text(&r->prefix, prefix));
	put_answer(j, "announced", p->known.announced[publish_family(&r->prefix)], r->announced);
	put_answer(j, "intended", p->known.intended, r->intended);
	put_object_places(j, p, r);
	put_vrp(j, p, r);
	json_close_object(j);
}

static void put_finding(struct json_out *j, const struct publication *p, const struct publish_finding *f)
{
	char prefix[PREFIX_TEXT];

	json_line(j);
	json_open_object(j, NULL);
	json_str(j, "code", publish_code_text(f->code));
	json_str(j, "prefix", f->row == PUBLISH_NO_ROW ? NULL : prefix_text(&p->rows.v[f->row].prefix, prefix));
	json_str(j, "file", f->place.file);
	json_u64(j, "line", f->place.line);
	json_u64(j, "column", f->place.col);
	json_str(j, "what", f->text);
	json_str(j, "do", publish_code_todo(f->code));
	json_close_object(j);
}

void publish_put_json(struct out *o, const struct publication *p)
{
	struct json_out j;

	json_out_init(&j, o);
	json_open_object(&j, NULL);
	json_str(&j, "border", p->border->path);
	json_u64(&j, "asn", p->asn);
	json_open_array(&j, "prefixes");
	for (size_t i = 0; i < p->rows.n; i++)
		put_row(&j, p, &p->rows.v[i]);
	json_close_array(&j);
	json_open_array(&j, "findings");
	for (size_t i = 0; i < p->findings.list.n; i++)
		put_finding(&j, p, &p->findings.list.v[i]);
	json_close_array(&j);
	json_open_array(&j, "unknown");
	for (size_t i = 0; i < p->unknown.n; i++) {
		json_open_object(&j, NULL);
		json_str(&j, "what", p->unknown.v[i].what);
		json_str(&j, "why", p->unknown.v[i].why);
		json_close_object(&j);
	}
	json_close_array(&j);
	json_close_object(&j);
	json_end(&j);
}

void publish_put_objects_json(struct out *o, const struct publish_objects *objects)
{
	struct json_out j;

	json_out_init(&j, o);
	json_open_object(&j, NULL);
	json_open_array(&j, "objects");
	for (size_t i = 0; i < objects->list.n; i++) {
		const struct publish_object *object = &objects->list.v[i];

		json_line(&j);
		json_open_object(&j, NULL);
		json_bool(&j, "registered", object->registered);
		json_open_array(&j, "attributes");
		for (size_t k = 0; k < object->attributes.n; k++) {
			json_open_object(&j, NULL);
			json_str(&j, "name", object->attributes.v[k].name);
			json_str(&j, "value", object->attributes.v[k].value);
			json_close_object(&j);
		}
		json_close_array(&j);
		json_close_object(&j);
	}
	json_close_array(&j);
	json_close_object(&j);
	json_end(&j);
}
