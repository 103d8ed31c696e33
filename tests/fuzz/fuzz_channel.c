#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve/channel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILES = 16 };

static int next_descriptor(void)
{
	int fd = dup(STDERR_FILENO);

	close(fd);
	return fd;
}

/* A packet of these bytes, with so many files. */
static void say(int channel, const uint8_t *bytes, size_t size, size_t n)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(FILES * sizeof(int))];
	} files = {.room = {0}};
	struct iovec part = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = size};
	struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};
	const int fd = STDERR_FILENO;

	if (n) {
		m.msg_control = &files;
		m.msg_controllen = CMSG_LEN(n * sizeof fd);
		files.head = (struct cmsghdr){CMSG_LEN(n * sizeof fd), SOL_SOCKET, SCM_RIGHTS};
		for (size_t i = 0; i < n; i++)
			memcpy(CMSG_DATA(&files.head) + i * sizeof fd, &fd, sizeof fd);
	}
	sendmsg(channel, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* What a process that was taken over may say to another: packets of any size, with any number of files. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int ends[2], next, fd, word;

	if (channel_pair(ends))
		abort();
	next = next_descriptor();
	for (size_t at = 0; at < size;) {
		const size_t files = data[at] % FILES, wanted = data[at] / FILES, left = size - at - 1;
		const size_t n = wanted < left ? wanted : left;

		say(ends[0], data + at + 1, n, files);
		word = channel_receive(ends[1], &fd);
		if (fd >= 0 && close(fd))
			abort();
		if (next_descriptor() != next || word > 255 || (n && word != data[at + 1]) || (!n && word != CHANNEL_CLOSED))
			abort();
		at += 1 + n;
	}
	close(ends[0]);
	if (channel_receive(ends[1], &fd) != CHANNEL_CLOSED || fd >= 0)
		abort();
	close(ends[1]);
	return 0;
}
