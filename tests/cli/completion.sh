# The completion of bash asks weir itself.
. "$WEIR_TOP/tests/tap.sh"
. "$WEIR_TOP/completion/weir.bash"

# What <tab> would offer after these words; the last one is being typed.
offers() {
	COMP_WORDS=("$WEIR" "$@")
	COMP_CWORD=$#
	COMPREPLY=()
	_weir
	printf '%s\n' "${COMPREPLY[@]}" | sort | tr '\n' ' '
}

commands=$("$WEIR" --complete | sort | tr '\n' ' ')
is "after weir: every command" "$(offers '')" "${commands:- }"
touch file.db other.txt
for c in $("$WEIR" --complete); do
	is "${c%?}: the command" "$(offers "${c%?}")" "$("$WEIR" --complete | grep "^${c%?}" | sort | tr '\n' ' ')"
	is "$c --: its options" "$(offers "$c" --)" \
		"$("$WEIR" "$c" --complete | grep '^--' | sort | tr '\n' ' ')"
	is "$c: a file" "$(offers "$c" fil)" "file.db "
done
done_testing
