#ifndef WEIR_FETCH_FOLDERS_H
#define WEIR_FETCH_FOLDERS_H

#include "border/border.h"
#include "confine/privileges.h"

/*
 * Where a relying party of a border works, below the folder of the state:
 *
 *	rpki/                    of the user that fetches
 *	rpki/rpki-client.json    the last good data: the path of the border's source
 *	rpki/seen                what the next run is held against (seen.h)
 *	rpki/lock                held while a run is under way
 *	rpki/work/cache, out     what rpki-client may write to, and nothing else
 */
struct fetch_folders {
	char *top, *good, *seen, *lock, *work, *cache, *out, *json;
};

/* The paths. 0 or WEIR_ENOMEM; fetch_folders_release() in either case. */
int fetch_folders_find(struct fetch_folders *f, const struct border *b);
void fetch_folders_release(struct fetch_folders *f);

/*
 * Whom the relying party of a border runs as: fetch-user, or Debian's own where this process is root. 0 or
 * WEIR_ENOTFOUND.
 */
int fetch_user(struct privileges *who, const struct border *b, struct err *e);

/*
 * Say to a daemon of this state that the next data are taken whatever they take away, or take that back; there
 * need be no daemon. 0, or WEIR_EIO where this process may not.
 */
int fetch_accept(const struct border *b, bool accept, struct err *e);

/*
 * Make the folders, before any privileges go: they are that user's, and who may not look into the state may pass
 * through it. 0; WEIR_EIO with the path, WEIR_ENOMEM.
 */
int fetch_folders_make(const struct border *b, const struct privileges *who, struct err *e);

/*
 * The same for what is fetched by HTTPS: as fetch-user, or where that is not given as the daemon's user; into one
 * folder, FETCHED_FOLDER below the state.
 */
int fetch_web_user(struct privileges *who, const struct border *b, struct err *e);
int fetch_web_folder_make(const struct border *b, const struct privileges *who, struct err *e);

#endif
