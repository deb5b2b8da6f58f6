// Sends the questions for a movable clock to the supervisor, and every exec, so that it can hide the vDSO from the new
// program. All else goes to the kernel untouched. See seccomp_unotify(2).
#include "clockshift.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#else
#error "clockshift knows x86_64 and arm64"
#endif

// Linux 5.19: a question that was received cannot be interrupted by a signal handler any more.
#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
// The next instruction is carried out only when the value is not the one that is named.
#define UNLESS(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 1, 0)
#define WHEN(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, 1)
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, (action))
#define NOTIFY RETURN(SECCOMP_RET_USER_NOTIF)

static struct sock_filter filter[] = {
	// Programs of another architecture number their system calls differently and have a vDSO of another shape.
	LOAD(arch), UNLESS(NATIVE_ARCH), RETURN(SECCOMP_RET_KILL_PROCESS),
	LOAD(nr),
#ifdef __x86_64__
	// The x32 numbers.
	BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1), RETURN(SECCOMP_RET_KILL_PROCESS),
	WHEN(SYS_time), NOTIFY,
#endif
	WHEN(SYS_gettimeofday), NOTIFY,
	WHEN(SYS_execve), NOTIFY,
	WHEN(SYS_execveat), NOTIFY,
	UNLESS(SYS_clock_gettime), RETURN(SECCOMP_RET_ALLOW),
	// The clock is the lower half of the first argument, on these two little-endian architectures the first in memory.
	LOAD(args[0]),
	WHEN(CLOCK_REALTIME), NOTIFY,
	WHEN(CLOCK_REALTIME_COARSE), NOTIFY,
	WHEN(CLOCK_REALTIME_ALARM), NOTIFY,
	RETURN(SECCOMP_RET_ALLOW),
};

static int install(unsigned long flags)
{
	struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

int install_filter(void)
{
	// Without it only root may install a filter, and the node should not depend on who runs it.
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return -1;
	int listener = install(SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);
	if (listener < 0 && errno == EINVAL)
		listener = install(SECCOMP_FILTER_FLAG_NEW_LISTENER);
	return listener;
}
