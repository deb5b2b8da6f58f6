// A program finds the vDSO, in which it could read the clocks without a system call, through the auxiliary vector that
// the kernel lays on its stack (getauxval(3)). Without that entry it makes the system calls.
#include "clockshift.h"

#include <elf.h>
#include <errno.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

static int stack_pointer(pid_t thread, uintptr_t *found)
{
	struct user_regs_struct registers;
	struct iovec into = {&registers, sizeof registers};
	if (ptrace(PTRACE_GETREGSET, thread, (void *)NT_PRSTATUS, &into) != 0)
		return errno;
#ifdef __x86_64__
	*found = registers.rsp;
#else
	*found = registers.sp;
#endif
	return 0;
}

static int peek(pid_t thread, uintptr_t address, unsigned long *word)
{
	errno = 0;
	*word = (unsigned long)ptrace(PTRACE_PEEKDATA, thread, (void *)address, NULL);
	return errno;
}

// From the stack pointer up: argc, arguments, NULL, environment, NULL, pairs of type and value up to AT_NULL.
int hide_vdso(pid_t thread)
{
	const size_t word = sizeof(unsigned long);
	uintptr_t at = 0;
	unsigned long value = 0;
	int error = stack_pointer(thread, &at);
	if (error != 0 || (error = peek(thread, at, &value)) != 0)
		return error;
	at += (value + 2) * word;
	do {
		if ((error = peek(thread, at, &value)) != 0)
			return error;
		at += word;
	} while (value != 0);
	for (;; at += 2 * word) {
		if ((error = peek(thread, at, &value)) != 0)
			return error;
		if (value == AT_NULL)
			return 0;
		if (value == AT_SYSINFO_EHDR && ptrace(PTRACE_POKEDATA, thread, (void *)at, (void *)AT_IGNORE) != 0)
			return errno;
	}
}
