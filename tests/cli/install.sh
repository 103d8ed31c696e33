# What `make install` puts in place, under a folder of its own.
. "$WEIR_TOP/tests/tap.sh"

if [ -n "$WEIR_SANITIZED" ]; then
	skip "install" "only the plain build is installed"
	done_testing
fi
status "meson install" 0 env DESTDIR="$PWD/root" meson install -C "$WEIR_BUILD" --no-rebuild
weir=$(find root -name weir -type f -perm -u+x)
ok "the program is there and runs" "$weir" --version
for page in "$WEIR_TOP"/man/*; do
	ok "$(basename "$page") is there" test -n "$(find root -path "*/man/man${page##*.}/$(basename "$page")")"
done
completion=$(find root -path '*/bash-completion/completions/weir')
ok "the completion is there" cmp "$completion" "$WEIR_TOP/completion/weir.bash"
is "and nothing else" "$(find root -type f | wc -l)" $(($(ls "$WEIR_TOP"/man | wc -l) + 2))
done_testing
