// Completion for fish 3: https://fishshell.com/docs/current/completions.html

import { assertNever } from "../../base/assert.ts";
import { documentFolders, documentSuffix } from "../places.ts";
import {
  type CompletedArgument,
  type CompletedOption,
  type CompletedProgram,
  everyCommand,
  type ValueSource,
} from "./describe-program.ts";
import { quoteForFish as quote } from "./quote.ts";

/** A script for fish. */
export function fishCompletion({ options, commands }: CompletedProgram, home: string): string {
  const outside = quote("not __chaindrill_command");
  const lines = [
    ...options.map((option) => `complete -c chaindrill -n ${outside} ${optionParts(option, home)}`),
    ...everyCommand(commands).flatMap((command) => {
      const isOuter = command.commands.length > 0;
      const inside = quote(`${isOuter ? "__chaindrill_only" : "__chaindrill_command"} ${command.name}`);
      const [first = "", second] = command.name.split(" ");
      const before = second === undefined ? outside : quote(`__chaindrill_only ${first}`);
      return [
        "",
        `complete -c chaindrill -n ${before} -f -a ${second ?? first} -d ${quote(command.description)}`,
        ...command.options.map((option) => `complete -c chaindrill -n ${inside} ${optionParts(option, home)}`),
        // The choice between commands inside has been offered with their descriptions.
        ...(isOuter ? [] : [`complete -c chaindrill -n ${inside} ${argumentParts(command.argument, home)}`]),
      ];
    }),
  ];
  return `# Completion of chaindrill for fish, made by: chaindrill completion fish

# Names of the files with a suffix in some folders, without folder and suffix; where none fits, a file.
function __chaindrill_names
    set -l typed (commandline -ct | string replace -r '^--[^=]*=' '')
    set -l names
    for folder in $argv[2..]
        for file in $folder/*$argv[1]
            set -a names (string replace -r '.*/' '' -- $file | string replace -- $argv[1] '')
        end
    end
    if string match -q -- "$typed*" $names
        printf '%s\\n' $names
    else
        __fish_complete_path $typed
    end
end

# The words given so far that are no options.
function __chaindrill_words
    set -l given (commandline -opc)
    string match -v -- '-*' $given[2..]
end

# Whether a command has been given: this one, or any.
function __chaindrill_command
    set -l words (__chaindrill_words)
    test (count $words) -gt 0; or return 1
    test (count $argv) -eq 0; and return
    test "$words[1..(count $argv)]" = "$argv"
end

# Whether these words have been given, and no more.
function __chaindrill_only
    set -l words (__chaindrill_words)
    test "$words" = "$argv"
end

${lines.join("\n")}
`;
}

/** `-s h -l help -d '...'`, with what its value may be. */
function optionParts({ names, description, value }: CompletedOption, home: string): string {
  const flags = names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const values = value === undefined ? [] : [`-r ${valueParts(value, home)}`];
  return [...flags, ...values, `-d ${quote(description)}`].join(" ");
}

const argumentParts = (argument: CompletedArgument | undefined, home: string): string =>
  argument === undefined ? "-f" : valueParts(argument.value, home);

/** -f: no files. -F: files as well. */
function valueParts(value: ValueSource, home: string): string {
  switch (value.kind) {
    case "words":
      return `-f -a ${quote(value.words.join(" "))}`;
    case "documents": {
      const folders = documentFolders({ home, kind: value.of }).map(quote).join(" ");
      return `-f -a ${quote(`(__chaindrill_names ${documentSuffix(value.of)} ${folders})`)}`;
    }
    case "directory":
      return `-f -a '(__fish_complete_directories)'`;
    case "file":
      return "-F";
    case "free":
      return "-f";
    default:
      return assertNever(value);
  }
}
