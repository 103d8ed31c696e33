#ifndef WEIR_CMD_LOAD_RPKI_H
#define WEIR_CMD_LOAD_RPKI_H

#include "cmd/cmd.h"
#include "rpki/rpki.h"

/*
 * The common step of commands about RPKI facts: read all the files and apply the
 * exceptions, with errors, bad records and empty files told on
 * stderr. EXIT_WELL, or EXIT_TROUBLE; then *usable says whether the set may be used all the
 * same (records were passed over, the rest is sound). `r` is the caller's to release.
 */
int load_rpki(struct rpki *r, const struct text_list *files, const struct text_list *slurm,
	      bool *usable);

#endif
