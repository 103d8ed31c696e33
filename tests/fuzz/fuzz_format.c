#include <stdlib.h>
#include <string.h>

#include "deliver/language.h"

/* A format that passed its check is written without looking beyond its end. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *format = malloc(size + 1);
	uint64_t one = range_pack4(0x0a000000, 8, 9, 10);
	struct range_list prefixes = {.v4 = {.v = &one, .n = 1}};
	struct list l = {.name = "NAME", .family = IPV4, .format = format, .prefixes = &prefixes};
	struct out o;
	struct err e;

	if (!format)
		return 0;
	memcpy(format, data, size);
	format[size] = '\0';
	out_mem(&o, 1 << 20);
	if (!format_check(format, &e) && language_write(&language_format, &o, &l, &e))
		abort();
	out_release(&o);
	free(format);
	return 0;
}
