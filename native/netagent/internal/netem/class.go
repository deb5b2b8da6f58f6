package netem

import "math/rand/v2"

// As many packets wait at once as netem's queue holds when its limit is not given; Chaos Mesh does not give it.
const waitingMax = 1000

// The kernel serializes with the Ethernet header, which packets do not have yet where we see them.
const linkHeaderBytes = 14

// Counters of one class, for telling what was done and not what was asked.
type Counters struct {
	Mark       uint32 `json:"mark"`
	Packets    uint64 `json:"packets"`
	Bytes      uint64 `json:"bytes"`
	Delayed    uint64 `json:"delayed"`
	Lost       uint64 `json:"lost"`
	Duplicated uint64 `json:"duplicated"`
	Corrupted  uint64 `json:"corrupted"`
	Reordered  uint64 `json:"reordered"`
	// Dropped because too many were waiting.
	Overflowed uint64 `json:"overflowed"`
	Waiting    int    `json:"waiting"`
}

// Fate is what happens to one packet.
type Fate struct {
	// False: the packet is lost.
	Goes bool
	// When it goes, on the caller's clock; not after now: at once.
	AtNs int64
	// One bit of it is to be flipped.
	Corrupt bool
}

// Class decides about the packets of one shape, in the order of netem_enqueue(): duplicate, lose, corrupt, reorder or
// delay, serialize. Whoever holds a packet back tells by Release that it has gone.
type Class struct {
	shape     Shape
	delay     chance
	reorder   chance
	loss      chance
	duplicate chance
	corrupt   chance
	random    *rand.Rand
	// Packets since the last one that was sent ahead.
	sinceAhead int
	// When the last of the waiting packets goes; without meaning while none waits.
	lastAtNs int64
	counters Counters
}

func NewClass(shape Shape, random *rand.Rand) *Class {
	correlationOf := func(chance *Chance) float64 {
		if chance == nil {
			return 0
		}
		return chance.Correlation
	}
	class := &Class{
		shape:     shape,
		random:    random,
		delay:     newChance(random, shape.DelayCorrelation),
		loss:      newChance(random, correlationOf(shape.Loss)),
		duplicate: newChance(random, correlationOf(shape.Duplicate)),
		corrupt:   newChance(random, correlationOf(shape.Corrupt)),
		counters:  Counters{Mark: shape.Mark},
	}
	if shape.Reorder != nil {
		class.reorder = newChance(random, shape.Reorder.Correlation)
	}
	return class
}

// Decide gives the fate of a packet and, when it is duplicated, that of its copy. The kernel puts a copy through the
// whole queue again, only that it is not copied once more; a packet that is duplicated and lost is sent once.
func (c *Class) Decide(bytes int, nowNs int64) (fate Fate, copied *Fate) {
	c.counters.Packets++
	c.counters.Bytes += uint64(bytes)
	isDuplicated := c.shape.Duplicate != nil && c.duplicate.happens(c.shape.Duplicate.Percent)
	isLost := c.isLost()
	if isDuplicated {
		c.counters.Duplicated++
	}
	if isLost {
		c.counters.Lost++
		if !isDuplicated {
			return Fate{}, nil
		}
	}
	if isDuplicated && !isLost {
		second := Fate{}
		// The copy is queued before its original.
		if c.isLost() {
			c.counters.Lost++
		} else {
			second = c.send(bytes, nowNs)
		}
		copied = &second
	}
	return c.send(bytes, nowNs), copied
}

func (c *Class) isLost() bool {
	return c.shape.Loss != nil && c.loss.happens(c.shape.Loss.Percent)
}

func (c *Class) send(bytes int, nowNs int64) Fate {
	fate := Fate{Goes: true, AtNs: nowNs}
	if c.shape.Corrupt != nil && c.corrupt.happens(c.shape.Corrupt.Percent) {
		fate.Corrupt = true
		c.counters.Corrupted++
	}
	if c.counters.Waiting >= waitingMax {
		c.counters.Overflowed++
		return Fate{}
	}
	if c.goesAhead() {
		c.sinceAhead = 0
		c.counters.Reordered++
		return fate
	}
	c.sinceAhead++
	fate.AtNs = c.dueAt(bytes, nowNs)
	if fate.AtNs > nowNs {
		if c.counters.Waiting == 0 || fate.AtNs > c.lastAtNs {
			c.lastAtNs = fate.AtNs
		}
		c.counters.Delayed++
		c.counters.Waiting++
	}
	return fate
}

func (c *Class) goesAhead() bool {
	if c.shape.Reorder == nil {
		return false
	}
	gap := max(c.shape.Reorder.Gap, 1)
	return c.sinceAhead >= gap-1 && c.reorder.happens(c.shape.Reorder.Percent)
}

func (c *Class) dueAt(bytes int, nowNs int64) int64 {
	delayMs := c.shape.DelayMs
	if c.shape.JitterMs > 0 {
		delayMs += (2*c.delay.draw() - 1) * c.shape.JitterMs
	}
	delayNs := int64(delayMs * 1e6)
	if c.shape.RateBytesPerSecond == nil {
		return nowNs + delayNs
	}
	fromNs := nowNs
	if c.counters.Waiting > 0 {
		// The wire is taken until the last one has gone; the time spent waiting for it counts towards the delay.
		delayNs = max(0, delayNs-(c.lastAtNs-nowNs))
		fromNs = c.lastAtNs
	}
	return fromNs + delayNs + int64(float64(bytes+linkHeaderBytes)/(*c.shape.RateBytesPerSecond)*1e9)
}

// Release tells that a packet which waited has gone.
func (c *Class) Release() {
	c.counters.Waiting--
}

// FlipBit flips one random bit of a packet's content, which starts at `from`.
func (c *Class) FlipBit(content []byte, from int) {
	if from >= len(content) {
		return
	}
	content[from+c.random.IntN(len(content)-from)] ^= 1 << c.random.IntN(8)
}

func (c *Class) Counters() Counters {
	return c.counters
}
