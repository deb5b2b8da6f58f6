// clockshift runs a program whose clocks can be moved while it runs. What happens, from the top:
//
//   harness ---- fork, exec ----> launcher ---- exec ----> the program     one process, one pid: the node
//                                    |                          |
//                                 fork twice             clock_gettime(2), execve(2)
//                                    v                          v
//                                supervisor <--- notification --- kernel (seccomp filter)
//                                    |
//                             control socket <--- harness: "set CLOCK_REALTIME=-600000000000"
//
// The process that the harness started becomes the program, so signals, exit status, CPU time and cgroups are the
// program's own. The supervisor is the other one: it answers the program's questions for the time, and if it goes, the
// kernel kills the program.
#ifndef CLOCKSHIFT_H
#define CLOCKSHIFT_H

// Before any header of the system: most of what is used here is Linux only. So this file is included first everywhere.
#define _GNU_SOURCE

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define CLOCKSHIFT_VERSION "1.0.0"

// Exit codes of env(1) and its like: our own failure, a program that cannot be run, one that is not there.
enum { EXIT_OWN_FAILURE = 125, EXIT_CANNOT_RUN = 126, EXIT_NOT_FOUND = 127 };

// clocks.c: the clocks that can be moved.
enum { CLOCKS = 3, OFFSET_TEXT_MAX = 512 };

struct movable_clock {
	const char *name;
	int id;
};
extern const struct movable_clock movable_clocks[CLOCKS];

struct clocks {
	int64_t offset_ns[CLOCKS];
	// Questions answered with a moved time, and those that were left to the kernel because the offset was 0.
	uint64_t moved[CLOCKS];
	uint64_t passed[CLOCKS];
	// Questions that should have been answered with a moved time and could not be.
	uint64_t missed;
};

// The position of a clock in the tables above; -1 when it cannot be moved.
int clock_position(int id);
// Reads "CLOCK_REALTIME=<ns> ..."; a clock that is not named gets 0. NULL, or what is wrong; then nothing has changed.
const char *parse_offsets(const char *text, int64_t offset_ns[CLOCKS]);

// filter.c: the seccomp filter.
// Installs it on the calling thread; returns the listener, or -1 with errno set.
int install_filter(void);

// answer.c: one question for the time. False when it is to be left to the kernel.
bool answer_time(int listener, struct clocks *clocks, const struct seccomp_notif *asked, struct seccomp_notif_resp *reply);

// follow.c: hides the vDSO from every program that is executed below the filter.
// Attaches to the node for as long as it lives; from then on it dies with the caller. 0, or errno.
int follow_node(pid_t node);
// A thread is about to execute a program.
void follow_exec(pid_t node, pid_t thread);
// Handles what the attached threads report.
void handle_reports(pid_t node);
// Programs that were executed with their vDSO in place, because the kernel did not let us attach.
uint64_t unhidden_execs(void);

// hide.c: takes the vDSO out of the auxiliary vector of a thread that stopped right after an exec. 0, or errno.
int hide_vdso(pid_t thread);

// control.c: the socket that the harness talks to.
enum { CLIENTS_MAX = 4 };

struct control {
	int socket; // -1: nobody can talk to us
	struct {
		int socket; // -1: free
		size_t length;
		char line[OFFSET_TEXT_MAX];
	} clients[CLIENTS_MAX];
};

// Binds `<dir>/socket`, then reads the offsets that hold from the start from `<dir>/offsets`, if it is there. In this
// order: whoever writes the file and finds no socket knows that the file will be read. NULL, or what is wrong.
const char *open_control(struct control *control, const char *dir, struct clocks *clocks);
void accept_client(struct control *control);
void serve_client(struct control *control, int index, struct clocks *clocks);

// supervise.c: does not return. Reads the listener from `handshake` and tells there when the program may start.
struct supervised {
	pid_t node;
	int handshake;
	const char *control_dir; // NULL: nobody can talk to us
	int64_t offset_ns[CLOCKS]; // to start with
};
_Noreturn void supervise(const struct supervised *supervised);

// launch.c: becomes the program. Returns only to exit with the code that it returns.
struct launch {
	const char *control_dir;
	int64_t offset_ns[CLOCKS];
	bool dies_with_parent;
	char **argv; // of the program
};
int launch(const struct launch *launch);

// pass-fd.c: a descriptor over a socket pair.
int send_descriptor(int over, int descriptor);
int receive_descriptor(int over);

// self-test.c: whether all of this works here. Says so on standard output; 0 when it does.
int self_test(void);
// The program that the self-test runs.
int tell_clocks(void);

#endif
