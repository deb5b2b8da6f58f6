package queue

import (
	"math/rand/v2"
	"testing"
)

func TestGivesTheEarliestFirstAndEqualOnesInOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	heap := waiting{}
	for id := range uint32(2000) {
		heap.push(held{atNs: random.Int64N(50), id: id})
		if id%3 == 0 {
			heap.pop()
		}
	}
	last := held{atNs: -1}
	count := 0
	for {
		earliestNs, any := heap.earliestNs()
		if !any {
			break
		}
		next := heap.pop()
		if next.atNs != earliestNs || next.atNs < last.atNs || (next.atNs == last.atNs && next.order < last.order) {
			t.Fatalf("%+v after %+v", next, last)
		}
		last = next
		count++
	}
	if count != 2000-667 {
		t.Errorf("expected 1333 that were left, got %d", count)
	}
}
