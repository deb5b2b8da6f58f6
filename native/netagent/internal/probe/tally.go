package probe

import (
	"math"
	"slices"
)

// tally counts the packets of one flow in the order in which they arrive.
type tally struct {
	seen       []bool
	distinct   int
	duplicated int
	// Packets that came after one that was sent later: the measure of RFC 4737, section 3.
	reordered int
	highest   int
}

func newTally() *tally {
	return &tally{highest: -1}
}

// add reports whether the packet was new.
func (t *tally) add(number uint32) bool {
	at := int(number)
	if at >= flowPacketsMax {
		return false
	}
	for len(t.seen) <= at {
		t.seen = append(t.seen, false)
	}
	if t.seen[at] {
		t.duplicated++
		return false
	}
	t.seen[at] = true
	t.distinct++
	if at < t.highest {
		t.reordered++
	} else {
		t.highest = at
	}
	return true
}

type spread struct {
	Min    float64 `json:"min"`
	P50    float64 `json:"p50"`
	Mean   float64 `json:"mean"`
	Max    float64 `json:"max"`
	Stddev float64 `json:"stddev"`
}

// spreadOf is nil when there is nothing to tell.
func spreadOf(values []float64) *spread {
	if len(values) == 0 {
		return nil
	}
	sorted := slices.Sorted(slices.Values(values))
	sum := 0.0
	for _, value := range sorted {
		sum += value
	}
	mean := sum / float64(len(sorted))
	squares := 0.0
	for _, value := range sorted {
		squares += (value - mean) * (value - mean)
	}
	return &spread{
		Min:    sorted[0],
		P50:    sorted[(len(sorted)-1)/2],
		Mean:   mean,
		Max:    sorted[len(sorted)-1],
		Stddev: math.Sqrt(squares / float64(len(sorted))),
	}
}
