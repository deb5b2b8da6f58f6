package queue

import (
	"fmt"
	"syscall"
	"unsafe"
)

const (
	// Where packets come often, the next one is less than this away.
	briefNs       = 5_000_000
	readable      = 1  // POLLIN
	setTimerSlack = 29 // PR_SET_TIMERSLACK, linux/prctl.h
)

// pollEntry is struct pollfd of ppoll(2).
type pollEntry struct {
	fd      int32
	events  int16
	revents int16
}

// wakeUps waits until there is something to do.
type wakeUps struct {
	entries []pollEntry
	timeout syscall.Timespec
}

func (w *wakeUps) watch(fd int) {
	w.entries = append(w.entries, pollEntry{fd: int32(fd), events: readable})
}

// wait returns when one of the descriptors can be read or the time is over; below zero: no such time.
//
// A short wait is a raw system call, of which Go's scheduler does not know: handing over the processor and taking it
// back for every packet costs as much as the packet itself. No long wait is hidden from it.
func (w *wakeUps) wait(timeoutNs int64) error {
	isLong := timeoutNs < 0 || timeoutNs > briefNs
	firstNs := timeoutNs
	if isLong {
		firstNs = briefNs
	}
	w.timeout = syscall.NsecToTimespec(firstNs)
	count, _, errno := syscall.RawSyscall6(syscall.SYS_PPOLL, uintptr(unsafe.Pointer(&w.entries[0])),
		uintptr(len(w.entries)), uintptr(unsafe.Pointer(&w.timeout)), 0, 0, 0)
	if count == 0 && errno == 0 && isLong {
		timeout := &w.timeout
		*timeout = syscall.NsecToTimespec(timeoutNs - briefNs)
		if timeoutNs < 0 {
			timeout = nil
		}
		_, _, errno = syscall.Syscall6(syscall.SYS_PPOLL, uintptr(unsafe.Pointer(&w.entries[0])),
			uintptr(len(w.entries)), uintptr(unsafe.Pointer(timeout)), 0, 0, 0)
	}
	// Interrupted means: look again.
	if errno != 0 && errno != syscall.EINTR {
		return fmt.Errorf("ppoll: %w", errno)
	}
	return nil
}

// sharpenTimers asks for timers that end when they should, not up to 50 µs later, for the calling thread.
func sharpenTimers() {
	_, _, _ = syscall.Syscall(syscall.SYS_PRCTL, setTimerSlack, 1, 0)
}
