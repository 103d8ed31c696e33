/*
 * OpenSSL reads from the socket, and writes into memory: a write into memory cannot stop half-way, so there is
 * no write that would have to be made again with the same bytes, as SSL_write(3) wants, when the session has
 * changed its mind meanwhile. From memory the bytes go to the socket as it takes them, and nothing new is
 * encrypted until they are gone.
 */
#include "tls/line.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tls/inside.h"

void line_plain(struct line *l, int fd)
{
	*l = (struct line){.fd = fd, .up = true};
}

/* The memory that OpenSSL writes into; a new one each time, so that a line that is done holds none. */
static bool new_output(struct line *l)
{
	BIO *b = BIO_new(BIO_s_mem());

	if (!b)
		return false;
	SSL_set0_wbio(l->ssl, b);
	l->sent = 0;
	return true;
}

static int give_up(struct line *l)
{
	SSL_free(l->ssl);
	l->ssl = NULL;
	ERR_clear_error();
	return WEIR_ENOMEM;
}

static int start(struct line *l, int fd, const struct tls_context *c)
{
	BIO *in = BIO_new_socket(fd, BIO_NOCLOSE);

	*l = (struct line){.fd = fd};
	l->ssl = SSL_new(c->ssl);
	if (l->ssl && in) {
		SSL_set0_rbio(l->ssl, in);
		if (new_output(l))
			return 0;
	} else {
		BIO_free(in);
	}
	return give_up(l);
}

/* As RFC 5280 writes an address: its bytes, 4 or 16. */
static size_t address_bytes(const struct prefix *a, uint8_t to[16])
{
	const size_t n = family_bits(a->family) / 8;

	for (unsigned i = 0; i < n; i++)
		to[i] = (uint8_t)(prefix_first(a) >> (120 - 8 * i));
	return n;
}

int line_accept(struct line *l, int fd, const struct tls_context *c, const struct prefix *peer)
{
	uint8_t address[16];
	int rc = start(l, fd, c);

	if (rc)
		return rc;
	SSL_set_accept_state(l->ssl);
	if (peer && !X509_VERIFY_PARAM_set1_ip(SSL_get0_param(l->ssl), address, address_bytes(peer, address)))
		return give_up(l);
	return 0;
}

/* An address is no name: it is not sent ahead (RFC 6066 section 3), and is looked for among the addresses. */
static bool set_name(SSL *ssl, const char *name)
{
	X509_VERIFY_PARAM *demands = SSL_get0_param(ssl);

	if (X509_VERIFY_PARAM_set1_ip_asc(demands, name))
		return true;
	X509_VERIFY_PARAM_set_hostflags(demands, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT |
							 X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	return X509_VERIFY_PARAM_set1_host(demands, name, 0) && SSL_set_tlsext_host_name(ssl, name);
}

int line_connect(struct line *l, int fd, const struct tls_context *c, const char *name)
{
	int rc = start(l, fd, c);

	if (rc)
		return rc;
	SSL_set_connect_state(l->ssl);
	return set_name(l->ssl, name) ? 0 : give_up(l);
}

bool line_is_up(const struct line *l)
{
	return l->up;
}

/* What OpenSSL says of the end of a line; the certificate's fault first, for that is what a person can mend. */
static void say_why(struct line *l)
{
	const long verdict = SSL_get_verify_result(l->ssl);
	const unsigned long why = ERR_peek_error();
	const char *text = why ? ERR_reason_error_string(why) : NULL;

	if (verdict != X509_V_OK)
		snprintf(l->why, sizeof l->why, "the certificate: %s", X509_verify_cert_error_string(verdict));
	else if (text)
		snprintf(l->why, sizeof l->why, "%s", text);
	ERR_clear_error();
}

static int waiting(const struct line *l, char **bytes)
{
	const long n = l->ssl ? BIO_get_mem_data(SSL_get_wbio(l->ssl), bytes) : 0;

	return n > 0 ? (int)(n - (long)l->sent) : 0;
}

static int gone(struct line *l)
{
	l->broken = true;
	return LINE_GONE;
}

int line_flush(struct line *l)
{
	char *bytes;
	int n = waiting(l, &bytes);

	if (l->mute)
		return LINE_GONE;
	if (!n)
		return 0;
	while (n > 0) {
		ssize_t sent = send(l->fd, bytes + l->sent, (size_t)n, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent < 0 && (errno == EAGAIN || errno == EINTR))
			return LINE_AGAIN;
		if (sent < 0) {
			l->mute = true;
			return LINE_GONE;
		}
		l->sent += (size_t)sent;
		n -= (int)sent;
	}
	return new_output(l) ? 0 : gone(l);
}

bool line_is_flushed(const struct line *l)
{
	char *bytes;

	return !waiting(l, &bytes);
}

/* Of a call that returned 0 or less. Alerts are sent as far as that goes. */
static int outcome(struct line *l, int rc)
{
	const int why = SSL_get_error(l->ssl, rc);

	if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE)
		return line_flush(l) == LINE_GONE ? LINE_GONE : LINE_AGAIN;
	if (why == SSL_ERROR_ZERO_RETURN)
		return 0;
	say_why(l);
	line_flush(l);
	return gone(l);
}

/* What waits is sent before anything else is done. Who hung up may have said why. */
static int flush_to_read(struct line *l)
{
	const int rc = line_flush(l);

	return rc == LINE_GONE && l->mute ? 0 : rc;
}

int line_handshake(struct line *l)
{
	int rc = l->up ? 0 : flush_to_read(l);

	if (rc || l->up)
		return rc;
	ERR_clear_error();
	rc = SSL_do_handshake(l->ssl);
	l->up = rc == 1;
	if (!l->up)
		rc = outcome(l, rc) == LINE_AGAIN ? LINE_AGAIN : gone(l);
	else
		rc = line_flush(l) == LINE_GONE ? LINE_GONE : 0;
	return rc;
}

static ssize_t read_tls(struct line *l, void *to, size_t n)
{
	int rc = line_handshake(l);

	if (!rc)
		rc = flush_to_read(l);
	if (rc)
		return rc;
	ERR_clear_error();
	rc = SSL_read(l->ssl, to, (int)n);
	return rc > 0 ? rc : outcome(l, rc);
}

static ssize_t system_outcome(struct line *l)
{
	return errno == EAGAIN || errno == EINTR ? LINE_AGAIN : gone(l);
}

ssize_t line_read(struct line *l, void *to, size_t n)
{
	ssize_t got;

	if (l->broken)
		return LINE_GONE;
	if (l->ssl)
		return read_tls(l, to, n);
	got = recv(l->fd, to, n, MSG_DONTWAIT);
	return got < 0 ? system_outcome(l) : got;
}

static ssize_t write_tls(struct line *l, const struct iovec *parts, int n)
{
	size_t taken = 0;
	int before = line_flush(l);

	if (before || !l->up)
		return before ? before : LINE_AGAIN;
	for (int i = 0; i < n && taken < LINE_PIECE; i++) {
		const size_t room = LINE_PIECE - taken, size = parts[i].iov_len < room ? parts[i].iov_len : room;
		int rc;

		if (!size)
			continue;
		ERR_clear_error();
		rc = SSL_write(l->ssl, parts[i].iov_base, (int)size);
		if (rc <= 0)
			return outcome(l, rc);
		taken += (size_t)rc;
	}
	return line_flush(l) == LINE_GONE ? LINE_GONE : (ssize_t)taken;
}

ssize_t line_write(struct line *l, const struct iovec *parts, int n)
{
	struct msghdr m = {.msg_iovlen = (size_t)n};
	ssize_t sent;

	if (l->broken || l->mute)
		return LINE_GONE;
	if (l->ssl)
		return write_tls(l, parts, n);
	m.msg_iov = (struct iovec *)(uintptr_t)parts;
	sent = sendmsg(l->fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
	return sent < 0 ? system_outcome(l) : sent;
}

bool line_holds_input(const struct line *l)
{
	return l->ssl && !l->broken && SSL_pending(l->ssl) > 0;
}

int line_finish(struct line *l)
{
	int rc;

	if (l->broken)
		return LINE_GONE;
	if (l->ssl && l->up && !(SSL_get_shutdown(l->ssl) & SSL_SENT_SHUTDOWN))
		SSL_shutdown(l->ssl);
	rc = line_flush(l);
	if (!rc && shutdown(l->fd, SHUT_WR))
		rc = gone(l);
	return rc;
}

ssize_t line_discard(struct line *l)
{
	uint8_t bytes[LINE_PIECE];
	const ssize_t got = recv(l->fd, bytes, sizeof bytes, MSG_DONTWAIT);

	return got < 0 ? system_outcome(l) : got;
}

void line_close(struct line *l)
{
	line_finish(l);
	SSL_free(l->ssl);
	ERR_clear_error();
	shutdown(l->fd, SHUT_WR);
	for (int i = 0; i < 4 && line_discard(l) > 0; i++)
		continue;
	close(l->fd);
	*l = (struct line){.fd = -1};
}
