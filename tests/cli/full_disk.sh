# A disk of 1 MB that is nearly full: the last good file stays, and the error says why.
# The mount lives in a namespace of its own and is gone with this process.
. "$WEIR_TOP/tests/tap.sh"

mkdir disk
if ! unshare -m true 2>/dev/null; then
	skip "a full disk" "mounting needs root"
	done_testing
fi
rewrite=$WEIR_BUILD/tests/fault/rewrite

# In the namespace: lay a good file, try one that does not fit, look at what is left.
cat >inside.sh <<END
set -e
mount -t tmpfs -o size=1m tmpfs disk
"$rewrite" disk/list "the last good one" 20000
cp disk/list before
status=0
"$rewrite" disk/list "another that is too large" 40000 2>said || status=\$?
echo \$status >status
cp disk/list after
ls disk >left
END
if ! unshare -m sh inside.sh 2>mount.err; then
	skip "a full disk" "no tmpfs to be had: $(head -n 1 mount.err)"
	done_testing
fi
is "a file that does not fit is trouble" "$(cat status)" 2
ok "the error says so" grep -q "disk/list: cannot write: No space left on device" said
ok "the last good file is untouched" cmp before after
is "no temporary is left" "$(cat left)" list
ok "the good file was whole" test "$(wc -c <after)" -eq 340000
done_testing
