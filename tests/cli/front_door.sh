# What every command owes the person who types: help, usage, exit status.
. "$WEIR_TOP/tests/tap.sh"

status "--version" 0 "$WEIR" --version
ok "a version and nothing else" grep -qxE 'weir [0-9]+\.[0-9]+\.[0-9]+' out
status "no command lists them" 0 "$WEIR"
cp out list
status "--help is the same" 0 "$WEIR" --help
ok "the same text" cmp list out
status "an unknown command is trouble" 2 "$WEIR" no-such-command
ok "nothing on stdout" test ! -s out
ok "said on stderr" grep -q "unknown command 'no-such-command'" err
status "--complete" 0 "$WEIR" --complete
commands=$(cat out)

headings=$(sed -n '/^$/{n;/^[^ ].*[^.]$/p}' list)
is "each group is listed once" "$(echo "$headings" | sort | uniq -d)" ""

for c in $commands; do
	ok "$c is in the list" grep -qE "^  $c +[^ ]" list
	status "$c -h" 0 "$WEIR" "$c" -h
	cp out help
	ok "$c -h: usage" grep -q "^usage: weir $c" help
	ok "$c -h: an example to type" grep -q "weir $c " help
	ok "$c -h: fits a terminal" test -z "$(awk 'length > 100' help)"
	status "help $c" 0 "$WEIR" help "$c"
	ok "help $c is the same" cmp help out
	status "$c: an unknown option is trouble" 2 "$WEIR" "$c" --no-such-option
	ok "$c: nothing on stdout" test ! -s out
	ok "$c: the option is named" grep -q -- "--no-such-option" err
	status "$c --complete" 0 "$WEIR" "$c" --complete
	ok "$c has --json" grep -qx -- --json out
	for option in $(cat out); do
		ok "$c -h explains $option" grep -qE -- "^  .*$option( |,|\$)" help
	done
	"$WEIR" "$c" -h >/dev/full 2>err
	is "$c -h to a full disk is trouble" $? 2
	ok "$c -h to a full disk says so" grep -q "cannot write: No space left on device" err
done

# A word with a letter missing finds its command.
for c in $commands; do
	[ ${#c} -gt 3 ] || continue
	"$WEIR" "${c%?}" >out 2>err
	is "${c%?}: exit status" $? 2
	ok "${c%?}: did you mean $c?" grep -q "did you mean '$c'" err
done
done_testing
