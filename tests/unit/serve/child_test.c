#include "../check.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "serve/child.h"

enum { NEVER = 1000 * 1000 };

static const struct privileges same = {.drop = false};

struct seen {
	int times, status;
};

static void on_end(void *context, int status)
{
	struct seen *s = context;

	s->times++;
	s->status = status;
}

static int run_status(const void *context)
{
	return *(const int *)context;
}

static int run_long(const void *context)
{
	(void)context;
	for (int i = 0; i < 1000; i++)
		pause();
	return 0;
}

static void wait_a_little(void)
{
	nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
}

/* For ten seconds at most. */
static void reap_until(struct children *all, const struct seen *s, int times)
{
	for (int i = 0; i < 500 && s->times < times; i++) {
		wait_a_little();
		children_reap(all);
	}
}

static void each_end_is_reported_once_to_its_own(void **state)
{
	static const int three = 3, four = 4;
	const struct process p3 = {.name = "three", .who = &same, .nfds = 0, .run = run_status, .context = &three};
	const struct process p4 = {.name = "four", .who = &same, .nfds = 0, .run = run_status, .context = &four};
	struct seen a = {.times = 0}, b = a;
	struct child ca = {.ended = on_end, .context = &a}, cb = {.ended = on_end, .context = &b};
	struct children all = {.n = 0};

	(void)state;
	children_add(&all, &ca);
	children_add(&all, &cb);
	assert_false(children_run(&all));
	assert_int_equal(child_start(&ca, &p3, NEVER), 0);
	assert_int_equal(child_start(&cb, &p4, NEVER), 0);
	assert_true(children_run(&all));
	reap_until(&all, &a, 1);
	reap_until(&all, &b, 1);
	children_reap(&all);
	assert_false(children_run(&all) || child_runs(&ca) || child_runs(&cb));
	assert_int_equal(a.times, 1);
	assert_int_equal(b.times, 1);
	assert_true(WIFEXITED(a.status) && WEXITSTATUS(a.status) == 3);
	assert_true(WIFEXITED(b.status) && WEXITSTATUS(b.status) == 4);
}

static void one_that_hangs_is_killed_and_one_that_lives_is_not(void **state)
{
	const struct process p = {.name = "long", .who = &same, .nfds = 0, .run = run_long, .context = NULL};
	struct seen a = {.times = 0}, b = a;
	struct child hangs = {.ended = on_end, .context = &a}, lives = {.ended = on_end, .context = &b};
	struct children all = {.n = 0};

	(void)state;
	children_add(&all, &hangs);
	children_add(&all, &lives);
	assert_int_equal(child_start(&hangs, &p, 5), 0);
	assert_int_equal(child_start(&lives, &p, NEVER), 0);
	lives.since -= 2 * NEVER;
	child_heard(&lives);
	wait_a_little();
	children_check(&all);
	reap_until(&all, &a, 1);
	assert_true(WIFSIGNALED(a.status) && WTERMSIG(a.status) == SIGKILL);
	assert_true(child_runs(&lives));
	lives.since -= 2 * NEVER;
	children_check(&all);
	reap_until(&all, &b, 1);
	assert_true(WIFSIGNALED(b.status) && !children_run(&all));
}

static void what_cannot_be_started_does_not_run(void **state)
{
	const struct process p = {.name = "many", .who = &same, .nfds = 1 << 20, .run = run_long, .context = NULL};
	struct child c = {.ended = on_end};

	(void)state;
	assert_int_equal(child_start(&c, &p, NEVER), -1);
	assert_false(child_runs(&c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_end_is_reported_once_to_its_own),
		cmocka_unit_test(one_that_hangs_is_killed_and_one_that_lives_is_not),
		cmocka_unit_test(what_cannot_be_started_does_not_run),
	};

	return check_main(tests);
}
