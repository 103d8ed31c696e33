#ifndef WEIR_DELIVER_CHECKER_H
#define WEIR_DELIVER_CHECKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/out.h"

/*
 * A router's own program as the judge of files: `bird -p`, OpenBGPD's `bgpd -n`, `nft -c`. It reads
 * a configuration that includes them, and changes nothing. It runs without privileges, with
 * nothing of our environment, for CHECKER_SECONDS at most; the files are in memory. One that asks
 * the kernel gets a network namespace of its own, and no right but over that.
 */
struct checker {
	const char *name;   /* "bird -p": for people */
	const char *suffix; /* of the files that it judges: ".bird" */
	const char *program;
	const char *const *arguments; /* before the configuration's path */
	const char *head;             /* the configuration before the files; %u is the network's number */
	const char *include;          /* a file; %s is its path */
	bool asks_kernel;             /* which may not answer: a refusal has to name a file */
};

enum { CHECKER_SECONDS = 300, CHECKER_FILES = 512 };

/* The table; one without a name ends it. */
extern const struct checker checkers[];

/* The path of a program where it is installed; false where it is not. FRR's bgpd is not OpenBGPD's. */
bool checker_find(const struct checker *c, char *path, size_t size);

struct checker_file {
	const char *name; /* "as64501-in.bird": what messages call it */
	const struct out *content;
};

struct checker_answer {
	bool judges; /* false: the kernel did not answer it, `text` is why; nothing is known */
	bool takes;
	size_t file;    /* the one that it complains of; CHECKER_FILES where it does not say */
	char text[160]; /* its first words */
};

/*
 * Ask about at most CHECKER_FILES files, included in this order. 0; WEIR_EIO where it could not be
 * asked, died or gave no answer in time; WEIR_ELIMIT.
 */
int checker_ask(const struct checker *c, const char *path, uint32_t asn, const struct checker_file *files,
		size_t n, struct checker_answer *a, struct err *e);

#endif
