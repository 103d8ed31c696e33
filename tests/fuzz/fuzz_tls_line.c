#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "../unit/tls/make.h"
#include "tls/line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What comes to a listener of TLS before it knows anything of who sends it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tls_context *server;
	const struct prefix peer = prefix_ipv4(0x7f000001, 32);
	char got[512];
	struct line l;
	int ends[2];

	if (!server) {
		struct made m = make("DNS:localhost", -10, 86400);
		struct tls_files f = made_files(&m, m.certificate);
		struct err e;

		if (tls_server(&server, &f, &e))
			abort();
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) ||
	    line_accept(&l, ends[0], server, &peer))
		return 0;
	if (send(ends[1], data, size, MSG_NOSIGNAL) == (ssize_t)size)
		shutdown(ends[1], SHUT_WR);
	for (size_t i = 0; i <= size + 8; i++) {
		ssize_t n = line_read(&l, got, sizeof got);

		/* nobody here has a certificate to show */
		if (n > 0 || line_is_up(&l) || line_holds_input(&l))
			abort();
		if (n != LINE_AGAIN)
			break;
		if (i == size + 8 && line_is_flushed(&l))
			abort(); /* the input has an end, which must be seen */
	}
	line_close(&l);
	close(ends[1]);
	return 0;
}
