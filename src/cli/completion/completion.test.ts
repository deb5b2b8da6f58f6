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
  const nights = program.command("nights").description("what was measured");
  nights.command("add").argument("<run-dir...>", "runs").description("add a night").option("--dry-run", "only say it");
  nights.command("show").description("print it");
  return program;
}

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
          command+=\${command:+ }\${COMP_WORDS[index]}
          case $command in 'nights') continue ;; esac
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
              'nights -'*) words='-h --help' ;;
              'nights add -'*) words='--dry-run -h --help' ;;
              'nights show -'*) words='-h --help' ;;
              ' '*) words='run validate completion nights' ;;
              'run '*) words=$(_chaindrill_names .plan.yaml 'scenarios/plans' '/opt/chaindrill/scenarios/plans') ;;
              'completion '*) words='bash zsh fish' ;;
              'nights '*) words='add show' ;;
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
          'nights:what was measured'
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
              nights)
                if (( CURRENT == 2 )); then
                  commands=('add:add a night' 'show:print it')
                  _describe command commands
                  return
                fi
                shift words; (( CURRENT-- ))
                case $words[1] in
                  add)
                    _arguments '--dry-run[only say it]' \\
                      '(-h --help)'{-h,--help}'[show help]' \\
                      '*:run-dir:_files -/'
                    ;;
                  show)
                    _arguments '(-h --help)'{-h,--help}'[show help]'
                    ;;
                esac
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

      complete -c chaindrill -n 'not __chaindrill_command' -f -a nights -d 'what was measured'
      complete -c chaindrill -n '__chaindrill_only nights' -s h -l help -d 'show help'

      complete -c chaindrill -n '__chaindrill_only nights' -f -a add -d 'add a night'
      complete -c chaindrill -n '__chaindrill_command nights add' -l dry-run -d 'only say it'
      complete -c chaindrill -n '__chaindrill_command nights add' -s h -l help -d 'show help'
      complete -c chaindrill -n '__chaindrill_command nights add' -f -a '(__fish_complete_directories)'

      complete -c chaindrill -n '__chaindrill_only nights' -f -a show -d 'print it'
      complete -c chaindrill -n '__chaindrill_command nights show' -s h -l help -d 'show help'
      complete -c chaindrill -n '__chaindrill_command nights show' -f
      "
    `);
  });

  it.each(shells)("names every command of the real program for %s", (shell) => {
    const program = createProgram();
    const script = completionScript(shell, { program, home: "/opt/chaindrill" });
    for (const { name } of describeProgram(program).commands) expect(script).toMatch(new RegExp(`\\b${name}\\b`));
  });
});
