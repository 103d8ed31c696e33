#ifndef WEIR_SERVE_SERVE_OPTIONS_H
#define WEIR_SERVE_SERVE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/options.h"

/*
 * The command line of the daemon, which `weir serve` takes and hands on: each has a table of these rows, and the
 * daemon one of its own behind them.
 */
struct serve_options {
	const char *config;
	bool check, json;
	bool help; /* the row of the daemon */
};

#define SERVE_CONFIG "weir.yaml"
#define SERVE_USAGE "[-c FILE] [-n] [--json]"
#define SERVE_SUMMARY "serve VRPs, router keys and ASPAs to routers (RTR)"

#define SERVE_OPTION_ROWS                                                                                    \
	{'c', "config", "FILE", OPTION_TEXT, offsetof(struct serve_options, config),                         \
	 "the border file (default " SERVE_CONFIG ")"},                                                      \
	{'n', "check", NULL, OPTION_FLAG, offsetof(struct serve_options, check),                             \
	 "read the border file, say what is wrong with it, and end"},                                        \
	{0, "json", NULL, OPTION_FLAG, offsetof(struct serve_options, json),                                 \
	 "the log as JSON, an object a line"}

#endif
