#ifndef WEIR_SERVE_PARSE_H
#define WEIR_SERVE_PARSE_H

#include "border/border.h"
#include "serve/handover.h"

/*
 * The parser's work: read the border's RPKI sources, apply local exceptions, write what routers are
 * to be told to `fd` (handover.h). 0; or what failed, which the head at `fd` then says too.
 */
int parse_sources(const struct border *b, int fd, struct err *e);

/* The folders that the border's RPKI sources lie in: what the parser must be able to read. */
struct parse_folders {
	VEC(char *) items;
};

int parse_folders_make(struct parse_folders *f, const struct border *b);
void parse_folders_release(struct parse_folders *f);

#endif
