// Completion for bash 3.2 and newer, which is what macOS has: no `compopt`, no `mapfile`.
// https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html

import { assertNever } from "../../base/assert.ts";
import { documentFolders, documentSuffix } from "../places.ts";
import {
  type CompletedCommand,
  type CompletedOption,
  type CompletedProgram,
  everyCommand,
  type ValueSource,
} from "./describe-program.ts";
import { quote } from "./quote.ts";

/** A script for bash. Where it has nothing to offer, bash completes file names. */
export function bashCompletion({ options, commands }: CompletedProgram, home: string): string {
  const all = everyCommand(commands);
  const outer = all.filter((command) => command.commands.length > 0).map(({ name }) => quote(name));
  const values = all.flatMap((command) => valueCases(command, home));
  const switches = all.map((command) => ({ name: command.name, words: wordList(namesOf(command.options)) }));
  const entries = all.flatMap(({ name, argument }) => {
    const words = argument && wordsOf(argument.value, home);
    return words === undefined ? [] : [{ name, words }];
  });
  return `# Completion of chaindrill for bash, made by: chaindrill completion bash

# Names of the files with a suffix in some folders, without folder and suffix.
_chaindrill_names() {
  local suffix=$1 folder file
  shift
  for folder in "$@"; do
    for file in "$folder"/*"$suffix"; do
      [[ -e $file ]] || continue
      file=\${file##*/}
      printf '%s\\n' "\${file%"$suffix"}"
    done
  done
}

_chaindrill() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command= words= index
  # bash takes --option=value for three words.
  if [[ $current == = ]]; then
    current=
  elif [[ $before == = ]]; then
    before=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    [[ \${COMP_WORDS[index]} == -* ]] && continue
    command+=\${command:+ }\${COMP_WORDS[index]}
${outer.length === 0 ? "" : `    case $command in ${outer.join(" | ")}) continue ;; esac\n`}    break
  done
  case "$command $before" in
${values.map(({ pattern, words }) => `    ${pattern}) words=${words} ;;`).join("\n")}
    *)
      case "$command $current" in
        ' -'*) words=${wordList(namesOf(options))} ;;
${switches.map(({ name, words }) => `        ${quote(`${name} -`)}*) words=${words} ;;`).join("\n")}
        ' '*) words=${wordList(commands.map((command) => command.name))} ;;
${entries.map(({ name, words }) => `        ${quote(`${name} `)}*) words=${words} ;;`).join("\n")}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}

complete -o bashdefault -o default -F _chaindrill chaindrill
`;
}

const namesOf = (options: readonly CompletedOption[]): string[] => options.flatMap((option) => option.names);

const wordList = (words: readonly string[]): string => quote(words.join(" "));

/** What stands behind an option that takes a value is that value, whatever it begins with. */
function valueCases({ name, options }: CompletedCommand, home: string): { pattern: string; words: string }[] {
  return options.flatMap(({ names, value }) => {
    if (value === undefined) return [];
    const pattern = names.map((option) => quote(`${name} ${option}`)).join(" | ");
    return [{ pattern, words: wordsOf(value, home) ?? "" }];
  });
}

/** A list of words in shell; undefined for files, which bash completes better than a list of words can. */
function wordsOf(value: ValueSource, home: string): string | undefined {
  switch (value.kind) {
    case "words":
      return wordList(value.words);
    case "documents": {
      const folders = documentFolders({ home, kind: value.of }).map(quote).join(" ");
      return `$(_chaindrill_names ${documentSuffix(value.of)} ${folders})`;
    }
    case "directory":
    case "file":
    case "free":
      return undefined;
    default:
      return assertNever(value);
  }
}
