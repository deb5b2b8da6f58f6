package netem

import "math/rand/v2"

// chance draws numbers from 0 to 1 of which each depends on the one before: x = c*last + (1-c)*uniform, as get_crandom()
// of sch_netem.c. Averaging narrows the spread: with a correlation the long-run share of draws below p is not p. That
// is netem's known behaviour (tc-netem(8), "loss random"), and Chaos Mesh's with it.
type chance struct {
	correlation float64
	last        float64
	random      *rand.Rand
}

func newChance(random *rand.Rand, correlationPercent float64) chance {
	return chance{correlation: correlationPercent / 100, last: random.Float64(), random: random}
}

func (c *chance) draw() float64 {
	uniform := c.random.Float64()
	if c.correlation == 0 {
		return uniform
	}
	c.last = c.correlation*c.last + (1-c.correlation)*uniform
	return c.last
}

// happens is true for the given share of draws.
func (c *chance) happens(percent float64) bool {
	return c.draw() < percent/100
}
