#include "serve/secret.h"

int secret_check(const struct stat *st, const char *path, struct err *e)
{
	if (!(st->st_mode & (S_IROTH | S_IWOTH)))
		return 0;
	return err_at(e, WEIR_ESYNTAX, path, 0, 0, "expected a key for its owner and group alone, found mode %04o",
		      (unsigned)st->st_mode & 07777);
}
