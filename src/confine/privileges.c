#include "confine/privileges.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "confine/capabilities.h"

int privileges_find(struct privileges *p, const char *key, const char *user, struct err *e)
{
	const struct passwd *found = user ? getpwnam(user) : NULL;

	*p = (struct privileges){.drop = !geteuid()};
	if (!p->drop)
		return 0;
	if (!user)
		return 0;
	if (!found)
		return err_set(e, WEIR_ENOTFOUND, "%s: expected a user of this system, found '%.60s'", key,
			       user);
	p->uid = found->pw_uid;
	p->gid = found->pw_gid;
	return 0;
}

int privileges_drop(const struct privileges *p, struct err *e)
{
	if (p->drop && (setgroups(0, NULL) || setresgid(p->gid, p->gid, p->gid) || setresuid(p->uid, p->uid, p->uid)))
		return err_set(e, WEIR_EIO, "cannot become user %u: %s", (unsigned)p->uid, strerror(errno));
	if (p->drop && p->uid && !setuid(0))
		return err_set(e, WEIR_EIO, "could become root again");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		return err_set(e, WEIR_EIO, "cannot give up privileges: %s", strerror(errno));
	return capabilities_keep(NULL, 0, e);
}
