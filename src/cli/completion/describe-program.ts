// The command line as a completion script needs it, read from commander's own description of it: what is added there
// is completed without another word.

import type { Argument, Command, Option } from "commander";
import { signedKinds } from "../../model/plan.ts";
import { implementedBackends } from "../../run/backends.ts";
import { reportFormats } from "../../run/report-formats.ts";
import type { DocumentKind } from "../places.ts";
import { shells } from "./shells.ts";

/** What may stand where a value is asked for. */
export type ValueSource =
  | { readonly kind: "words"; readonly words: readonly string[] }
  /** Names of plans or clusters, or a file. */
  | { readonly kind: "documents"; readonly of: DocumentKind }
  | { readonly kind: "directory" }
  | { readonly kind: "file" }
  /** Nothing that could be foreseen. */
  | { readonly kind: "free" };

export interface CompletedOption {
  /** `-h`, `--help`. */
  readonly names: readonly string[];
  readonly description: string;
  /** Undefined for a switch. */
  readonly value: ValueSource | undefined;
}

export interface CompletedArgument {
  readonly name: string;
  readonly repeats: boolean;
  readonly value: ValueSource;
}

export interface CompletedCommand {
  /** `run`; inside of another command both words, `baseline record`. */
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** What may stand behind the command; where it takes several things the last, for what comes before is made up. */
  readonly argument: CompletedArgument | undefined;
  /** Commands inside of it; its argument is the choice between them. */
  readonly commands: readonly CompletedCommand[];
}

export interface CompletedProgram {
  /** Those that stand before any command. */
  readonly options: readonly CompletedOption[];
  readonly commands: readonly CompletedCommand[];
}

/** By the placeholder in angle brackets: the same word means the same everywhere. */
const sourceOf: Readonly<Record<string, ValueSource>> = {
  plan: { kind: "documents", of: "plan" },
  cluster: { kind: "documents", of: "cluster" },
  kind: { kind: "words", words: implementedBackends },
  format: { kind: "words", words: reportFormats },
  corpus: { kind: "words", words: signedKinds },
  shell: { kind: "words", words: shells },
  dir: { kind: "directory" },
  "run-dir": { kind: "directory" },
  path: { kind: "file" },
  part: { kind: "words", words: ["machine", "backend", "scenario"] },
};

/** Reads commands, options and what their values may be out of a commander program. */
export function describeProgram(program: Command): CompletedProgram {
  return {
    options: [...program.options.map(describeOption), helpOption],
    commands: program.commands.map((command) => describeCommand(command, command.name())),
  };
}

/** All commands and those inside of them, each by its whole name. */
export const everyCommand = (commands: readonly CompletedCommand[]): CompletedCommand[] =>
  commands.flatMap((command) => [command, ...everyCommand(command.commands)]);

function describeCommand(command: Command, name: string): CompletedCommand {
  const inside = command.commands.map((one) => describeCommand(one, `${name} ${one.name()}`));
  const words = command.commands.map((one) => one.name());
  return {
    name,
    description: command.description(),
    options: [...command.options.map(describeOption), helpOption],
    argument:
      inside.length > 0
        ? { name: "command", repeats: false, value: { kind: "words", words } }
        : command.registeredArguments.map(describeArgument).at(-1),
    commands: inside,
  };
}

/** commander adds it to every command, but lists it nowhere. */
const helpOption: CompletedOption = { names: ["-h", "--help"], description: "show help", value: undefined };

function describeOption({ short, long, flags, description }: Option): CompletedOption {
  const placeholder = /<([^>]+)>/.exec(flags)?.[1];
  return {
    names: [short, long].filter((name) => name !== undefined),
    description,
    value: placeholder === undefined ? undefined : sourceFor(placeholder.replace(/\.{3}$/, "")),
  };
}

const describeArgument = (argument: Argument): CompletedArgument => ({
  name: argument.name(),
  repeats: argument.variadic,
  value: sourceFor(argument.name()),
});

const sourceFor = (placeholder: string): ValueSource => sourceOf[placeholder] ?? { kind: "free" };
