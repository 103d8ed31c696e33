/* Words between processes, also from one that was taken over: whatever it sends, no descriptor is left over. */
#include "../check.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve/channel.h"

/* The number that the next descriptor gets: greater where one was left open. */
static int next_descriptor(void)
{
	int fd = dup(STDERR_FILENO);

	close(fd);
	return fd;
}

/* A packet of `size` bytes with `n` descriptors. */
static void send_raw(int channel, size_t size, size_t n)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(8 * sizeof(int))];
	} files = {.room = {0}};
	struct iovec part = {.iov_base = (char[]){"RRRRRRRR"}, .iov_len = size};
	struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};
	const int fds[8] = {2, 2, 2, 2, 2, 2, 2, 2};

	if (n) {
		m.msg_control = &files;
		m.msg_controllen = CMSG_LEN(n * sizeof(int));
		files.head = (struct cmsghdr){CMSG_LEN(n * sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
		memcpy(CMSG_DATA(&files.head), fds, n * sizeof(int));
	}
	assert_int_equal(sendmsg(channel, &m, MSG_NOSIGNAL), (ssize_t)size);
}

static void a_word_and_its_file_come_together(void **state)
{
	int ends[2], fd;

	(void)state;
	assert_int_equal(channel_pair(ends), 0);
	assert_int_equal(channel_receive(ends[1], &fd), CHANNEL_NOTHING);
	assert_int_equal(channel_send(ends[0], 'R', STDERR_FILENO), 0);
	assert_int_equal(channel_send(ends[0], 'A', -1), 0);
	assert_int_equal(channel_receive(ends[1], &fd), 'R');
	assert_true(fd >= 0 && !close(fd));
	assert_int_equal(channel_receive(ends[1], &fd), 'A');
	assert_int_equal(fd, -1);
	close(ends[0]);
	assert_int_equal(channel_receive(ends[1], &fd), CHANNEL_CLOSED);
	close(ends[1]);
}

static void whatever_is_sent_leaves_no_descriptor(void **state)
{
	int ends[2], fd, next;

	(void)state;
	assert_int_equal(channel_pair(ends), 0);
	next = next_descriptor();
	for (size_t size = 0; size <= 8; size++) {
		for (size_t n = 0; n <= 8; n++) {
			send_raw(ends[0], size, n);
			channel_receive(ends[1], &fd);
			if (fd >= 0)
				close(fd);
			if (next_descriptor() != next)
				fail_msg("%zu bytes, %zu files: one is left open", size, n);
		}
	}
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_word_and_its_file_come_together),
		cmocka_unit_test(whatever_is_sent_leaves_no_descriptor),
	};

	return check_main(tests);
}
