#include "base/folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MODE_ABOVE = 0755 };

int folder_make(const char *path, mode_t mode, struct err *e)
{
	char *copy = strdup(path);
	struct stat st;
	int rc = 0;

	if (!copy)
		return err_set(e, WEIR_ENOMEM, "out of memory");
	for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, MODE_ABOVE) && errno != EEXIST)
			break; /* the last one tells */
		*slash = '/';
	}
	if (mkdir(path, mode) && errno != EEXIST)
		rc = err_at(e, WEIR_EIO, path, 0, 0, "cannot make the folder: %s", strerror(errno));
	else if (stat(path, &st) || !S_ISDIR(st.st_mode))
		rc = err_at(e, WEIR_EIO, path, 0, 0, "expected a folder, found a file");
	free(copy);
	return rc;
}
