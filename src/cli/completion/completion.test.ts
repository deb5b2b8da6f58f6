import { Argument, Command } from "commander";
import { describe, expect, it } from "vitest";
import { completionScript } from "../commands/completion.ts";
import { createProgram } from "../program.ts";
import { describeProgram } from "./describe-program.ts";
import { shells } from "./shells.ts";

/** A program small enough to be read in a snapshot, with every kind of value. */
function smallProgram(): Command {
  const program = new Command("chaindrill").version("1.2.3");
  program
    .command("run")
    .argument("<plan>", "a plan")
    .description("run a plan")
    .option("--cluster <cluster>", "not the plan's")
    .option("--out <dir>", "where to [keep] it: a folder")
    .option("--seed <n>", "a number");
  program.command("validate").argument("<path...>", "files").description("check files");
  program.command("completion").addArgument(new Argument("<shell>")).description("print a script");
  return program;
}

describe("describeProgram", () => {
  it("knows of every option and argument of the real program what its value may be", () => {
    const { commands } = describeProgram(createProgram());
    const values = commands.flatMap(({ name, options, argument }) => [
      ...options.flatMap(({ names, value }) => (value === undefined ? [] : [`${name} ${names.at(-1)}: ${value.kind}`])),
      ...(argument === undefined ? [] : [`${name} <${argument.name}>: ${argument.value.kind}`]),
    ]);
    expect(values).toMatchInlineSnapshot(`
      [
        "run --backend: words",
        "run --cluster: documents",
        "run --seed: free",
        "run --out: directory",
        "run --set: free",
        "run <plan>: documents",
        "up --seed: free",
        "up <cluster>: documents",
        "abort --reason: free",
        "abort <run-id>: free",
        "analyze <run-dir>: directory",
        "report --format: words",
        "report <run-dir>: directory",
        "list --out: directory",
        "validate <path>: file",
        "support --backend: words",
        "completion <shell>: words",
      ]
    `);
  });

  it("completes every command with no more than one argument", () => {
    for (const command of createProgram().commands) expect(command.registeredArguments.length).toBeLessThan(2);
  });
});

describe("completionScript", () => {
  it("for bash", () => {
    expect(completionScript("bash", { program: smallProgram(), home: "/opt/chaindrill" })).toMatchInlineSnapshot(`
      "# Completion of chaindrill for bash, made by: chaindrill completion bash

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
          command=\${COMP_WORDS[index]}
          break
        done
        case "$command $before" in
          'run --cluster') words=$(_chaindrill_names .cluster.yaml 'fixtures/clusters' '/opt/chaindrill/fixtures/clusters') ;;
          'run --out') words= ;;
          'run --seed') words= ;;
          *)
            case "$command $current" in
              ' -'*) words='-V --version -h --help' ;;
              'run -'*) words='--cluster --out --seed -h --help' ;;
              'validate -'*) words='-h --help' ;;
              'completion -'*) words='-h --help' ;;
              ' '*) words='run validate completion' ;;
              'run '*) words=$(_chaindrill_names .plan.yaml 'scenarios/plans' '/opt/chaindrill/scenarios/plans') ;;
              'completion '*) words='bash zsh fish' ;;
            esac
            ;;
        esac
        COMPREPLY=($(compgen -W "$words" -- "$current"))
      }

      complete -o bashdefault -o default -F _chaindrill chaindrill
      "
    `);
  });

  it("for zsh", () => {
    expect(completionScript("zsh", { program: smallProgram(), home: "/opt/chaindrill" })).toMatchInlineSnapshot(`
      "#compdef chaindrill
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

      _chaindrill_plans() { _chaindrill_names .plan.yaml 'scenarios/plans' '/opt/chaindrill/scenarios/plans' }
      _chaindrill_clusters() { _chaindrill_names .cluster.yaml 'fixtures/clusters' '/opt/chaindrill/fixtures/clusters' }

      _chaindrill() {
        local curcontext=$curcontext state line
        typeset -A opt_args
        local -a commands
        commands=(
          'run:run a plan'
          'validate:check files'
          'completion:print a script'
        )
        _arguments -C '(-V --version)'{-V,--version}'[output the version number]' \\
          '(-h --help)'{-h,--help}'[show help]' \\
          '1: :->command' \\
          '*:: :->words'
        case $state in
          command) _describe command commands ;;
          words)
            case $words[1] in
              run)
                _arguments '--cluster=[not the plan'\\''s]: :_chaindrill_clusters' \\
                  '--out=[where to \\[keep\\] it\\: a folder]: :_files -/' \\
                  '--seed=[a number]: :' \\
                  '(-h --help)'{-h,--help}'[show help]' \\
                  '1:plan:_chaindrill_plans'
                ;;
              validate)
                _arguments '(-h --help)'{-h,--help}'[show help]' \\
                  '*:path:_files'
                ;;
              completion)
                _arguments '(-h --help)'{-h,--help}'[show help]' \\
                  '1:shell:(bash zsh fish)'
                ;;
            esac
            ;;
        esac
      }

      if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
        _chaindrill "$@"
      else
        compdef _chaindrill chaindrill
      fi
      "
    `);
  });

  it("for fish", () => {
    expect(completionScript("fish", { program: smallProgram(), home: "/opt/chaindrill" })).toMatchInlineSnapshot(`
      "# Completion of chaindrill for fish, made by: chaindrill completion fish

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

      # Whether a command has been given: this one, or any.
      function __chaindrill_command
          set -l given (commandline -opc)
          for word in $given[2..]
              string match -q -- '-*' $word; and continue
              test (count $argv) -eq 0; or test $word = $argv[1]
              return
          end
          return 1
      end

      complete -c chaindrill -n 'not __chaindrill_command' -s V -l version -d 'output the version number'
      complete -c chaindrill -n 'not __chaindrill_command' -s h -l help -d 'show help'

      complete -c chaindrill -n 'not __chaindrill_command' -f -a run -d 'run a plan'
      complete -c chaindrill -n '__chaindrill_command run' -l cluster -r -f -a '(__chaindrill_names .cluster.yaml \\'fixtures/clusters\\' \\'/opt/chaindrill/fixtures/clusters\\')' -d 'not the plan\\'s'
      complete -c chaindrill -n '__chaindrill_command run' -l out -r -f -a '(__fish_complete_directories)' -d 'where to [keep] it: a folder'
      complete -c chaindrill -n '__chaindrill_command run' -l seed -r -f -d 'a number'
      complete -c chaindrill -n '__chaindrill_command run' -s h -l help -d 'show help'
      complete -c chaindrill -n '__chaindrill_command run' -f -a '(__chaindrill_names .plan.yaml \\'scenarios/plans\\' \\'/opt/chaindrill/scenarios/plans\\')'

      complete -c chaindrill -n 'not __chaindrill_command' -f -a validate -d 'check files'
      complete -c chaindrill -n '__chaindrill_command validate' -s h -l help -d 'show help'
      complete -c chaindrill -n '__chaindrill_command validate' -F

      complete -c chaindrill -n 'not __chaindrill_command' -f -a completion -d 'print a script'
      complete -c chaindrill -n '__chaindrill_command completion' -s h -l help -d 'show help'
      complete -c chaindrill -n '__chaindrill_command completion' -f -a 'bash zsh fish'
      "
    `);
  });

  it.each(shells)("names every command of the real program for %s", (shell) => {
    const program = createProgram();
    const script = completionScript(shell, { program, home: "/opt/chaindrill" });
    for (const { name } of describeProgram(program).commands) expect(script).toMatch(new RegExp(`\\b${name}\\b`));
  });
});
