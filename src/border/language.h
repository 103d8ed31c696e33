#ifndef WEIR_BORDER_LANGUAGE_H
#define WEIR_BORDER_LANGUAGE_H

/*
 * The router languages of a border, a row each, in order of their names in
 * messages: its constant, its name in the border file, its stem. STEM is in the
 * room deliver/ the file import_STEM.c with the function import_STEM_write(), and
 * `.STEM` is the suffix of what that writes.
 */
#define BORDER_LANGUAGES(row)				\
	row(LANGUAGE_BIRD2, "bird2", bird)		\
	row(LANGUAGE_OPENBGPD, "openbgpd", openbgpd)	\
	row(LANGUAGE_FRR, "frr", frr)			\
	row(LANGUAGE_IOS, "ios", ios)			\
	row(LANGUAGE_IOSXR, "iosxr", iosxr)		\
	row(LANGUAGE_JUNOS, "junos", junos)		\
	row(LANGUAGE_JSON, "json", json)

#define BORDER_LANGUAGE_CONSTANT(constant, name, stem) constant,
enum border_language { BORDER_LANGUAGES(BORDER_LANGUAGE_CONSTANT) LANGUAGES };
#undef BORDER_LANGUAGE_CONSTANT

#endif
