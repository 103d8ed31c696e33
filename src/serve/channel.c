#include "serve/channel.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

int channel_pair(int ends[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends);
}

union one_file {
	struct cmsghdr head;
	char room[CMSG_SPACE(sizeof(int))];
};

int channel_send(int channel, int word, int fd)
{
	char byte = (char)word;
	struct iovec part = {.iov_base = &byte, .iov_len = 1};
	union one_file file = {.room = {0}};
	struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};

	if (fd >= 0) {
		m.msg_control = &file;
		m.msg_controllen = sizeof file;
		file.head = (struct cmsghdr){CMSG_LEN(sizeof fd), SOL_SOCKET, SCM_RIGHTS};
		memcpy(CMSG_DATA(&file.head), &fd, sizeof fd);
	}
	return sendmsg(channel, &m, MSG_NOSIGNAL | MSG_DONTWAIT) == 1 ? 0 : -1;
}

int channel_receive(int channel, int *fd)
{
	char byte = 0;
	struct iovec part = {.iov_base = &byte, .iov_len = 1};
	union one_file file;
	/* Room for one: CMSG_SPACE() is enough for two, of which one would be left open. */
	struct msghdr m = {
		.msg_iov = &part, .msg_iovlen = 1, .msg_control = &file, .msg_controllen = CMSG_LEN(sizeof *fd)};
	ssize_t n = recvmsg(channel, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	const struct cmsghdr *c = n >= 0 ? CMSG_FIRSTHDR(&m) : NULL;

	*fd = -1;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return CHANNEL_NOTHING;
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS && c->cmsg_len == CMSG_LEN(sizeof *fd))
		memcpy(fd, CMSG_DATA(c), sizeof *fd);
	return n > 0 ? (unsigned char)byte : CHANNEL_CLOSED;
}
