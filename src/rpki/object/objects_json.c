#include "rpki/object/objects.h"

static void put_aspa(struct json_out *j, const struct aspa_objects *o, const struct aspa_object *x)
{
	json_line(j);
	json_open_object(j, NULL);
	json_u64(j, "customer_asid", x->customer);
	json_u64(j, "expires", x->expires > 0 ? (uint64_t)x->expires : 0);
	json_str(j, "file", x->path);
	json_open_array(j, "providers");
	for (size_t k = 0; k < x->n; k++)
		json_u64(j, NULL, o->providers.v[x->first + k]);
	json_close_array(j);
	json_close_object(j);
}

void aspa_objects_rows(const struct aspa_objects *o, struct json_out *j)
{
	for (size_t i = 0; i < o->valid.n; i++)
		put_aspa(j, o, &o->valid.v[i]);
}

void aspa_objects_json(const struct aspa_objects *o, struct out *to)
{
	struct json_out j;

	json_out_init(&j, to);
	json_open_object(&j, NULL);
	json_open_object(&j, "metadata");
	json_u64(&j, "aspas", o->valid.n);
	json_u64(&j, "invalidaspas", o->invalid);
	json_u64(&j, "unsupported", o->unsupported);
	json_close_object(&j);
	json_open_array(&j, "aspas");
	aspa_objects_rows(o, &j);
	json_close_array(&j);
	json_close_object(&j);
	json_end(&j);
}
