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

# The same for a whole border: the lists of before stay, and the trouble is said.
cp -r "$WEIR_TOP/examples/as64500" border
rm -rf border/out border/irr/*.weir-index* border/*.history*
cat >inside.sh <<END
set -e
mount -t tmpfs -o size=1m tmpfs disk
cp -r border disk/
"$WEIR" build -c disk/border/weir.yaml >first
cp -r disk/border/out before.lists
sed -i 's/203.0.113.0\\/24/203.0.113.0\\/25/' disk/border/irr/ripe.db disk/border/weir.yaml
dd if=/dev/zero of=disk/filler bs=1k 2>/dev/null || true
status=0
"$WEIR" build -c disk/border/weir.yaml >second 2>said || status=\$?
echo \$status >status
cp -r disk/border/out after.lists
END
ok "a border is built on a small disk" unshare -m sh inside.sh
is "lists that do not fit are trouble" "$(cat status)" 2
ok "the trouble is said" grep -q "No space left on device" said second
ok "the lists of before are untouched" diff -r before.lists after.lists
done_testing
