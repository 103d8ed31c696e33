. "$WEIR_TOP/tests/tap.sh"
status "version" 0 "$WEIR" --version
is "says so" "$(cat out)" "weir 0.1.0"
status "unknown command" 2 "$WEIR" fliter
ok "no output" test ! -s out
done_testing
