// Package queue gives verdicts for the packets of a Linux NFQUEUE as the model in package netem decides. The kernel
// holds the packets meanwhile. When this process ends, rules with --queue-bypass let everything pass.
package queue

import (
	"fmt"
	"math/rand/v2"
	"time"

	"chaindrill/netagent/internal/netem"
)

const (
	packetsMax = 65_535
	// Enough to know a packet by; the kernel tells its size besides.
	headBytes  = 64
	wholeBytes = 65_531
	// Verdicts are sent together, but not many more at once than the kernel takes in one go.
	flushBytes = 64 << 10
)

type queue struct {
	number    uint16
	socket    *socket
	wakeUps   *wakeUps
	copies    *copies
	random    *rand.Rand
	startedAt time.Time

	classes  map[uint32]*netem.Class
	waiting  waiting
	verdicts message
	sequence uint32
	// Errors of configuration messages that the kernel has answered.
	answered map[uint32]error
	// Buffers to be used again.
	spare [][]byte
}

func open(number uint16) (*queue, error) {
	socket, err := openSocket()
	if err != nil {
		return nil, err
	}
	copies, err := openCopies()
	if err != nil {
		return nil, err
	}
	opened := &queue{
		number:    number,
		socket:    socket,
		wakeUps:   &wakeUps{},
		copies:    copies,
		random:    rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64())),
		startedAt: time.Now(),
		classes:   map[uint32]*netem.Class{},
		verdicts:  message{queue: number},
		answered:  map[uint32]error{},
	}
	opened.wakeUps.watch(socket.fd)
	bind := func(m *message) { m.attribute(configCommand, commandBind, 0, 0, 0) }
	if err := opened.configure("bind", bind); err != nil {
		return nil, fmt.Errorf("%w (is another program bound to it?)", err)
	}
	length := func(m *message) { m.number(configMaxLength, packetsMax) }
	if err := opened.configure("set the length of", length); err != nil {
		return nil, err
	}
	return opened, opened.wantContent(false)
}

// wantContent has packets handed over whole and cut to the size they have on the wire, or only their heads, large as
// they come: a hundred times faster, and enough for losing them.
func (q *queue) wantContent(want bool) error {
	flags, size := uint32(flagFailOpen|flagLargeOnes), uint32(headBytes)
	if want {
		flags, size = flagFailOpen, wholeBytes
	}
	return q.configure("set the mode of", func(m *message) {
		m.attribute(configParams, byte(size>>24), byte(size>>16), byte(size>>8), byte(size), copyPacket)
		m.number(configMask, flagFailOpen|flagLargeOnes)
		m.number(configFlags, flags)
	})
}

// replace puts new classes in the place of all; packets that wait keep their time.
func (q *queue) replace(shapes []netem.Shape) error {
	classes := map[uint32]*netem.Class{}
	needContent := false
	for _, shape := range shapes {
		if err := shape.Check(); err != nil {
			return err
		}
		if classes[shape.Mark] != nil {
			return fmt.Errorf("two classes with mark %d", shape.Mark)
		}
		classes[shape.Mark] = netem.NewClass(shape, q.random)
		needContent = needContent || shape.NeedsContent()
	}
	if err := q.copies.learnLargest(); err != nil {
		return err
	}
	// Classes that need content never see a packet that was handed over without: its checksum may not be complete.
	if needContent {
		if err := q.wantContent(true); err != nil {
			return err
		}
		q.classes = classes
		return nil
	}
	q.classes = classes
	return q.wantContent(false)
}

func (q *queue) nowNs() int64 {
	return int64(time.Since(q.startedAt))
}

// take handles what the kernel has handed over, until there is no more or a batch was taken.
func (q *queue) take() (int, error) {
	nowNs := q.nowNs()
	return q.socket.receive(func(datagram []byte) error {
		return readMessages(datagram,
			func(packet received) { q.decide(packet, nowNs) },
			func(answer acknowledged) {
				// Verdicts for packets that are gone, with their device, are answered too: they have no number.
				if answer.sequence != 0 {
					q.answered[answer.sequence] = answer.err
				}
			})
	})
}

func (q *queue) decide(packet received, nowNs int64) {
	class := q.classes[packet.mark]
	if class == nil {
		q.answer(packet.id, verdictAccept, nil)
		return
	}
	fate, copied := class.Decide(packet.bytes, nowNs)
	if copied != nil && copied.Goes && packet.isWhole() {
		q.sendAt(q.ownCopy(packet, *copied, class), nowNs)
	}
	switch {
	case !fate.Goes:
		q.answer(packet.id, verdictDrop, nil)
	case fate.AtNs > nowNs && packet.isWhole() && q.copies.canSend(packet.content):
		q.answer(packet.id, verdictDrop, nil)
		q.waiting.push(q.ownCopy(packet, fate, class))
	case fate.Corrupt && packet.isWhole():
		entry := q.ownCopy(packet, fate, class)
		entry.id, entry.isCopy = packet.id, false
		q.sendAt(entry, nowNs)
	default:
		q.sendAt(held{atNs: fate.AtNs, class: class, id: packet.id}, nowNs)
	}
}

// ownCopy is a packet that the kernel does not hold. Also a packet that only waits is taken from the kernel and sent by
// ourselves: as long as the kernel holds it, it counts as unsent, and TCP sends no more than two at a time ("TCP small
// queues", tcp_small_queue_check()). The kernel's netem gives such packets free too, by skb_orphan_partial().
func (q *queue) ownCopy(packet received, fate netem.Fate, class *netem.Class) held {
	content := append(q.spareBuffer(), packet.content...)
	if fate.Corrupt {
		class.FlipBit(content, headerOf(content))
	}
	return held{atNs: fate.AtNs, class: class, content: content, isCopy: true}
}

func (q *queue) spareBuffer() []byte {
	if len(q.spare) == 0 {
		return nil
	}
	last := len(q.spare) - 1
	buffer := q.spare[last]
	q.spare = q.spare[:last]
	return buffer[:0]
}

func (q *queue) sendAt(entry held, nowNs int64) {
	if entry.atNs > nowNs {
		q.waiting.push(entry)
		return
	}
	q.send(entry)
}

// releaseUntil sends what has waited until then.
func (q *queue) releaseUntil(atNs int64) {
	for {
		earliestNs, any := q.waiting.earliestNs()
		if !any || earliestNs > atNs {
			return
		}
		entry := q.waiting.pop()
		entry.class.Release()
		q.send(entry)
	}
}

func (q *queue) send(entry held) {
	if entry.isCopy {
		q.copies.send(entry.content)
	} else {
		q.answer(entry.id, verdictAccept, entry.content)
	}
	if entry.content != nil {
		q.spare = append(q.spare, entry.content)
	}
}

func (q *queue) answer(id, verdict uint32, content []byte) {
	q.verdicts.verdict(id, verdict, content)
	if len(q.verdicts.bytes) >= flushBytes {
		q.flush()
	}
}

// flush hands the verdicts to the kernel, which sends the packets before it returns.
func (q *queue) flush() {
	if len(q.verdicts.bytes) == 0 {
		return
	}
	// An error means a packet that is gone already; the kernel goes on with the next message.
	_ = q.socket.send(q.verdicts.bytes)
	q.verdicts.bytes = q.verdicts.bytes[:0]
}
