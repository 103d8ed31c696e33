#include "deliver/import_file.h"

#include <stdio.h>

static const struct import_form forms[] = {
	[LANGUAGE_BIRD2] = {".bird", import_bird_write},
	[LANGUAGE_JSON] = {".json", import_json_write},
};

const struct import_form *import_form(enum border_language language)
{
	return &forms[language];
}

const char *import_name(const struct import_list *l, char to[IMPORT_NAME])
{
	snprintf(to, IMPORT_NAME, "as%u-%s", l->asn, l->neighbor ? "in" : "out");
	return to;
}
