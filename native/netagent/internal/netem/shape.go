// Package netem is the model of the Linux kernel's network emulator (net/sched/sch_netem.c, tc-netem(8)) in user space.
// It decides about packets and knows nothing of where they come from.
package netem

import (
	"errors"
	"fmt"
)

// Chance is a share of packets, in percent, and how much each decision depends on the one before.
type Chance struct {
	Percent     float64 `json:"percent"`
	Correlation float64 `json:"correlation"`
}

// Reorder sends a share of every Gap-th packet at once.
type Reorder struct {
	Percent     float64 `json:"percent"`
	Correlation float64 `json:"correlation"`
	// 0 counts as 1: every packet.
	Gap int `json:"gap"`
}

// Shape is what happens to the packets of one class, those with this mark.
type Shape struct {
	Mark             uint32   `json:"mark"`
	DelayMs          float64  `json:"delayMs"`
	JitterMs         float64  `json:"jitterMs"`
	DelayCorrelation float64  `json:"delayCorrelation"`
	Reorder          *Reorder `json:"reorder"`
	Loss             *Chance  `json:"loss"`
	Duplicate        *Chance  `json:"duplicate"`
	Corrupt          *Chance  `json:"corrupt"`
	// Each packet takes its time on the wire, one after the other.
	RateBytesPerSecond *float64 `json:"rateBytesPerSecond"`
}

// HoldsBack tells whether packets may have to wait.
func (s Shape) HoldsBack() bool {
	return s.DelayMs > 0 || s.JitterMs > 0 || s.RateBytesPerSecond != nil
}

// NeedsContent tells whether packets must be seen whole and one by one, not as the large ones that the network card or
// the last moment cuts into pieces.
func (s Shape) NeedsContent() bool {
	return s.HoldsBack() || s.Duplicate != nil || s.Corrupt != nil
}

// Check reports everything that is wrong with a shape.
func (s Shape) Check() error {
	problems := []error{
		between("delayMs", s.DelayMs, 0, 3_600_000),
		between("jitterMs", s.JitterMs, 0, 3_600_000),
		between("delayCorrelation", s.DelayCorrelation, 0, 100),
		checkChance("loss", s.Loss),
		checkChance("duplicate", s.Duplicate),
		checkChance("corrupt", s.Corrupt),
	}
	if s.Mark == 0 {
		problems = append(problems, errors.New("mark: expected a number above 0; packets without a mark are not ours"))
	}
	if s.Reorder != nil {
		problems = append(problems,
			checkChance("reorder", &Chance{s.Reorder.Percent, s.Reorder.Correlation}),
			between("reorder.gap", float64(s.Reorder.Gap), 0, 1<<31))
	}
	if s.RateBytesPerSecond != nil {
		problems = append(problems, between("rateBytesPerSecond", *s.RateBytesPerSecond, 1, 1e12))
	}
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("class with mark %d: %w", s.Mark, err)
	}
	return nil
}

func checkChance(name string, chance *Chance) error {
	if chance == nil {
		return nil
	}
	return errors.Join(
		between(name+".percent", chance.Percent, 0, 100),
		between(name+".correlation", chance.Correlation, 0, 100))
}

func between(name string, value, least, most float64) error {
	// Written so that NaN fails too.
	if value >= least && value <= most {
		return nil
	}
	return fmt.Errorf("%s: expected %g to %g, got %g", name, least, most, value)
}
