/*
 * Faults at chosen calls, by LD_PRELOAD.
 *
 * Every call of the process that changes what is on disk is counted: write,
 * pwrite, writev, ftruncate, fsync, fdatasync, rename, unlink, open with
 * O_CREAT, mkostemp, and close of a descriptor that was written. Descriptors 0
 * to 2 are not (they are no files of ours). At call number INJECT_AT, from 1,
 * INJECT_MODE happens:
 *
 *	kill    SIGKILL instead of the call
 *	after   the call, then SIGKILL
 *	short   half of what write was given, then SIGKILL; else as kill
 *	enospc  the call fails with ENOSPC
 *	eio     the call fails with EIO
 *	full    this and every later call that takes space fails with ENOSPC
 *
 * INJECT_LOG names a file that gets one line for each counted call. What glibc
 * calls inside itself (stdio's writes) is not seen: src writes through
 * base/out.h, which calls write().
 *
 * Of a daemon of several processes INJECT_PROCESS names the one whose calls are
 * counted, as prctl(2) names it: all processes of that name together, so that
 * one that is started again is not disturbed again; INJECT_LOG may be `-`,
 * stderr. With INJECT_TOGETHER instead of it the calls of all processes are
 * counted as one sequence. With INJECT_ALL a process whose child was killed dies likewise: what a
 * machine does that loses its power.
 */
#undef _FILE_OFFSET_BITS /* both names of each call are defined below */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum mode { NONE, KILL, AFTER, SHORT, NO_SPACE, IO_ERROR, FULL };
enum { FDS = 4096 };

static const char *const mode_names[] = {"", "kill", "after", "short", "enospc", "eio", "full"};

static enum mode mode;
static unsigned long at;
static int log_fd = -1;
static atomic_ulong own_calls, *calls = &own_calls;
static atomic_bool written[FDS];
static const char *process; /* NULL: any */
static bool counts = true, all_die;

/* One counter for all that are forked from here. */
static void count_together(void)
{
	void *p = mmap(NULL, sizeof *calls, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p != MAP_FAILED)
		calls = p;
}

__attribute__((constructor)) static void read_environment(void)
{
	const char *number = getenv("INJECT_AT"), *name = getenv("INJECT_MODE");
	const char *log = getenv("INJECT_LOG");

	process = getenv("INJECT_PROCESS");
	all_die = getenv("INJECT_ALL");
	if (process || getenv("INJECT_TOGETHER"))
		count_together();
	counts = !process; /* until it is named so */

	at = number ? strtoul(number, NULL, 10) : 0;
	for (unsigned i = 0; name && i < sizeof mode_names / sizeof *mode_names; i++)
		if (!strcmp(name, mode_names[i]))
			mode = (enum mode)i;
	if (log && !strcmp(log, "-"))
		log_fd = STDERR_FILENO;
	else if (log)
		log_fd = (int)syscall(SYS_openat, AT_FDCWD, log,
				      O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

/* A sandbox may let a process signal its own threads only. */
static void die(void)
{
	syscall(SYS_kill, getpid(), SIGKILL);
	syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), SIGKILL);
}

int prctl(int option, ...)
{
	unsigned long argument[4];
	va_list ap;

	va_start(ap, option);
	for (unsigned i = 0; i < 4; i++)
		argument[i] = va_arg(ap, unsigned long);
	va_end(ap);
	if (option == PR_SET_NAME && process)
		counts = !strcmp((const char *)argument[0], process);
	return (int)syscall(SYS_prctl, option, argument[0], argument[1], argument[2], argument[3]);
}

pid_t waitpid(pid_t pid, int *status, int options)
{
	int said = 0;

	pid = (pid_t)syscall(SYS_wait4, pid, &said, options, NULL);
	if (pid > 0 && all_die && WIFSIGNALED(said) && WTERMSIG(said) == SIGKILL)
		die();
	if (status)
		*status = said;
	return pid;
}

static void write_log(unsigned long n, const char *what)
{
	char line[64];
	int len = snprintf(line, sizeof line, "%lu %s\n", n, what);

	if (log_fd >= 0)
		syscall(SYS_write, log_fd, line, (size_t)len);
}

/* What a counted call shall do; errno is set where it shall fail. */
static enum mode count(const char *what, bool takes_space)
{
	unsigned long n;

	if (!counts)
		return NONE;
	n = atomic_fetch_add(calls, 1) + 1;
	write_log(n, what);
	if (!at || n < at || (n > at && mode != FULL))
		return NONE;
	if (mode == KILL)
		die();
	if (mode == FULL && !takes_space)
		return NONE;
	errno = mode == IO_ERROR ? EIO : ENOSPC;
	return mode;
}

static bool fails(enum mode m)
{
	return m == NO_SPACE || m == IO_ERROR || m == FULL;
}

/* A call that is done whole or not at all. */
#define INJECTED(what, takes_space, call)           \
	do {                                        \
		enum mode m = count(what, takes_space); \
		long rc;                            \
                                                    \
		if (fails(m))                       \
			return -1;                  \
		if (m == SHORT)                     \
			die();                      \
		rc = (call);                        \
		if (m == AFTER)                     \
			die();                      \
		return (int)rc;                     \
	} while (0)

static void mark(int fd)
{
	if (fd >= 0 && fd < FDS)
		written[fd] = true;
}

ssize_t write(int fd, const void *p, size_t n)
{
	enum mode m = fd > 2 ? count("write", true) : NONE;
	ssize_t done;

	if (fails(m))
		return -1;
	mark(fd);
	done = syscall(SYS_write, fd, p, m == SHORT ? n / 2 : n);
	if (m == AFTER || m == SHORT)
		die();
	return done;
}

static ssize_t write_at(int fd, const void *p, size_t n, off_t offset)
{
	enum mode m = count("pwrite", true);
	ssize_t done;

	if (fails(m))
		return -1;
	mark(fd);
	done = syscall(SYS_pwrite64, fd, p, m == SHORT ? n / 2 : n, offset);
	if (m == AFTER || m == SHORT)
		die();
	return done;
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t offset)
{
	return write_at(fd, p, n, offset);
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t offset)
{
	return write_at(fd, p, n, offset);
}

ssize_t writev(int fd, const struct iovec *v, int n)
{
	enum mode m = fd > 2 ? count("writev", true) : NONE;
	ssize_t done;

	if (fails(m))
		return -1;
	mark(fd);
	done = syscall(SYS_writev, fd, v, m == SHORT ? (n + 1) / 2 : n);
	if (m == AFTER || m == SHORT)
		die();
	return done;
}

int ftruncate(int fd, off_t size)
{
	mark(fd);
	INJECTED("ftruncate", true, syscall(SYS_ftruncate, fd, size));
}

int ftruncate64(int fd, off64_t size)
{
	mark(fd);
	INJECTED("ftruncate", true, syscall(SYS_ftruncate, fd, size));
}

int fsync(int fd)
{
	INJECTED("fsync", false, syscall(SYS_fsync, fd));
}

int fdatasync(int fd)
{
	INJECTED("fdatasync", false, syscall(SYS_fdatasync, fd));
}

int rename(const char *from, const char *to)
{
	INJECTED("rename", false, syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int renameat(int from_fd, const char *from, int to_fd, const char *to)
{
	INJECTED("renameat", false, syscall(SYS_renameat2, from_fd, from, to_fd, to, 0));
}

int renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags)
{
	INJECTED("renameat2", false, syscall(SYS_renameat2, from_fd, from, to_fd, to, flags));
}

int unlink(const char *path)
{
	INJECTED("unlink", false, syscall(SYS_unlinkat, AT_FDCWD, path, 0));
}

int close(int fd)
{
	if (fd <= 2 || fd >= FDS || !atomic_exchange(&written[fd], false))
		return (int)syscall(SYS_close, fd);
	if (fails(count("close", false))) {
		int sys = errno;

		syscall(SYS_close, fd); /* Linux closes whatever it answers */
		errno = sys;
		return -1;
	}
	return (int)syscall(SYS_close, fd);
}

static int open_at(int folder, const char *path, int flags, mode_t permissions)
{
	if (!(flags & O_CREAT))
		return (int)syscall(SYS_openat, folder, path, flags, permissions);
	INJECTED("open", true, syscall(SYS_openat, folder, path, flags, permissions));
}

#define OPEN_BODY(folder)                                                  \
	va_list ap;                                                        \
	mode_t permissions;                                                \
                                                                           \
	va_start(ap, flags);                                               \
	permissions = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0; \
	va_end(ap);                                                        \
	return open_at(folder, path, flags, permissions)

int open(const char *path, int flags, ...)
{
	OPEN_BODY(AT_FDCWD);
}

int open64(const char *path, int flags, ...)
{
	OPEN_BODY(AT_FDCWD);
}

int openat(int folder, const char *path, int flags, ...)
{
	OPEN_BODY(folder);
}

int openat64(int folder, const char *path, int flags, ...)
{
	OPEN_BODY(folder);
}

typedef int (*mkostemp_fn)(char *path, int flags);

static int make_temporary(const char *name, char *path, int flags)
{
	mkostemp_fn real;

	*(void **)&real = dlsym(RTLD_NEXT, name);
	INJECTED("mkostemp", true, real(path, flags));
}

int mkostemp(char *path, int flags)
{
	return make_temporary("mkostemp", path, flags);
}

int mkostemp64(char *path, int flags)
{
	return make_temporary("mkostemp64", path, flags);
}

int mkstemp(char *path)
{
	return make_temporary("mkostemp", path, 0);
}

int mkstemp64(char *path)
{
	return make_temporary("mkostemp64", path, 0);
}
