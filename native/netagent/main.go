// Netagent works inside one network namespace for Chaindrill: as a packet queue that delays, loses, duplicates and
// corrupts, or as a probe that looks from inside at what gets through. It is started by
// `nsenter --net=<namespace> -- netagent <mode>`, speaks one JSON document per line, and ends when its input closes.
//
// It uses nothing but Go's standard library, so that it can be built offline.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime/debug"

	"chaindrill/netagent/internal/lines"
	"chaindrill/netagent/internal/probe"
	"chaindrill/netagent/internal/queue"
)

// The first number changes with the protocol: Chaindrill takes any program of the same one.
const version = "1.0.0"

const usage = `usage: netagent probe | netagent queue --queue <number> | netagent --version`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "netagent:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("no mode given\n%s", usage)
	}
	// Few objects live long here: a larger step between collections costs little memory and saves time.
	debug.SetGCPercent(400)
	switch args[0] {
	case "version", "--version":
		fmt.Println("netagent", version)
		return nil
	case "probe":
		return probe.Serve(lines.Open(os.Stdin, os.Stdout), version)
	case "queue":
		number, err := queueNumber(args[1:])
		if err != nil {
			return err
		}
		return queue.Serve(lines.Open(os.Stdin, os.Stdout), queue.Options{Number: number, Version: version})
	default:
		return fmt.Errorf("unknown mode %q\n%s", args[0], usage)
	}
}

func queueNumber(args []string) (uint16, error) {
	flags := flag.NewFlagSet("queue", flag.ContinueOnError)
	number := flags.Uint("queue", 0, "number of the NFQUEUE")
	if err := flags.Parse(args); err != nil {
		return 0, err
	}
	if *number > 0xffff {
		return 0, fmt.Errorf("--queue: expected 0 to 65535, got %d", *number)
	}
	return uint16(*number), nil
}
