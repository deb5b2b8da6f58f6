// The supervisor: one thread, one loop. It must be one thread, because only the thread that attached to a program may
// handle what it reports, and it must not wait for anything but the loop's own events: every program below the filter
// that asks for the time waits for it.
#include "clockshift.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// Linux 6.6: the one who asks is woken on the processor that answers.
#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, uint64_t)
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#endif

// What later kernels may add to the two structures has room here.
enum { MESSAGE_MAX = 512 };

struct loop {
	pid_t node;
	int listener;
	int signals;
	struct control control;
	struct clocks clocks;
};

_Noreturn static void refuse(int handshake, const char *what, int error)
{
	char text[200];
	const int length = error == 0 ? snprintf(text, sizeof text, "%s", what)
				      : snprintf(text, sizeof text, "%s: %s", what, strerror(error));
	send(handshake, text, (size_t)length, MSG_NOSIGNAL);
	_exit(EXIT_OWN_FAILURE);
}

static bool is_exec(int number)
{
	return number == SYS_execve || number == SYS_execveat;
}

static void answer_question(struct loop *loop)
{
	union { struct seccomp_notif asked; char room[MESSAGE_MAX]; } question = {0};
	union { struct seccomp_notif_resp reply; char room[MESSAGE_MAX]; } answer = {0};

	// ENOENT: whoever asked has been killed since. EINTR: a signal for us came first.
	if (ioctl(loop->listener, SECCOMP_IOCTL_NOTIF_RECV, &question.asked) != 0)
		return;
	answer.reply.id = question.asked.id;
	bool answered = false;
	if (is_exec(question.asked.data.nr))
		follow_exec(loop->node, (pid_t)question.asked.pid);
	else
		answered = answer_time(loop->listener, &loop->clocks, &question.asked, &answer.reply);
	if (!answered)
		answer.reply.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	ioctl(loop->listener, SECCOMP_IOCTL_NOTIF_SEND, &answer.reply);
}

static void take_signals(int signals)
{
	struct signalfd_siginfo ignored[8];
	while (read(signals, ignored, sizeof ignored) > 0)
		;
}

// Until nobody is left below the filter: the node has ended, and so has all that it started.
static void run(struct loop *loop)
{
	enum { LISTENER, SIGNALS, CONTROL, CLIENTS };
	struct pollfd watched[CLIENTS + CLIENTS_MAX];

	for (;;) {
		watched[LISTENER] = (struct pollfd){.fd = loop->listener, .events = POLLIN};
		watched[SIGNALS] = (struct pollfd){.fd = loop->signals, .events = POLLIN};
		watched[CONTROL] = (struct pollfd){.fd = loop->control.socket, .events = POLLIN};
		for (int i = 0; i < CLIENTS_MAX; i++)
			watched[CLIENTS + i] = (struct pollfd){.fd = loop->control.clients[i].socket, .events = POLLIN};
		if (poll(watched, CLIENTS + CLIENTS_MAX, -1) < 0)
			continue;
		if (watched[SIGNALS].revents != 0) {
			take_signals(loop->signals);
			handle_reports(loop->node);
		}
		if (watched[LISTENER].revents & POLLIN)
			answer_question(loop);
		else if (watched[LISTENER].revents != 0)
			return;
		if (watched[CONTROL].revents != 0)
			accept_client(&loop->control);
		for (int i = 0; i < CLIENTS_MAX; i++)
			if (watched[CLIENTS + i].revents != 0)
				serve_client(&loop->control, i, &loop->clocks);
	}
}

// Keeps nothing of the node's open: whoever reads its output must see it end with the node.
static int keep_only(int descriptor)
{
	const int kept = 3;
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null >= 0)
		for (int i = 0; i < 3; i++)
			dup2(null, i);
	if (descriptor != kept)
		dup3(descriptor, kept, O_CLOEXEC);
	syscall(SYS_close_range, kept + 1, ~0U, 0);
	return kept;
}

// Nothing that is meant for the node, or for its process group, may end the supervisor before the node.
static int block_signals(void)
{
	sigset_t all, ours;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	sigemptyset(&ours);
	sigaddset(&ours, SIGCHLD);
	return signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
}

static bool messages_fit(void)
{
	struct seccomp_notif_sizes sizes;
	return syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) == 0 && sizes.seccomp_notif <= MESSAGE_MAX &&
	       sizes.seccomp_notif_resp <= MESSAGE_MAX;
}

_Noreturn void supervise(const struct supervised *supervised)
{
	const int handshake = keep_only(supervised->handshake);
	struct loop loop = {.node = supervised->node, .signals = block_signals()};
	memcpy(loop.clocks.offset_ns, supervised->offset_ns, sizeof loop.clocks.offset_ns);
	prctl(PR_SET_NAME, "clockshift");
	loop.listener = receive_descriptor(handshake);
	if (loop.listener < 0)
		_exit(EXIT_OWN_FAILURE);
	if (loop.signals < 0)
		refuse(handshake, "no signalfd", errno);
	if (!messages_fit())
		refuse(handshake, "the kernel's seccomp messages are larger than expected", 0);
	// Only wakes faster; kernels without it answer EINVAL.
	ioctl(loop.listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
	const char *wrong = open_control(&loop.control, supervised->control_dir, &loop.clocks);
	if (wrong != NULL)
		refuse(handshake, wrong, 0);
	const int error = follow_node(loop.node);
	if (error != 0)
		refuse(handshake, "ptrace is not permitted here", error);
	send(handshake, "ok", 2, MSG_NOSIGNAL);
	close(handshake);
	run(&loop);
	_exit(0);
}
