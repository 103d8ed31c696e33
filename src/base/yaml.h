#ifndef WEIR_BASE_YAML_H
#define WEIR_BASE_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * A YAML file as a tree whose every value knows its place. The part of YAML that
 * configuration needs: one document of maps, lists and texts. Anchors, aliases,
 * tags and a second document are refused, so that what is read is what is
 * written and a small file cannot grow into a large tree.
 */
enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml_value {
	const char *text;               /* of a text and of a key; NUL-terminated */
	const struct yaml_value *key;   /* of a member of a map, else NULL */
	const struct yaml_value *first; /* of a list or a map: its members, in order */
	const struct yaml_value *next;  /* the next member of the same parent */
	size_t len;                     /* of the text */
	uint32_t line, col;             /* from 1 */
	uint32_t members;
	enum yaml_kind kind;
	bool plain; /* a text without quotes: an empty one is YAML's null */
};

enum {
	YAML_BYTES_MAX = 4 << 20,
	YAML_VALUES_MAX = 1 << 18,
	YAML_DEPTH_MAX = 16,
};

struct yaml_tree {
	const struct yaml_value *root; /* NULL: the file holds no value */
	struct arena memory;
};

/*
 * Read a file ("-": stdin; compressed ones too). 0, WEIR_ENOMEM, WEIR_EIO,
 * WEIR_ESYNTAX or WEIR_ELIMIT with the place. A zeroed tree is valid; release
 * it in either case. O(bytes).
 */
int yaml_read(struct yaml_tree *t, const char *path, struct err *e);

/* The same from `n` bytes in memory; `name` is for messages. */
int yaml_read_mem(struct yaml_tree *t, const char *name, const void *bytes, size_t n,
		  struct err *e);

/* What a kind is called in messages: "a text", "a list", "a map". */
const char *yaml_kind_text(enum yaml_kind kind);

void yaml_release(struct yaml_tree *t);

#endif
