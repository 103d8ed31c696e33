#include "base/json_out.h"

#include <assert.h>
#include <string.h>

void json_out_init(struct json_out *j, struct out *o)
{
	*j = (struct json_out){.o = o};
}

/* Length of the UTF-8 sequence at s, 0 where the bytes are none (RFC 3629 section 4). */
static size_t utf8_length(const unsigned char *s, size_t n)
{
	unsigned min = s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;

	if (s[0] < 0x80)
		return 1;
	if (!min || min > n)
		return 0;
	for (unsigned i = 1; i < min; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return min;
}

static void put_control(struct out *o, unsigned char c)
{
	static const char short_forms[] = "\bb\ff\nn\rr\tt";

	for (const char *f = short_forms; *f; f += 2) {
		if (*f == (char)c) {
			out_ch(o, '\\');
			out_ch(o, f[1]);
			return;
		}
	}
	out_printf(o, "\\u%04x", c);
}

/* How many of the bytes stand in JSON as they are. */
static size_t plain_length(const unsigned char *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i] >= 0x20 && s[i] < 0x80 && s[i] != '"' && s[i] != '\\')
		i++;
	return i;
}

static void put_string(struct out *o, const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s, *end = p + n;

	out_ch(o, '"');
	p += plain_length(p, n);
	out_write(o, s, (size_t)(p - (const unsigned char *)s));
	while (p < end) {
		size_t len = utf8_length(p, (size_t)(end - p));

		if (*p < 0x20) {
			put_control(o, *p);
		} else if (!len) {
			out_str(o, "\xef\xbf\xbd");
		} else {
			if (*p == '"' || *p == '\\')
				out_ch(o, '\\');
			out_write(o, p, len);
		}
		p += len ? len : 1;
	}
	out_ch(o, '"');
}

static void begin_value(struct json_out *j, const char *key)
{
	if (j->some[j->depth])
		out_ch(j->o, ',');
	j->some[j->depth] = true;
	if (j->line)
		out_ch(j->o, '\n');
	j->line = false;
	if (key) {
		put_string(j->o, key, strlen(key));
		out_ch(j->o, ':');
	}
}

static void open_container(struct json_out *j, const char *key, char c)
{
	begin_value(j, key);
	out_ch(j->o, c);
	assert(j->depth + 1 < JSON_DEPTH);
	j->some[++j->depth] = false;
}

static void close_container(struct json_out *j, char c)
{
	assert(j->depth);
	j->depth--;
	out_ch(j->o, c);
}

void json_open_object(struct json_out *j, const char *key)
{
	open_container(j, key, '{');
}

void json_close_object(struct json_out *j)
{
	close_container(j, '}');
}

void json_open_array(struct json_out *j, const char *key)
{
	open_container(j, key, '[');
}

void json_close_array(struct json_out *j)
{
	close_container(j, ']');
}

void json_strn(struct json_out *j, const char *key, const char *value, size_t n)
{
	begin_value(j, key);
	put_string(j->o, value, n);
}

void json_str(struct json_out *j, const char *key, const char *value)
{
	if (value)
		json_strn(j, key, value, strlen(value));
	else
		json_null(j, key);
}

void json_u64(struct json_out *j, const char *key, uint64_t value)
{
	begin_value(j, key);
	out_u64(j->o, value);
}

void json_bool(struct json_out *j, const char *key, bool value)
{
	begin_value(j, key);
	out_str(j->o, value ? "true" : "false");
}

void json_null(struct json_out *j, const char *key)
{
	begin_value(j, key);
	out_str(j->o, "null");
}

char *json_raw(struct json_out *j, size_t n)
{
	begin_value(j, NULL);
	return out_room(j->o, n);
}

void json_line(struct json_out *j)
{
	j->line = true;
}

void json_end(struct json_out *j)
{
	out_ch(j->o, '\n');
	j->some[0] = false;
}
