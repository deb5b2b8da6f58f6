// Runs itself with the clock an hour back, and compares. The child is told the offset by nobody but its clocks.
#include "clockshift.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const int64_t hour_s = 3600;
// Between the child's look and ours; a machine that needs longer is not one to test on.
static const int64_t slack_s = 30;

int tell_clocks(void)
{
	struct timespec now;
	struct timeval day;
	clock_gettime(CLOCK_REALTIME, &now);
	gettimeofday(&day, NULL);
	printf("%lld %lld %lld\n", (long long)now.tv_sec, (long long)day.tv_sec, (long long)time(NULL));
	return fflush(stdout) == 0 ? 0 : EXIT_OWN_FAILURE;
}

static bool an_hour_ago(long long told_s)
{
	return llabs((long long)(time(NULL) - hour_s) - told_s) <= slack_s;
}

static pid_t start_child(int output)
{
	const pid_t child = fork();
	if (child != 0)
		return child;
	dup2(output, STDOUT_FILENO);
	char *argv[] = {"/proc/self/exe", "--tell-clocks", NULL};
	struct launch moved = {.argv = argv};
	moved.offset_ns[clock_position(CLOCK_REALTIME)] = -hour_s * 1000000000;
	_exit(launch(&moved));
}

int self_test(void)
{
	int ends[2];
	if (pipe(ends) != 0)
		return EXIT_OWN_FAILURE;
	const pid_t child = start_child(ends[1]);
	close(ends[1]);
	if (child < 0)
		return EXIT_OWN_FAILURE;
	char told[200] = "";
	FILE *from = fdopen(ends[0], "r");
	const bool said = from != NULL && fgets(told, sizeof told, from) != NULL;
	int status;
	waitpid(child, &status, 0);
	// The child has said why on standard error.
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return EXIT_OWN_FAILURE;
	long long now, day, seconds;
	if (!said || sscanf(told, "%lld %lld %lld", &now, &day, &seconds) != 3) {
		fputs("clockshift: the child told no time\n", stderr);
		return EXIT_OWN_FAILURE;
	}
	if (!an_hour_ago(now) || !an_hour_ago(day) || !an_hour_ago(seconds)) {
		fputs("clockshift: the child's clock did not move (writing into its memory may be forbidden)\n", stderr);
		return EXIT_OWN_FAILURE;
	}
	puts("ok");
	return 0;
}
