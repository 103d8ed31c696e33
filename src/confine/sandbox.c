#include "confine/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Rights over files that the first version of landlock knows; later ones are added where the kernel has them. */
enum {
	READ_RIGHTS = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
	STATE_RIGHTS = READ_RIGHTS | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
		       LANDLOCK_ACCESS_FS_REMOVE_FILE,
	FIRST_RIGHTS = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1,
	RUN_RIGHTS = READ_RIGHTS | LANDLOCK_ACCESS_FS_EXECUTE,
	KEEP_RIGHTS = STATE_RIGHTS | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR |
		      LANDLOCK_ACCESS_FS_MAKE_SYM,
	REFER = 1 << 13, /* version 2: links and renames across folders */
	TRUNCATE = 1 << 14 /* version 3 */
};

static long landlock_version(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

bool sandbox_binds_files(void)
{
	return landlock_version() > 0;
}

static int failed(struct err *e, const char *what, int why)
{
	return err_set(e, WEIR_EIO, "cannot set up a process's limits: %s: %s", what, strerror(why));
}

static int allow_below(int rules, const char *folder, uint64_t rights, struct err *e)
{
	struct landlock_path_beneath_attr below = {.allowed_access = rights};
	int rc = 0;

	below.parent_fd = open(folder, O_PATH | O_CLOEXEC);
	if (below.parent_fd < 0)
		return failed(e, folder, errno);
	if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &below, 0))
		rc = failed(e, folder, errno);
	close(below.parent_fd);
	return rc;
}

/* A folder, or a file, and what is allowed below it; the end of a list of them has no path. */
struct allowed {
	const char *path;
	uint64_t rights;
};

static int open_rules(long version, struct err *e)
{
	struct landlock_ruleset_attr all = {.handled_access_fs = FIRST_RIGHTS};
	int rules;

	all.handled_access_fs |= (version >= 2 ? REFER : 0) | (version >= 3 ? TRUNCATE : 0);
	rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
	return rules < 0 ? failed(e, "landlock", errno) : rules;
}

/* Where this kernel knows more rights, who writes has them too. */
static uint64_t rights_here(uint64_t rights, long version)
{
	if (rights & LANDLOCK_ACCESS_FS_MAKE_DIR && version >= 2)
		rights |= REFER;
	if (rights & LANDLOCK_ACCESS_FS_WRITE_FILE && version >= 3)
		rights |= TRUNCATE;
	return rights;
}

static int bind_files(const struct allowed *list, struct err *e)
{
	const long version = landlock_version();
	int rules, rc = 0;

	if (version <= 0)
		return 0;
	rules = open_rules(version, e);
	if (rules < 0)
		return rules;
	for (; !rc && list->path; list++)
		rc = allow_below(rules, list->path, rights_here(list->rights, version), e);
	if (!rc && syscall(SYS_landlock_restrict_self, rules, 0))
		rc = failed(e, "landlock", errno);
	close(rules);
	return rc;
}

/* What every process needs: memory, time, its files, its end. */
static const int common_calls[] = {
	SCMP_SYS(read),		SCMP_SYS(readv),	SCMP_SYS(pread64),	   SCMP_SYS(write),
	SCMP_SYS(writev),	SCMP_SYS(pwrite64),	SCMP_SYS(close),	   SCMP_SYS(lseek),
	SCMP_SYS(fstat),	SCMP_SYS(newfstatat),	SCMP_SYS(stat),		   SCMP_SYS(lstat),
	SCMP_SYS(statx),	SCMP_SYS(open),		SCMP_SYS(openat),	   SCMP_SYS(getdents64),
	SCMP_SYS(access),	SCMP_SYS(faccessat),	SCMP_SYS(faccessat2),
	SCMP_SYS(readlink),	SCMP_SYS(readlinkat),	SCMP_SYS(getcwd),	   SCMP_SYS(fadvise64),
	SCMP_SYS(mmap),		SCMP_SYS(munmap),	SCMP_SYS(mprotect),	   SCMP_SYS(mremap),
	SCMP_SYS(madvise),	SCMP_SYS(brk),		SCMP_SYS(futex),	   SCMP_SYS(sched_yield),
	SCMP_SYS(sched_getaffinity), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
	SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),	SCMP_SYS(getpid),	   SCMP_SYS(gettid),
	SCMP_SYS(getuid),	SCMP_SYS(geteuid),	SCMP_SYS(getgid),	   SCMP_SYS(getegid),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),  SCMP_SYS(sigaltstack),
	SCMP_SYS(set_robust_list), SCMP_SYS(rseq),	SCMP_SYS(uname),	   SCMP_SYS(restart_syscall),
	SCMP_SYS(exit),		SCMP_SYS(exit_group),
};

/* The server's: connections that come, its events, its one file. */
static const int server_calls[] = {
	SCMP_SYS(accept),	SCMP_SYS(accept4),	SCMP_SYS(recvfrom),	 SCMP_SYS(recvmsg),
	SCMP_SYS(shutdown),	SCMP_SYS(getsockname),
	SCMP_SYS(getpeername),	SCMP_SYS(getsockopt),	SCMP_SYS(setsockopt),	 SCMP_SYS(epoll_create1),
	SCMP_SYS(epoll_ctl),	SCMP_SYS(epoll_wait),	SCMP_SYS(epoll_pwait),	 SCMP_SYS(epoll_pwait2),
	SCMP_SYS(timerfd_create), SCMP_SYS(timerfd_settime), SCMP_SYS(eventfd2), SCMP_SYS(rename),
	SCMP_SYS(renameat),	SCMP_SYS(renameat2),	SCMP_SYS(unlink),	 SCMP_SYS(unlinkat),
	SCMP_SYS(fsync),	SCMP_SYS(fdatasync),	SCMP_SYS(fchmod),	 SCMP_SYS(ftruncate),
	SCMP_SYS(umask),	SCMP_SYS(flock),
};

static int allow_calls(scmp_filter_ctx c, const int *calls, size_t n)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < n; i++)
		rc = seccomp_rule_add(c, SCMP_ACT_ALLOW, calls[i], 0);
	return rc;
}

/*
 * Calls that reach further than their names say: signals and limits are for this process alone, as others
 * of its user must not suffer; a file's owner is not named, who would be sent a signal of anybody's choice.
 */
static int allow_bounded(scmp_filter_ctx c)
{
	static const int commands[] = {F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GET_SEALS};
	int rc = seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
				  SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0));

	if (!rc)
		rc = seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A0(SCMP_CMP_EQ, 0, 0));
	for (size_t i = 0; !rc && i < sizeof commands / sizeof *commands; i++)
		rc = seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
				      SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)commands[i], 0));
	return rc;
}

/* Neither names an address, nor opens a connection by its first bytes (MSG_FASTOPEN, which is connect(2) too). */
static int allow_sending(scmp_filter_ctx c)
{
	int rc = seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(sendto), 2,
				  SCMP_A3(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, 0), SCMP_A4(SCMP_CMP_EQ, 0, 0));

	return rc ? rc : seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(sendmsg), 1,
					  SCMP_A2(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, 0));
}

/*
 * Threads only. What clone3(2) is asked stands in memory, where no filter sees it: it is not there at all, and
 * the C library takes clone(2).
 */
static int allow_threads(scmp_filter_ctx c)
{
	int rc = seccomp_rule_add(c, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);

	return rc ? rc : seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
					  SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
}

static int allow_server(scmp_filter_ctx c)
{
	int rc = allow_calls(c, server_calls, sizeof server_calls / sizeof *server_calls);

	if (!rc)
		rc = allow_sending(c);
	/* how many bytes there are to read: libevent asks it */
	return rc ? rc : seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1, SCMP_A1(SCMP_CMP_EQ, FIONREAD, 0));
}

static int bind_calls(int (*more)(scmp_filter_ctx c), struct err *e)
{
	scmp_filter_ctx c = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int rc = c ? allow_calls(c, common_calls, sizeof common_calls / sizeof *common_calls) : -ENOMEM;

	if (!rc)
		rc = allow_bounded(c);
	if (!rc)
		rc = more(c);
	if (!rc)
		rc = seccomp_load(c);
	if (c)
		seccomp_release(c);
	return rc ? failed(e, "seccomp", -rc) : 0;
}

/* Landlock and seccomp both want that no program gets more rights by being started. */
static int give_up_gains(struct err *e)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? failed(e, "no_new_privs", errno) : 0;
}

int sandbox_files(const char *const *folders, size_t n, struct err *e)
{
	struct allowed *list = calloc(n + 1, sizeof *list);
	int rc = list ? give_up_gains(e) : err_set(e, WEIR_ENOMEM, "out of memory");

	for (size_t i = 0; !rc && i < n; i++)
		list[i] = (struct allowed){folders[i], READ_RIGHTS};
	if (!rc)
		rc = bind_files(list, e);
	free(list);
	return rc ? rc : bind_calls(allow_threads, e);
}

int sandbox_sockets(const char *state, struct err *e)
{
	const struct allowed list[] = {{state, STATE_RIGHTS}, {NULL, 0}};
	int rc = give_up_gains(e);

	if (!rc)
		rc = bind_files(list, e);
	return rc ? rc : bind_calls(allow_server, e);
}

int sandbox_writes(const char *folder, struct err *e)
{
	const struct allowed list[] = {
		{"/", RUN_RIGHTS}, {"/dev/null", LANDLOCK_ACCESS_FS_WRITE_FILE}, {folder, KEEP_RIGHTS}, {NULL, 0}};
	int rc = give_up_gains(e);

	return rc || landlock_version() < 2 ? rc : bind_files(list, e);
}
