#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/options.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct opts {
	bool four, json;
	const char *vrps;
	unsigned more;
	struct text_list irr;
};

static const struct option_row rows[] = {
	{'4', NULL, NULL, OPTION_FLAG, offsetof(struct opts, four), "IPv4"},
	{0, "json", NULL, OPTION_FLAG, offsetof(struct opts, json), "JSON"},
	{'V', "vrps", "FILE", OPTION_TEXT, offsetof(struct opts, vrps), "VRPs"},
	{'R', NULL, "LEN", OPTION_NUMBER, offsetof(struct opts, more), "more specific"},
	{0, "irr", "FILE", OPTION_LIST, offsetof(struct opts, irr), "a dump"},
};

/* Each line is a word of the command line. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { WORDS = 64 };
	const struct option_table table = {rows, sizeof rows / sizeof *rows};
	char *text = malloc(size + 1), *argv[WORDS + 1] = {NULL}, *save = NULL;
	struct opts o = {0};
	struct err e;
	int argc = 0, operands;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	argv[argc++] = text + size;
	for (char *w = strtok_r(text, "\n", &save); w && argc < WORDS; w = strtok_r(NULL, "\n", &save))
		argv[argc++] = w;
	if (!options_parse(&table, argc, argv, &o, &operands, &e) && operands >= argc)
		abort();
	vec_free(&o.irr.items);
	free(text);
	return 0;
}
