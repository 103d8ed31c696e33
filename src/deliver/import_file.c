#include "deliver/import_file.h"

#include <stdio.h>

#define FORM(constant, name, stem) [constant] = {"." #stem, import_##stem##_write},
static const struct import_form forms[LANGUAGES] = {BORDER_LANGUAGES(FORM)};

const struct import_form *import_form(enum border_language language)
{
	return &forms[language];
}

const char *import_name(const struct import_list *l, char to[IMPORT_NAME])
{
	snprintf(to, IMPORT_NAME, "as%u-%s", l->asn, l->neighbor ? "in" : "out");
	return to;
}
