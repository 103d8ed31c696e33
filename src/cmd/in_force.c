#include "cmd/in_force.h"

#include "cmd/output.h"
#include "deliver/deliver.h"

int in_force_hash(const char *folder, const char *name, char hash[SHA256_TEXT], struct err *e)
{
	struct out content;
	bool exists;
	int rc;

	hash[0] = '\0';
	out_mem(&content, OUTPUT_FILE_MAX);
	rc = deliver_fetch(folder, name, &content, &exists, e);
	if (!rc && exists)
		sha256_text(content.s, content.n, hash);
	out_release(&content);
	return rc;
}

int in_force_add(struct in_force *f, struct history_record *r, const char *folder, const char *name,
		 struct err *e)
{
	struct out *content = &f->content[f->n++];
	struct history_file *file = &r->files[r->nfiles];
	bool exists;
	int rc;

	out_mem(content, OUTPUT_FILE_MAX);
	rc = deliver_fetch(folder, name, content, &exists, e);
	if (rc || !exists)
		return rc;
	*file = (struct history_file){.name = name, .bytes = content->s ? content->s : "", .n = content->n};
	sha256_text(file->bytes, file->n, file->hash);
	r->nfiles++;
	return 0;
}

void in_force_release(struct in_force *f)
{
	while (f->n)
		out_release(&f->content[--f->n]);
}
