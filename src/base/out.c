#include "base/out.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/vec.h"

enum { FD_BUFFER = 64 * 1024 };

void out_mem(struct out *o, size_t max)
{
	*o = (struct out){.max = max, .fd = -1};
}

void out_fd(struct out *o, int fd)
{
	*o = (struct out){.max = SIZE_MAX, .fd = fd};
}

static void write_all(struct out *o, const char *p, size_t n)
{
	size_t done = 0;

	while (!o->status && done < n) {
		ssize_t w = write(o->fd, p + done, n - done);

		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0) {
			o->status = WEIR_EIO;
			o->sys = w < 0 ? errno : EIO;
			break;
		}
		done += (size_t)w;
	}
}

static void drain(struct out *o)
{
	write_all(o, o->s, o->n);
	o->n = 0;
}

static int reserve(struct out *o, size_t n)
{
	void *p = o->s;
	size_t need = o->n + n;

	if (need < FD_BUFFER && o->fd >= 0)
		need = FD_BUFFER;
	o->status = vec_grow(&p, &o->cap, need, 1, o->max);
	o->s = p;
	return o->status;
}

char *out_more(struct out *o, size_t n)
{
	if (o->status)
		return NULL;
	if (n > o->cap - o->n && o->fd >= 0)
		drain(o);
	if (!o->status && (n > o->cap - o->n || !o->s))
		reserve(o, n);
	return o->status ? NULL : o->s + o->n;
}

/* What is large goes to the descriptor as it stands: a copy of it would be made for nothing. */
static void write_through(struct out *o, const void *p, size_t n)
{
	drain(o);
	write_all(o, p, n);
}

void out_write(struct out *o, const void *p, size_t n)
{
	char *to;

	if (o->fd >= 0 && n >= FD_BUFFER) {
		write_through(o, p, n);
		return;
	}
	to = out_room(o, n);
	if (to && n) {
		memcpy(to, p, n);
		o->n += n;
	}
}

void out_str(struct out *o, const char *s)
{
	out_write(o, s, strlen(s));
}

void out_u64(struct out *o, uint64_t v)
{
	char digits[20];
	size_t i = sizeof digits;

	do {
		digits[--i] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	out_write(o, digits + i, sizeof digits - i);
}

void out_printf(struct out *o, const char *fmt, ...)
{
	va_list ap;
	int n;
	char *to;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	to = n < 0 ? NULL : out_room(o, (size_t)n + 1);
	if (!to)
		return;
	va_start(ap, fmt);
	vsnprintf(to, (size_t)n + 1, fmt, ap);
	va_end(ap);
	o->n += (size_t)n;
}

int out_finish(struct out *o)
{
	if (o->fd >= 0)
		drain(o);
	return o->status;
}

void out_release(struct out *o)
{
	free(o->s);
	*o = (struct out){.fd = -1};
}
