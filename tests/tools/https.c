/*
 * One file fetched by HTTPS, for tests/cli/https.py: https URL PATH CA|- MAX-BYTES SECONDS STALL-SECONDS. Prints
 * "new", "same", or the error; exit status 0, or 1 where it was not fetched.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/https.h"

int main(int argc, char **argv)
{
	struct https_ask ask;
	enum https_outcome outcome;
	struct err e;
	char text[1024];

	if (argc != 7)
		return 2;
	ask = (struct https_ask){.url = argv[1],
				 .path = argv[2],
				 .ca = strcmp(argv[3], "-") ? argv[3] : NULL,
				 .max_bytes = strtoull(argv[4], NULL, 10),
				 .seconds = (uint32_t)atoi(argv[5]),
				 .stall_seconds = (uint32_t)atoi(argv[6])};
	if (https_fetch(&ask, &outcome, &e)) {
		printf("%d %s\n", e.code, err_text(&e, text, sizeof text));
		return 1;
	}
	puts(outcome == HTTPS_NEW ? "new" : "same");
	return 0;
}
