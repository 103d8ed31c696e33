#include "cmd/count.h"

#include <stdio.h>

void count_put(struct out *o, uint64_t n, int width)
{
	char digits[24], text[32];
	int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n), at = 0;

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			text[at++] = ',';
		text[at++] = digits[i];
	}
	text[at] = '\0';
	out_printf(o, "%*s", width, text);
}
