#include "cmd/select.h"

#include <stdlib.h>
#include <string.h>

int selection_make(struct selection *s, char **names, int n)
{
	*s = (struct selection){.names = names, .n = n, .matched = calloc((size_t)n + 1, sizeof(bool))};
	return s->matched ? 0 : WEIR_ENOMEM;
}

static bool is_named(const char *name, const char *router, const char *output)
{
	size_t n = strlen(router);

	return !strcmp(name, output) ||
	       (!strncmp(name, router, n) && name[n] == '/' && !strcmp(name + n + 1, output));
}

bool selection_has(struct selection *s, const char *router, const char *output)
{
	bool any = !s->n;

	for (int i = 0; i < s->n; i++) {
		if (!is_named(s->names[i], router, output))
			continue;
		s->matched[i] = true;
		any = true;
	}
	return any;
}

const char *selection_unmatched(const struct selection *s)
{
	for (int i = 0; i < s->n; i++)
		if (!s->matched[i])
			return s->names[i];
	return NULL;
}

void selection_release(struct selection *s)
{
	free(s->matched);
}
