#include "clockshift.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
	"usage: clockshift [--control <directory>] [--pdeathsig] -- <program> [<argument> ...]\n"
	"       clockshift --self-test | --version\n"
	"\n"
	"Runs a program whose clocks can be moved: CLOCK_REALTIME (which gettimeofday and time follow),\n"
	"CLOCK_REALTIME_COARSE and CLOCK_REALTIME_ALARM. Commands are lines on <directory>/socket:\n"
	"  set CLOCK_REALTIME=<ns> ...   replaces all offsets; a clock that is not named has its true time\n"
	"  status                        offsets, and how many questions were answered\n"
	"<directory>/offsets, if it is there, has the offsets to start with, as after `set`.\n"
	"--pdeathsig: the program is killed when the process that started it ends.\n";

static int complain(void)
{
	fputs(usage, stderr);
	return EXIT_OWN_FAILURE;
}

int main(int argc, char **argv)
{
	struct launch wanted = {0};
	int at = 1;

	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return puts("clockshift " CLOCKSHIFT_VERSION) < 0;
	if (argc == 2 && strcmp(argv[1], "--self-test") == 0)
		return self_test();
	if (argc == 2 && strcmp(argv[1], "--tell-clocks") == 0)
		return tell_clocks();
	for (; at < argc && strcmp(argv[at], "--") != 0; at++) {
		if (strcmp(argv[at], "--pdeathsig") == 0)
			wanted.dies_with_parent = true;
		else if (strcmp(argv[at], "--control") == 0 && at + 1 < argc)
			wanted.control_dir = argv[++at];
		else
			return complain();
	}
	if (at + 1 >= argc)
		return complain();
	wanted.argv = argv + at + 1;
	return launch(&wanted);
}
