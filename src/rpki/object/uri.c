#include "rpki/object/uri.h"

enum { SCHEME = sizeof "rsync://" - 1, URI_MAX = 2048 };

/* Each part has a first character, which is no dot; the last part may be empty. */
static bool parts_are_safe(struct span path)
{
	size_t slashes = 0;

	for (size_t i = 0; i < path.n; i++) {
		const bool first = !i || path.p[i - 1] == '/';

		if (path.p[i] <= ' ' || path.p[i] > '~' || (first && (path.p[i] == '.' || path.p[i] == '/')))
			return false;
		slashes += path.p[i] == '/';
	}
	return slashes && path.p[0] != '/';
}

bool uri_is_rsync(struct span s)
{
	return s.n > SCHEME && s.n <= URI_MAX && !memcmp(s.p, "rsync://", SCHEME) && parts_are_safe(uri_path(s));
}

struct span uri_path(struct span uri)
{
	return (struct span){uri.p + SCHEME, uri.n - SCHEME};
}

struct span uri_folder(struct span uri)
{
	while (uri.n && uri.p[uri.n - 1] != '/')
		uri.n--;
	return uri;
}

struct span uri_file(struct span uri)
{
	const size_t n = uri_folder(uri).n;

	return (struct span){uri.p + n, uri.n - n};
}
