# TAP for shell tests; source it:  . "$WEIR_TOP/tests/tap.sh"
#
#	ok "name" COMMAND [ARGUMENT...]     passes where the command succeeds
#	is "name" GOT EXPECTED              passes where both are the same text
#	status "name" N COMMAND [ARG...]    passes where the command exits N;
#	                                    its stdout is in ./out, its stderr in ./err
#	skip "name" REASON
#	done_testing                        prints the plan and exits; always last

tap_n=0
tap_failed=0

tap_line() { # RESULT NAME
	tap_n=$((tap_n + 1))
	[ "$1" = ok ] || tap_failed=$((tap_failed + 1))
	printf '%s %d - %s\n' "$1" "$tap_n" "$2"
}

tap_note() {
	printf '%s\n' "$1" | head -n 20 | sed 's/^/# /'
}

ok() {
	tap_name=$1
	shift
	if "$@"; then
		tap_line ok "$tap_name"
	else
		tap_line 'not ok' "$tap_name"
		tap_note "failed: $*"
	fi
}

is() {
	if [ "$2" = "$3" ]; then
		tap_line ok "$1"
	else
		tap_line 'not ok' "$1"
		tap_note "     got: $2"
		tap_note "expected: $3"
	fi
}

status() {
	tap_name=$1
	tap_want=$2
	shift 2
	tap_got=0
	"$@" >out 2>err || tap_got=$?
	if [ "$tap_got" -eq "$tap_want" ]; then
		tap_line ok "$tap_name"
	else
		tap_line 'not ok' "$tap_name"
		tap_note "exit $tap_got, expected $tap_want: $*"
		tap_note "$(cat err)"
	fi
}

skip() {
	tap_n=$((tap_n + 1))
	printf 'ok %d - %s # SKIP %s\n' "$tap_n" "$1" "$2"
}

done_testing() {
	printf '1..%d\n' "$tap_n"
	[ "$tap_failed" -eq 0 ]
	exit
}
