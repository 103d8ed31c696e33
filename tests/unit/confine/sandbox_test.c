/* What a process in each sandbox can still do: shown by trying, each in a process of its own. */
#include "../check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "confine/sandbox.h"

static char top[64]; /* a folder of its own in the one the test runs in */
static char inside[80], outside[80], file_inside[96], file_outside[96];
static int listening;
static struct sockaddr_in there = {.sin_family = AF_INET};
static int a_pipe[2], a_pair[2], a_datagram_socket, hearing; /* that somebody left open */
static const char abstract[] = "\0weir-sandbox-test";

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static int make_scene(void **state)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	socklen_t n = sizeof there;

	(void)state;
	snprintf(top, sizeof top, "weir-sandbox.XXXXXX");
	assert_non_null(mkdtemp(top));
	snprintf(inside, sizeof inside, "%s/in", top);
	snprintf(outside, sizeof outside, "%s/out", top);
	snprintf(file_inside, sizeof file_inside, "%s/file", inside);
	snprintf(file_outside, sizeof file_outside, "%s/file", outside);
	mkdir(inside, 0755);
	mkdir(outside, 0755);
	put(file_inside, "inside");
	put(file_outside, "outside");
	there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listening = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(listening, (struct sockaddr *)&there, sizeof there), 0);
	assert_int_equal(listen(listening, 4), 0);
	assert_int_equal(getsockname(listening, (struct sockaddr *)&there, &n), 0);
	assert_int_equal(pipe(a_pipe), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, a_pair), 0);
	a_datagram_socket = socket(AF_UNIX, SOCK_DGRAM, 0);
	hearing = socket(AF_UNIX, SOCK_DGRAM, 0);
	memcpy(name.sun_path, abstract, sizeof abstract);
	assert_int_equal(bind(hearing, (struct sockaddr *)&name,
			      offsetof(struct sockaddr_un, sun_path) + sizeof abstract), 0);
	return 0;
}

static int remove_scene(void **state)
{
	char command[128];

	(void)state;
	close(listening);
	close(hearing);
	close(a_datagram_socket);
	for (size_t i = 0; i < 2; i++) {
		close(a_pipe[i]);
		close(a_pair[i]);
	}
	snprintf(command, sizeof command, "rm -r %s", top);
	return system(command);
}

/* Each returns true where it could. */
static bool opens(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool reads_inside(void)
{
	return opens(file_inside, O_RDONLY);
}

static bool reads_outside(void)
{
	return opens(file_outside, O_RDONLY) || opens("/etc/passwd", O_RDONLY) || opens("/proc/self/maps", O_RDONLY);
}

static bool writes_inside(void)
{
	return opens(file_inside, O_WRONLY | O_TRUNC);
}

static bool creates_inside(void)
{
	char path[128], other[128];

	snprintf(path, sizeof path, "%s/new", inside);
	snprintf(other, sizeof other, "%s/newer", inside);
	return opens(path, O_WRONLY | O_CREAT | O_EXCL) && !rename(path, other) && !unlink(other);
}

static bool writes_outside(void)
{
	char path[128], other[128];

	snprintf(path, sizeof path, "%s/new", outside);
	snprintf(other, sizeof other, "%s/moved", outside);
	return opens(file_outside, O_WRONLY) || opens(file_outside, O_WRONLY | O_TRUNC) ||
	       opens(path, O_WRONLY | O_CREAT) || !truncate(file_outside, 1) || !unlink(file_outside) ||
	       !rename(file_inside, other) || !link(file_inside, other) || !symlink(file_inside, other) ||
	       !mkdir(other, 0700);
}

/* Landlock does not know these: where there is no list of system calls, the user must be another. */
static bool changes_owners(void)
{
	return !chmod(file_outside, 0755) || !chown(file_outside, 0, 0);
}

static bool opens_socket(void)
{
	static const int families[] = {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK, AF_PACKET};
	bool could = false;
	int ends[2];

	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		could |= socket(families[i], SOCK_STREAM, 0) >= 0 || socket(families[i], SOCK_DGRAM, 0) >= 0;
	return could || !socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
}

/* With a socket that somebody left open. */
static int left_open = -1;

static bool connects(void)
{
	return !connect(left_open, (struct sockaddr *)&there, sizeof there) || !listen(left_open, 1);
}

static bool starts_program(void)
{
	char *const argv[] = {(char[]){"true"}, NULL};

	execv("/bin/true", argv);
	return false; /* a program that starts ends with 0, which is another answer than that of try() */
}

static bool forks(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	return pid > 0;
}

static void *nothing(void *context)
{
	return context;
}

static bool has_threads(void)
{
	pthread_t t;

	return !pthread_create(&t, NULL, nothing, NULL) && !pthread_join(t, NULL);
}

static bool traces(void)
{
	return !kill(getppid(), 0);
}

/* What reaches another process without kill(2): the parser and the server are of one user. */
static pid_t other;

static bool signals_a_thread(void)
{
	return !syscall(SYS_tgkill, other, other, 0);
}

static bool limits_another(void)
{
	const struct rlimit none = {0, 0};

	return !prlimit(other, RLIMIT_CORE, &none, NULL);
}

/* A file tells its owner of input by a signal, and who that is says whoever has it open. */
static bool signals_by_a_file(void)
{
	return !fcntl(a_pipe[0], F_SETOWN, other) || !fcntl(a_pipe[0], F_SETSIG, SIGKILL);
}

static bool keeps_its_files_straight(void)
{
	int fd = fcntl(a_pipe[0], F_DUPFD_CLOEXEC, 0);

	return fd >= 0 && fcntl(fd, F_GETFL) >= 0 && !fcntl(fd, F_SETFL, O_NONBLOCK) && fcntl(fd, F_GETFD) == FD_CLOEXEC;
}

static bool limits_itself(void)
{
	struct rlimit files;

	return !getrlimit(RLIMIT_NOFILE, &files) && !raise(0);
}

/* A socket that is not connected, as a listening one is after shutdown(2), is connected by sendto(2) too. */
static bool connects_by_sending(void)
{
	return sendto(left_open, "x", 1, MSG_FASTOPEN, (struct sockaddr *)&there, sizeof there) == 1;
}

static bool connects_by_message(void)
{
	struct iovec part = {.iov_base = (char[]){"x"}, .iov_len = 1};
	const struct msghdr m = {.msg_name = &there, .msg_namelen = sizeof there, .msg_iov = &part, .msg_iovlen = 1};

	return sendmsg(left_open, &m, MSG_FASTOPEN) == 1;
}

/* A datagram to a name that is no file (unix(7)). */
static bool sends_to_a_name(void)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};

	memcpy(name.sun_path, abstract, sizeof abstract);
	return sendto(a_datagram_socket, "x", 1, 0, (struct sockaddr *)&name,
		      offsetof(struct sockaddr_un, sun_path) + sizeof abstract) == 1;
}

static bool says_more_on_a_connection(void)
{
	struct iovec part = {.iov_base = (char[]){"x"}, .iov_len = 1};
	const struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};

	return send(a_pair[0], "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1 &&
	       sendmsg(a_pair[0], &m, MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
}

/* Under /proc lies what decides over processes, its own too. */
static bool writes_in_proc(void)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/oom_score_adj", (int)other);
	return opens(path, O_WRONLY) || opens("/proc/self/oom_score_adj", O_WRONLY) || opens("/proc/self/mem", O_RDWR);
}

static bool accepts(void)
{
	return accept4(listening, NULL, NULL, SOCK_NONBLOCK) >= 0 || errno == EAGAIN;
}

enum kind { PARSER, SERVER, FETCHER, FREE };

enum { CANNOT = 40, COULD = 41, NO_SANDBOX = 42 };

static int try(enum kind kind, bool (*what)(void))
{
	const char *const folders[] = {inside};
	pid_t pid;
	int status;

	fcntl(listening, F_SETFL, O_NONBLOCK);
	left_open = socket(AF_INET, SOCK_STREAM, 0);
	other = getpid();
	pid = fork();
	if (!pid) {
		struct err e;
		int rc = kind == PARSER	   ? sandbox_files(folders, 1, &e)
			 : kind == SERVER  ? sandbox_sockets(inside, &e)
			 : kind == FETCHER ? sandbox_writes(inside, &e)
					   : 0;

		_exit(rc ? NO_SANDBOX : what() ? COULD : CANNOT);
	}
	close(left_open);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static const struct {
	const char *name;
	bool (*what)(void);
	bool free, parser, server, fetcher;
} tries[] = {
	{"reads in its folder", reads_inside, true, true, true, true},
	{"reads elsewhere", reads_outside, true, false, false, true},
	{"writes in its folder", writes_inside, true, false, true, true},
	{"makes files in its folder", creates_inside, true, false, true, true},
	{"opens a socket", opens_socket, true, false, false, true},
	{"connects a socket that is open", connects, true, false, false, true},
	{"accepts a connection", accepts, true, false, true, true},
	{"starts a process", forks, true, false, false, true},
	{"has threads", has_threads, true, true, false, true},
	{"touches another process", traces, true, false, false, true},
	{"signals another's thread", signals_a_thread, true, false, false, true},
	{"limits another process", limits_another, true, false, false, true},
	{"signals another by a file", signals_by_a_file, true, false, false, true},
	{"keeps its files straight", keeps_its_files_straight, true, true, true, true},
	{"asks for its limits, signals itself", limits_itself, true, true, true, true},
	{"connects by sending", connects_by_sending, true, false, false, true},
	{"connects by a message", connects_by_message, true, false, false, true},
	{"sends to an abstract name", sends_to_a_name, true, false, false, true},
	{"says more on a connection", says_more_on_a_connection, true, false, true, true},
	{"writes in /proc", writes_in_proc, true, false, false, false},
	{"changes modes and owners elsewhere", changes_owners, true, false, false, true},
	{"changes files elsewhere", writes_outside, true, false, false, false}, /* last: the free one spoils the scene */
};

static void each_can_do_what_it_must_and_no_more(void **state)
{
	(void)state;
	if (!sandbox_binds_files())
		skip();
	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
		int parser = try(PARSER, tries[i].what), server = try(SERVER, tries[i].what);
		int fetcher = try(FETCHER, tries[i].what);

		if (parser != (tries[i].parser ? COULD : CANNOT) || server != (tries[i].server ? COULD : CANNOT) ||
		    fetcher != (tries[i].fetcher ? COULD : CANNOT))
			fail_msg("%s: parser %d, server %d, fetcher %d", tries[i].name, parser, server, fetcher);
		/* a try that cannot succeed shows nothing */
		if (tries[i].free && try(FREE, tries[i].what) != COULD)
			fail_msg("%s: not even without a sandbox", tries[i].name);
	}
	assert_int_equal(try(PARSER, starts_program), CANNOT);
	assert_int_equal(try(SERVER, starts_program), CANNOT);
	assert_int_equal(try(FETCHER, starts_program), 0);
	assert_int_equal(try(FREE, starts_program), 0);
}

/* System calls that nobody here needs, so badly put that the kernel refuses them with another word than EPERM, or does nothing. */
static const struct {
	const char *name;
	long number;
	long arguments[6];
} calls[] = {
	{"ptrace", SYS_ptrace, {9999, 1}},
	{"process_vm_readv", SYS_process_vm_readv, {0x7fffffff}},
	{"process_vm_writev", SYS_process_vm_writev, {0x7fffffff}},
	{"process_madvise", SYS_process_madvise, {-1}},
	{"kcmp", SYS_kcmp, {0x7fffffff, 0x7fffffff}},
	{"tkill", SYS_tkill, {0x7fffffff}},
	{"rt_sigqueueinfo", SYS_rt_sigqueueinfo, {0x7fffffff}},
	{"rt_tgsigqueueinfo", SYS_rt_tgsigqueueinfo, {0x7fffffff, 1}},
	{"pidfd_open", SYS_pidfd_open, {-1}},
	{"pidfd_send_signal", SYS_pidfd_send_signal, {-1}},
	{"pidfd_getfd", SYS_pidfd_getfd, {-1}},
	{"execve", SYS_execve, {0}},
	{"execveat", SYS_execveat, {-1}},
	{"memfd_create", SYS_memfd_create, {0}},
	{"io_uring_setup", SYS_io_uring_setup, {1}},
	{"io_uring_enter", SYS_io_uring_enter, {-1}},
	{"io_setup", SYS_io_setup, {0}},
	{"userfaultfd", SYS_userfaultfd, {-1}},
	{"perf_event_open", SYS_perf_event_open, {0}},
	{"bpf", SYS_bpf, {9999}},
	{"keyctl", SYS_keyctl, {9999}},
	{"unshare", SYS_unshare, {-1}},
	{"setns", SYS_setns, {-1}},
	{"mount", SYS_mount, {0}},
	{"chroot", SYS_chroot, {0}},
	{"pivot_root", SYS_pivot_root, {0}},
	{"mknodat", SYS_mknodat, {-1}},
	{"open_by_handle_at", SYS_open_by_handle_at, {-1}},
	{"openat2", SYS_openat2, {-1}},
	{"name_to_handle_at", SYS_name_to_handle_at, {-1}},
	{"socketpair", SYS_socketpair, {-1}},
	{"bind", SYS_bind, {-1}},
	{"connect", SYS_connect, {-1}},
	{"sendmmsg", SYS_sendmmsg, {-1}},
	{"splice", SYS_splice, {-1}},
	{"setuid", SYS_setuid, {-1}},
	{"setresgid", SYS_setresgid, {-2, -2, -2}},
	{"setsid", SYS_setsid, {0}},
	{"prctl", SYS_prctl, {9999}},
	{"arch_prctl", SYS_arch_prctl, {9999}},
	{"seccomp", SYS_seccomp, {9999}},
	{"personality", SYS_personality, {0xffffffff}},
	{"setpriority", SYS_setpriority, {9999}},
	{"sched_setscheduler", SYS_sched_setscheduler, {0x7fffffff}},
	{"shmget", SYS_shmget, {-1, 0, 0}},
	{"mq_open", SYS_mq_open, {0}},
	{"inotify_init1", SYS_inotify_init1, {-1}},
	{"fanotify_init", SYS_fanotify_init, {-1}},
	{"reboot", SYS_reboot, {0}},
	{"init_module", SYS_init_module, {0}},
};

static size_t call_at_hand;

static bool is_let_through(void)
{
	const long *a = calls[call_at_hand].arguments;

	errno = 0;
	return syscall(calls[call_at_hand].number, a[0], a[1], a[2], a[3], a[4], a[5]) >= 0 || errno != EPERM;
}

static void what_nobody_needs_is_refused(void **state)
{
	size_t shown = 0;

	(void)state;
	for (call_at_hand = 0; call_at_hand < sizeof calls / sizeof *calls; call_at_hand++) {
		if (try(PARSER, is_let_through) != CANNOT || try(SERVER, is_let_through) != CANNOT)
			fail_msg("%s is let through", calls[call_at_hand].name);
		shown += try(FREE, is_let_through) == COULD;
	}
	/* Some are refused to whom has no privileges, or in a container; most must not be, or this shows nothing. */
	assert_true(shown > sizeof calls / sizeof *calls / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_nobody_needs_is_refused, make_scene, remove_scene),
		cmocka_unit_test_setup_teardown(each_can_do_what_it_must_and_no_more, make_scene, remove_scene),
	};

	return check_main(tests);
}
