/* What a process in each sandbox can still do: shown by trying, each in a process of its own. */
#include "../check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "confine/sandbox.h"

static char top[64]; /* a folder of its own in the one the test runs in */
static char inside[80], outside[80], file_inside[96], file_outside[96];
static int listening;
static struct sockaddr_in there = {.sin_family = AF_INET};

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static int make_scene(void **state)
{
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
	return 0;
}

static int remove_scene(void **state)
{
	char command[128];

	(void)state;
	close(listening);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_can_do_what_it_must_and_no_more, make_scene, remove_scene),
	};

	return check_main(tests);
}
