// Completion for zsh: https://zsh.sourceforge.io/Doc/Release/Completion-System.html

import { assertNever } from "../../base/assert.ts";
import { type DocumentKind, documentFolders, documentSuffix } from "../places.ts";
import type {
  CompletedArgument,
  CompletedCommand,
  CompletedOption,
  CompletedProgram,
  ValueSource,
} from "./describe-program.ts";
import { quote } from "./quote.ts";

/** A script for zsh, to be sourced or to lie in a folder of fpath. */
export function zshCompletion({ options, commands }: CompletedProgram, home: string): string {
  return `#compdef chaindrill
# Completion of chaindrill for zsh, made by: chaindrill completion zsh

# Names of the files with a suffix in some folders, without folder and suffix; where none fits, a YAML file.
_chaindrill_names() {
  local suffix=$1
  shift
  local -aU names
  names=(\${^@}/*\${~suffix}(N:t))
  names=(\${names%$suffix})
  compadd -a names || _files -g '*.(yaml|yml)'
}

_chaindrill_plans() { ${namesCall("plan", home)} }
_chaindrill_clusters() { ${namesCall("cluster", home)} }

_chaindrill() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  local -a commands
  commands=(
${commands.map(({ name, description }) => `    ${quote(`${name}:${description}`)}`).join("\n")}
  )
  _arguments -C ${[...options.map(optionSpec), "'1: :->command'", "'*:: :->words'"].join(continued("    "))}
  case $state in
    command) _describe command commands ;;
    words)
      case $words[1] in
${commands.map(commandCase).join("\n")}
      esac
      ;;
  esac
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _chaindrill "$@"
else
  compdef _chaindrill chaindrill
fi
`;
}

/** Between the words of one command on several lines. */
const continued = (indentation: string): string => ` \\\n${indentation}`;

function namesCall(kind: DocumentKind, home: string): string {
  return `_chaindrill_names ${documentSuffix(kind)} ${documentFolders({ home, kind }).map(quote).join(" ")}`;
}

function commandCase(command: CompletedCommand): string {
  const { name, commands } = command;
  const body = commands.length === 0 ? argumentsCall(command, "          ") : innerCommands(commands);
  return [`        ${name})`, body, "          ;;"].join("\n");
}

function argumentsCall({ options, argument }: CompletedCommand, indentation: string): string {
  const specs = [...options.map(optionSpec), ...(argument === undefined ? [] : [argumentSpec(argument)])];
  return `${indentation}_arguments ${specs.join(continued(`${indentation}  `))}`;
}

/** A word further in: the same again, of the commands that are inside of one. */
function innerCommands(commands: readonly CompletedCommand[]): string {
  const inner = commands.map((command) => ({ ...command, name: command.name.split(" ").at(-1) ?? command.name }));
  return [
    "          if (( CURRENT == 2 )); then",
    `            commands=(${inner.map(({ name, description }) => quote(`${name}:${description}`)).join(" ")})`,
    "            _describe command commands",
    "            return",
    "          fi",
    "          shift words; (( CURRENT-- ))",
    "          case $words[1] in",
    ...inner.flatMap((command) => [
      `            ${command.name})`,
      argumentsCall(command, "              "),
      "              ;;",
    ]),
    "          esac",
  ].join("\n");
}

/** `'--seed=[keys follow from it]: :'`; with two names `'(-h --help)'{-h,--help}'[show help]'`. */
function optionSpec({ names, description, value }: CompletedOption): string {
  const told = `[${description.replaceAll(/[\\[\]:]/g, "\\$&")}]`;
  const rest = value === undefined ? told : `=${told}: :${actionOf(value)}`;
  if (names.length === 1) return quote(`${names[0]}${rest}`);
  return `${quote(`(${names.join(" ")})`)}{${names.join(",")}}${quote(rest)}`;
}

const argumentSpec = ({ name, repeats, value }: CompletedArgument): string =>
  quote(`${repeats ? "*" : "1"}:${name}:${actionOf(value)}`);

function actionOf(value: ValueSource): string {
  switch (value.kind) {
    case "words":
      return `(${value.words.join(" ")})`;
    case "documents":
      return `_chaindrill_${value.of}s`;
    case "directory":
      return "_files -/";
    case "file":
      return "_files";
    case "free":
      return "";
    default:
      return assertNever(value);
  }
}
