#include "clockshift.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

// Starts the supervisor as a grandchild: a node that waits for its children must not meet one it does not know.
static int start_supervisor(const struct supervised *supervised)
{
	const pid_t between = fork();
	if (between < 0)
		return -1;
	if (between == 0) {
		const pid_t supervisor = fork();
		if (supervisor == 0)
			supervise(supervised);
		_exit(supervisor < 0 ? 1 : 0);
	}
	int status;
	while (waitpid(between, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}

static int fail(const char *what)
{
	fprintf(stderr, "clockshift: %s\n", what);
	return EXIT_OWN_FAILURE;
}

static int fail_filter(void)
{
	switch (errno) {
	case EINVAL:
		return fail("the kernel has no seccomp user notification (Linux 5.8 or later is needed)");
	case EBUSY:
		return fail("something above has a seccomp listener already, and there can be one only");
	case ENOSYS:
	case EPERM:
	case EACCES:
		return fail("seccomp filters are not permitted here; in a container its seccomp profile says so");
	default:
		fprintf(stderr, "clockshift: seccomp: %s\n", strerror(errno));
		return EXIT_OWN_FAILURE;
	}
}

static int hand_over(int handshake)
{
	const int listener = install_filter();
	if (listener < 0)
		return fail_filter();
	if (send_descriptor(handshake, listener) != 0)
		return fail("the supervisor did not start");
	close(listener);
	char reply[200];
	const ssize_t length = recv(handshake, reply, sizeof reply - 1, 0);
	if (length <= 0)
		return fail("the supervisor has gone");
	reply[length] = '\0';
	return strcmp(reply, "ok") == 0 ? 0 : fail(reply);
}

int launch(const struct launch *launch)
{
	const pid_t parent = getppid();
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return fail("no socket pair");
	struct supervised supervised = {.node = getpid(), .handshake = ends[1], .control_dir = launch->control_dir};
	memcpy(supervised.offset_ns, launch->offset_ns, sizeof supervised.offset_ns);
	if (start_supervisor(&supervised) != 0)
		return fail("the supervisor cannot be started");
	close(ends[1]);
	// Under the Yama module only a child may be traced, unless it permits it, and the supervisor is not our parent. Other
	// kernels do not know the request. The number of the supervisor is nobody's secret, but any will do for so short a time.
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
	if (launch->dies_with_parent) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		// It may have died before we asked.
		if (getppid() != parent)
			return fail("the parent has gone");
	}
	const int failed = hand_over(ends[0]);
	if (failed != 0)
		return failed;
	execvp(launch->argv[0], launch->argv);
	fprintf(stderr, "clockshift: cannot run %s: %s\n", launch->argv[0], strerror(errno));
	return errno == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN;
}
