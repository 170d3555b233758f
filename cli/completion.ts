/** Shells that the command is completed in. */
export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** How a shell asks what may come next: `muster __complete` with the words so far, the last of them under way. */
export const completeWord = '__complete'

const scripts: Record<Shell, string> = {
  bash: `_muster() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(muster ${completeWord} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _muster muster
`,
  zsh: `#compdef muster
_muster() {
  local -a found
  local line
  for line in "\${(@f)$(muster ${completeWord} "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n "$line" ]] && found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( \${#found} )); then _describe 'muster' found; else _files; fi
}
if [ "$funcstack[1]" = "_muster" ]; then _muster "$@"; else compdef _muster muster; fi
`,
  fish: `function __muster
  set -l words (commandline -opc) (commandline -ct)
  muster ${completeWord} $words[2..-1] 2>/dev/null
end
complete -c muster -n 'test (count (__muster)) -gt 0' -f -a '(__muster)'
`,
}

/** RE-1: what a shell sources so that the command completes in it. */
export const scriptOf = (shell: Shell): string => scripts[shell]
