package queue

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

const (
	configureNsMax = 2_000_000_000
	queueTable     = "/proc/self/net/netfilter/nfnetlink_queue"
	queueColumns   = 8
)

// configure sends one configuration message and waits for the kernel's answer; packets that arrive meanwhile are
// handled as ever.
func (q *queue) configure(what string, fill func(*message)) error {
	q.sequence++
	sequence := q.sequence
	config := message{queue: q.number}
	config.begin(messageConfig, syscall.NLM_F_REQUEST|syscall.NLM_F_ACK, sequence)
	fill(&config)
	config.end()
	if err := q.socket.send(config.bytes); err != nil {
		return fmt.Errorf("could not %s NFQUEUE %d: %w", what, q.number, err)
	}
	deadlineNs := q.nowNs() + configureNsMax
	for {
		if _, err := q.take(); err != nil {
			return err
		}
		q.flush()
		if err, isThere := q.answered[sequence]; isThere {
			delete(q.answered, sequence)
			if err != nil {
				return fmt.Errorf("could not %s NFQUEUE %d: %w", what, q.number, err)
			}
			return nil
		}
		leftNs := deadlineNs - q.nowNs()
		if leftNs <= 0 {
			return fmt.Errorf("could not %s NFQUEUE %d: the kernel did not answer", what, q.number)
		}
		if err := q.wakeUps.wait(leftNs); err != nil {
			return err
		}
	}
}

// kernelCounts are packets that passed or were dropped without our verdict, because there was no room for them.
type kernelCounts struct {
	Waiting       uint64 `json:"waiting"`
	NoRoom        uint64 `json:"noRoom"`
	NotHandedOver uint64 `json:"notHandedOver"`
}

// readKernelCounts is nil where the kernel does not tell. Columns: number, port id, waiting, copy mode, copy range,
// dropped for want of room, dropped because they could not be handed over, last id.
func readKernelCounts(number uint16) *kernelCounts {
	table, err := os.ReadFile(queueTable)
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(table)) {
		fields := strings.Fields(line)
		if len(fields) < queueColumns || fields[0] != strconv.Itoa(int(number)) {
			continue
		}
		numberAt := func(column int) uint64 {
			value, _ := strconv.ParseUint(fields[column], 10, 64)
			return value
		}
		return &kernelCounts{Waiting: numberAt(2), NoRoom: numberAt(5), NotHandedOver: numberAt(6)}
	}
	return nil
}
