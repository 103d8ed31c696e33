/*
 * How this works: the child gives up its privileges, makes each file and the configuration a memory
 * file of its own, and becomes the checker, which opens them as /proc/self/fd/N. Nothing is on
 * disk, so nothing is left there, however it ends. The numbers of the descriptors are known
 * beforehand, so that a message that names one is understood.
 *
 * `nft -c` lets the kernel judge, which wants CAP_NET_ADMIN over a network: the child makes one of its own
 * (whoever is not root, in a user namespace) and keeps that right alone. Where it may not, and where
 * buffers that only root may enlarge are too small for a large file, nft fails and names no file.
 */
#include "deliver/checker.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

enum { FIRST = 10, NOBODY = 65534, ANSWER = 4096 };

#define AT "/proc/self/fd/"

static const char *const bird_arguments[] = {"-p", "-c", NULL};
static const char *const openbgpd_arguments[] = {"-n", "-f", NULL};
static const char *const nftables_arguments[] = {"-c", "-f", NULL};

const struct checker checkers[] = {
	{"bird -p", ".bird", "bird", bird_arguments, "router id 192.0.2.1;\nprotocol device {}\n",
	 "include \"%s\";\n", false},
	{"bgpd -n", ".openbgpd", "bgpd", openbgpd_arguments, "AS %u\nrouter-id 192.0.2.1\n",
	 "include \"%s\"\n", false},
	{"nft -c", ".nft", "nft", nftables_arguments, "", "include \"%s\"\n", true},
	{0},
};

bool checker_find(const struct checker *c, char *path, size_t size)
{
	static const char *const folders[] = {"/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin",
					      "/usr/bin"};
	char real[PATH_MAX];

	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		snprintf(path, size, "%s/%s", folders[i], c->program);
		if (!access(path, X_OK) && realpath(path, real) && !strstr(real, "/frr/"))
			return true;
	}
	return false;
}

/* All of it into a new memory file with this number. */
static bool put(int fd, const char *bytes, size_t n)
{
	int made = memfd_create("weir", 0);

	if (made < 0 || fchmod(made, 0600) || (made != fd && (dup2(made, fd) < 0 || close(made))))
		return false;
	while (n) {
		ssize_t done = write(fd, bytes, n);

		if (done <= 0)
			return false;
		bytes += done;
		n -= (size_t)done;
	}
	return true;
}

static bool put_configuration(const struct checker *c, uint32_t asn, size_t n)
{
	struct out o;
	char path[40];
	bool done;

	out_mem(&o, 1 << 20);
	out_printf(&o, c->head, asn);
	for (size_t i = 0; i < n; i++) {
		snprintf(path, sizeof path, AT "%zu", FIRST + 1 + i);
		out_printf(&o, c->include, path);
	}
	done = !o.status && put(FIRST, o.s, o.n);
	out_release(&o);
	return done;
}

static bool drop_privileges(void)
{
	if (geteuid())
		return true;
	return !setgroups(0, NULL) && !setgid(NOBODY) && !setuid(NOBODY);
}

/* Rights over its own network, also behind exec(2), and no others. Without them it tells itself what it cannot. */
static void keep_network_rights(void)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {{0}};

	sets[0].permitted = sets[0].effective = sets[0].inheritable = 1u << CAP_NET_ADMIN;
	if (!syscall(SYS_capset, &head, sets))
		prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_ADMIN, 0, 0);
}

static bool enter_sandbox(bool asks_kernel)
{
	bool alone = asks_kernel && !unshare(geteuid() ? CLONE_NEWUSER | CLONE_NEWNET : CLONE_NEWNET);

	if (alone)
		prctl(PR_SET_KEEPCAPS, 1);
	if (!drop_privileges())
		return false;
	if (alone)
		keep_network_rights();
	return true;
}

/* The child: it becomes the checker; one that cannot ends itself, for it must not go on as a second weir. */
static void become(const struct checker *c, const char *path, uint32_t asn, const struct checker_file *files,
		   size_t n, int answer)
{
	static const char *const environment[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", NULL};
	const char *argv[8] = {c->program};
	size_t argc = 1;
	int none = open("/dev/null", O_RDONLY);
	bool ready = dup2(none, 0) == 0 && dup2(answer, 1) == 1 && dup2(answer, 2) == 2 &&
		     enter_sandbox(c->asks_kernel);

	for (size_t i = 0; ready && i < n; i++)
		ready = put((int)(FIRST + 1 + i), files[i].content->s, files[i].content->n);
	if (!ready || !put_configuration(c, asn, n))
		raise(SIGKILL);
	for (size_t i = 0; c->arguments[i]; i++)
		argv[argc++] = c->arguments[i];
	argv[argc] = AT "10";
	_Static_assert(FIRST == 10, "the number in the path above");
	execve(path, (char *const *)argv, (char *const *)environment);
	raise(SIGKILL);
}

/* What it says until it closes its end; false where the time is over. */
static bool listen_to(int fd, char *said, size_t size)
{
	const uint64_t end = clock_ms() + CHECKER_SECONDS * 1000;
	struct pollfd p = {.fd = fd, .events = POLLIN};
	char rest[ANSWER];
	size_t n = 0;

	said[0] = '\0';
	for (;;) {
		int64_t left = (int64_t)(end - clock_ms());
		bool full = n + 1 >= size;
		ssize_t got;

		if (left <= 0 || poll(&p, 1, (int)left) == 0)
			return false;
		got = read(fd, full ? rest : said + n, full ? sizeof rest : size - 1 - n);
		if (got <= 0 && errno != EINTR)
			return true;
		if (!full && got > 0)
			said[n += (size_t)got] = '\0';
	}
}

/* The first of the files that it names, and what it says behind the name; CHECKER_FILES where it names none. */
static size_t find_named(char *said, size_t n, char **rest)
{
	for (char *at = strstr(said, AT); at; at = strstr(at + 1, AT)) {
		unsigned long number = strtoul(at + strlen(AT), rest, 10);

		if (number > FIRST && number - FIRST - 1 < n)
			return number - FIRST - 1;
	}
	return CHECKER_FILES;
}

/* "bird: /proc/self/fd/12:3:1 syntax error" becomes "as64501-in.bird:3:1 syntax error", the first line of it. */
static void understand(struct checker_answer *a, char *said, const struct checker_file *files, size_t n)
{
	char *rest = said;

	a->judges = strstr(said, AT);
	a->file = find_named(said, n, &rest);
	rest[strcspn(rest, "\n")] = '\0';
	said[strcspn(said, "\n")] = '\0';
	if (a->file < n)
		snprintf(a->text, sizeof a->text, "%.70s%.80s", files[a->file].name, rest);
	else
		snprintf(a->text, sizeof a->text, "%.150s", said);
}

static int judge(const struct checker *c, int status, bool in_time, struct checker_answer *a, struct err *e)
{
	if (!in_time)
		return err_set(e, WEIR_EIO, "'%s' gave no answer in %d seconds", c->name, CHECKER_SECONDS);
	if (!WIFEXITED(status))
		return err_set(e, WEIR_EIO, "'%s' did not start, or died", c->name);
	a->takes = WEXITSTATUS(status) == 0;
	a->judges |= a->takes || !c->asks_kernel;
	return 0;
}

int checker_ask(const struct checker *c, const char *path, uint32_t asn, const struct checker_file *files,
		size_t n, struct checker_answer *a, struct err *e)
{
	char said[ANSWER];
	int ends[2], status = 0;
	bool in_time;
	pid_t child;

	*a = (struct checker_answer){.file = CHECKER_FILES};
	if (n > CHECKER_FILES)
		return err_set(e, WEIR_ELIMIT, "more files than '%s' is asked about", c->name);
	if (pipe2(ends, O_CLOEXEC))
		return err_set(e, WEIR_EIO, "'%s' could not be asked: %s", c->name, strerror(errno));
	child = fork();
	if (!child)
		become(c, path, asn, files, n, ends[1]);
	close(ends[1]);
	if (child < 0) {
		close(ends[0]);
		return err_set(e, WEIR_EIO, "'%s' could not be asked: %s", c->name, strerror(errno));
	}
	in_time = listen_to(ends[0], said, sizeof said);
	close(ends[0]);
	if (!in_time)
		kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	understand(a, said, files, n);
	return judge(c, status, in_time, a, e);
}
