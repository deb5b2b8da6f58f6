// Two reasons to be attached to a thread (ptrace(2)): the node itself, for good, because PTRACE_O_EXITKILL is the one
// way in which the kernel ends it with us, also when it is the first process of a container; and any other thread that
// is about to execute a program, until it has done so.
#include "clockshift.h"

#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

// Threads between the announcement of an exec and the exec. One that fails stays here until its next signal or its end.
enum { EXECUTING_MAX = 64 };
static pid_t executing[EXECUTING_MAX];
static uint64_t unhidden;

static pid_t *find(pid_t thread)
{
	for (int i = 0; i < EXECUTING_MAX; i++)
		if (executing[i] == thread)
			return &executing[i];
	return NULL;
}

static void forget(pid_t thread)
{
	pid_t *entry = find(thread);
	if (entry != NULL)
		*entry = 0;
}

int follow_node(pid_t node)
{
	const unsigned long options = PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
	return ptrace(PTRACE_SEIZE, node, NULL, (void *)options) == 0 ? 0 : errno;
}

void follow_exec(pid_t node, pid_t thread)
{
	if (thread == node || find(thread) != NULL)
		return;
	pid_t *entry = find(0);
	if (entry == NULL || ptrace(PTRACE_SEIZE, thread, NULL, (void *)PTRACE_O_TRACEEXEC) != 0) {
		unhidden++;
		return;
	}
	*entry = thread;
}

static void after_exec(pid_t node, pid_t thread)
{
	// Another thread of the process may have made the call; it goes on under the number of the process.
	unsigned long former = (unsigned long)thread;
	ptrace(PTRACE_GETEVENTMSG, thread, NULL, &former);
	forget((pid_t)former);
	forget(thread);
	if (hide_vdso(thread) != 0)
		unhidden++;
	if (thread != node) {
		ptrace(PTRACE_DETACH, thread, NULL, NULL);
		return;
	}
	ptrace(PTRACE_SETOPTIONS, node, NULL, (void *)(unsigned long)(PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL));
	ptrace(PTRACE_CONT, node, NULL, NULL);
}

static bool stops(int signal)
{
	return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

static void after_stop(pid_t node, pid_t thread, int status)
{
	const int signal = WSTOPSIG(status);
	const int event = status >> 16;
	if (event == PTRACE_EVENT_EXEC) {
		after_exec(node, thread);
		return;
	}
	const bool group_stop = event == PTRACE_EVENT_STOP;
	// In a group stop the signal has taken effect already: it is not to be delivered a second time.
	void *deliver = (void *)(long)(group_stop ? 0 : signal);
	if (thread != node) {
		forget(thread);
		ptrace(PTRACE_DETACH, thread, NULL, deliver);
	} else if (group_stop && stops(signal)) {
		ptrace(PTRACE_LISTEN, node, NULL, NULL);
	} else {
		ptrace(PTRACE_CONT, node, NULL, deliver);
	}
}

void handle_reports(pid_t node)
{
	int status;
	for (pid_t thread; (thread = waitpid(-1, &status, __WALL | WNOHANG)) > 0;) {
		if (WIFSTOPPED(status))
			after_stop(node, thread, status);
		else
			forget(thread);
	}
}

uint64_t unhidden_execs(void)
{
	return unhidden;
}
