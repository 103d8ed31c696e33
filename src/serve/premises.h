#ifndef WEIR_SERVE_PREMISES_H
#define WEIR_SERVE_PREMISES_H

#include "border/border.h"
#include "confine/privileges.h"
#include "serve/credentials.h"
#include "serve/sockets.h"

/*
 * What a border asks of the system before it is served: whom the processes run as, folders that are theirs, open
 * sockets and their keys, copies of the files of TLS. A border has its premises whole, or those in force stay as
 * they are.
 */
struct premises {
	struct privileges who;
	struct privileges fetch_who, web_who; /* where there is a relying party, and where sources are fetched */
	struct sockets sockets;
	struct credentials credentials;
};

/*
 * Those of the first border; `p` is zeroed, and to be closed in either case. 0, or a negative code with what
 * cannot be had in *e; what is wrong with the files of TLS is logged, as are doubts about users and keys.
 */
int premises_open(struct premises *p, const struct border *b, struct err *e);

/*
 * Go on with those of another border. 0, and *moved tells whether another server has to take over, for what is
 * served, or a file of TLS, is another; a socket that both borders have stays open all the while. Or as
 * premises_open(), and then `p` is as it was, as far as the kernel takes old keys back.
 */
int premises_change(struct premises *p, const struct border *old, const struct border *next, bool *moved,
		    struct err *e);

/* A zeroed one is allowed. */
void premises_close(struct premises *p);

#endif
