#include <unistd.h>

#include "cmd/rtr_cmd.h"
#include "rpki/write_json.h"

static void show_text(struct out *to, const struct rtr_side *s, bool summary)
{
	rtr_side_text(to, s);
	if (!summary)
		rtr_facts_text(to, &s->facts, '\0');
}

static void show_json(struct out *to, const struct rtr_side *s, bool summary)
{
	struct json_out j;

	json_out_init(&j, to);
	json_open_object(&j, NULL);
	json_open_object(&j, "metadata");
	rtr_side_json(&j, s);
	json_close_object(&j);
	if (!summary)
		rpki_write_json(&j, &s->facts);
	json_close_object(&j);
	json_end(&j);
}

int rtr_show(const char *name, const struct rtr_options_given *o)
{
	struct rtr_side s;
	struct out to;
	int status = rtr_side_get(&s, name, o);

	if (!status) {
		out_fd(&to, STDOUT_FILENO);
		(o->json ? show_json : show_text)(&to, &s, o->summary);
		status = cmd_finish(&to, s.client.records.n ? EXIT_WELL : EXIT_FINDING);
	}
	rtr_side_release(&s);
	return status;
}
