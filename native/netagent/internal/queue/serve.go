package queue

import (
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"syscall"

	"chaindrill/netagent/internal/lines"
	"chaindrill/netagent/internal/netem"
)

type Options struct {
	Number  uint16
	Version string
}

// Serve gives verdicts and answers requests until the other side closes; then what waits may go at once.
func Serve(conversation *lines.Conversation, options Options) error {
	// One thread does it all: packets, timers, requests. Nothing is handed from one goroutine to another per packet.
	runtime.LockOSThread()
	sharpenTimers()
	// Requests are read beside it, also where there is one processor only.
	runtime.GOMAXPROCS(max(2, runtime.GOMAXPROCS(0)))
	queue, err := open(options.Number)
	if err != nil {
		return err
	}
	requests, wake, err := readRequests(conversation)
	if err != nil {
		return err
	}
	queue.wakeUps.watch(wake)
	if err := conversation.Ready(options.Version); err != nil {
		return err
	}
	for {
		taken, err := queue.take()
		if err != nil {
			return err
		}
		queue.releaseUntil(queue.nowNs())
		queue.flush()
		select {
		case next := <-requests:
			if errors.Is(next.err, io.EOF) {
				return queue.close()
			}
			if next.err != nil {
				return next.err
			}
			if err := queue.carryOut(conversation, next.request); err != nil {
				return err
			}
		default:
			if taken > 0 {
				continue // there may be more: look before waiting
			}
			if err := queue.wakeUps.wait(queue.idleNs()); err != nil {
				return err
			}
			drain(wake)
		}
	}
}

// idleNs is how long nothing is due; below zero: nothing at all.
func (q *queue) idleNs() int64 {
	earliestNs, any := q.waiting.earliestNs()
	if !any {
		return -1
	}
	return max(0, earliestNs-q.nowNs())
}

func (q *queue) carryOut(conversation *lines.Conversation, request lines.Request) error {
	switch request.Op {
	case "shape":
		var fields struct {
			Classes []netem.Shape `json:"classes"`
		}
		err := request.Into(&fields)
		if err == nil {
			err = q.replace(fields.Classes)
		}
		if err != nil {
			return conversation.Fail(request.Id, err)
		}
		return conversation.Answer(request.Id, nil)
	case "counters":
		return conversation.Answer(request.Id, q.counters())
	default:
		return conversation.Fail(request.Id, fmt.Errorf("unknown op %q", request.Op))
	}
}

type counters struct {
	Classes []netem.Counters `json:"classes"`
	// Copies that could not be sent.
	CopiesFailed uint64        `json:"copiesFailed"`
	Kernel       *kernelCounts `json:"kernel"`
}

func (q *queue) counters() counters {
	counted := counters{Classes: []netem.Counters{}, CopiesFailed: q.copies.failed, Kernel: readKernelCounts(q.number)}
	for _, class := range q.classes {
		counted.Classes = append(counted.Classes, class.Counters())
	}
	return counted
}

func (q *queue) close() error {
	q.releaseUntil(math.MaxInt64)
	q.flush()
	return q.socket.close()
}

type next struct {
	request lines.Request
	err     error
}

// readRequests reads in a goroutine of its own; the file descriptor can be read when there is something in the channel.
func readRequests(conversation *lines.Conversation) (<-chan next, int, error) {
	var ends [2]int
	if err := syscall.Pipe2(ends[:], syscall.O_CLOEXEC|syscall.O_NONBLOCK); err != nil {
		return nil, 0, fmt.Errorf("pipe: %w", err)
	}
	requests := make(chan next, 16)
	go func() {
		for {
			request, err := conversation.Next()
			requests <- next{request, err}
			// A full pipe wakes just as well.
			_, _ = syscall.Write(ends[1], []byte{1})
			if err != nil {
				return
			}
		}
	}()
	return requests, ends[0], nil
}

func drain(fd int) {
	var bytes [16]byte
	_, _ = syscall.Read(fd, bytes[:])
}
