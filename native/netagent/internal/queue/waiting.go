package queue

import "chaindrill/netagent/internal/netem"

// held is a packet that waits for its time.
type held struct {
	atNs int64
	// Packets of the same time go in the order in which they came.
	order uint64
	class *netem.Class
	// What the kernel calls it; without meaning for a copy.
	id uint32
	// What to send: of a copy always, of a packet of the kernel's only when it was changed.
	content []byte
	isCopy  bool
}

// waiting is a binary heap, earliest first: container/heap would allocate for every packet.
type waiting struct {
	entries []held
	order   uint64
}

func (w *waiting) push(entry held) {
	w.order++
	entry.order = w.order
	w.entries = append(w.entries, entry)
	at := len(w.entries) - 1
	for at > 0 {
		parent := (at - 1) / 2
		if !w.isBefore(at, parent) {
			return
		}
		w.entries[at], w.entries[parent] = w.entries[parent], w.entries[at]
		at = parent
	}
}

// earliestNs is the time of the next; false when none waits.
func (w *waiting) earliestNs() (int64, bool) {
	if len(w.entries) == 0 {
		return 0, false
	}
	return w.entries[0].atNs, true
}

func (w *waiting) pop() held {
	first := w.entries[0]
	last := len(w.entries) - 1
	w.entries[0] = w.entries[last]
	w.entries[last] = held{}
	w.entries = w.entries[:last]
	w.sink()
	return first
}

func (w *waiting) sink() {
	at := 0
	for {
		least := at
		for child := 2*at + 1; child <= 2*at+2 && child < len(w.entries); child++ {
			if w.isBefore(child, least) {
				least = child
			}
		}
		if least == at {
			return
		}
		w.entries[at], w.entries[least] = w.entries[least], w.entries[at]
		at = least
	}
}

func (w *waiting) isBefore(left, right int) bool {
	if w.entries[left].atNs != w.entries[right].atNs {
		return w.entries[left].atNs < w.entries[right].atNs
	}
	return w.entries[left].order < w.entries[right].order
}
