#include "cmd/held.h"

#include <stdio.h>
#include <string.h>

#include "cmd/in_force.h"
#include "cmd/output.h"
#include "deliver/deliver.h"

enum { NAME = OUTPUT_NAME + 8 };

static const char *held_name(const struct history_file *f, char to[NAME])
{
	snprintf(to, NAME, "%s.held", f->name);
	return to;
}

int held_put(struct history *h, const char *folder, const struct history_file *f, struct err *e)
{
	char name[NAME], hash[SHA256_TEXT];
	struct out content;
	int rc = in_force_hash(folder, held_name(f, name), hash, e);

	if (rc || hash[0])
		return rc;
	out_mem(&content, OUTPUT_FILE_MAX);
	rc = history_content(h, f->hash, &content, e);
	if (!rc)
		rc = deliver_file(folder, name, &content, e);
	out_release(&content);
	return rc;
}

int held_intact(const char *folder, const struct history_file *f, bool *intact, struct err *e)
{
	char name[NAME], hash[SHA256_TEXT];
	int rc = in_force_hash(folder, held_name(f, name), hash, e);

	*intact = !hash[0] || !strcmp(hash, f->hash);
	return rc;
}

int held_remove(const char *folder, const struct history_file *f, struct err *e)
{
	char name[NAME];

	return deliver_remove(folder, held_name(f, name), e);
}
