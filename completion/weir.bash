# bash completion for weir: commands and options come from weir itself.
_weir() {
	local word=${COMP_WORDS[COMP_CWORD]} weir=${COMP_WORDS[0]} IFS=$'\n'

	if [ "$COMP_CWORD" -eq 1 ]; then
		COMPREPLY=($(compgen -W "$("$weir" --complete 2>/dev/null)" -- "$word"))
	elif [[ $word == -* ]]; then
		COMPREPLY=($(compgen -W "$("$weir" "${COMP_WORDS[1]}" --complete 2>/dev/null)" -- "$word"))
	else
		compopt -o filenames 2>/dev/null
		COMPREPLY=($(compgen -f -- "$word"))
	fi
}
complete -F _weir weir
