package netem

import (
	"math"
	"math/rand/v2"
	"testing"
)

const packets = 100_000

func classOf(shape Shape) *Class {
	shape.Mark = 7
	return NewClass(shape, rand.New(rand.NewPCG(1, 2)))
}

// Decides about packets that are far apart, so that none waits when the next comes.
func decideMany(class *Class, each func(nowNs int64, fate Fate, copied *Fate)) {
	for index := range packets {
		nowNs := int64(index) * 1e9
		fate, copied := class.Decide(100, nowNs)
		if fate.Goes && fate.AtNs > nowNs {
			class.Release()
		}
		if copied != nil && copied.Goes && copied.AtNs > nowNs {
			class.Release()
		}
		each(nowNs, fate, copied)
	}
}

func expectShare(t *testing.T, what string, count int, expected float64) {
	t.Helper()
	// Five standard deviations of a share of that many independent packets; the seed is fixed.
	tolerance := 5 * math.Sqrt(expected*(1-expected)/packets)
	share := float64(count) / packets
	if math.Abs(share-expected) > tolerance {
		t.Errorf("%s: expected a share of %.4f +- %.4f, got %.4f", what, expected, tolerance, share)
	}
}

func TestDelaysSpreadEvenlyAroundTheLatency(t *testing.T) {
	class := classOf(Shape{DelayMs: 50, JitterMs: 10})
	lowest, highest, sum, inLowerQuarter := math.Inf(1), math.Inf(-1), 0.0, 0
	decideMany(class, func(nowNs int64, fate Fate, _ *Fate) {
		delayMs := float64(fate.AtNs-nowNs) / 1e6
		lowest, highest, sum = min(lowest, delayMs), max(highest, delayMs), sum+delayMs
		if delayMs < 45 {
			inLowerQuarter++
		}
	})
	if lowest < 40 || lowest > 40.01 || highest > 60 || highest < 59.99 {
		t.Errorf("expected delays from 40 to 60 ms, got %.3f to %.3f", lowest, highest)
	}
	if mean := sum / packets; math.Abs(mean-50) > 0.1 {
		t.Errorf("expected a mean of 50 ms, got %.3f", mean)
	}
	expectShare(t, "delays below 45 ms", inLowerQuarter, 0.25)
}

func TestCorrelatedDelaysFollowEachOther(t *testing.T) {
	class := classOf(Shape{DelayMs: 50, JitterMs: 10, DelayCorrelation: 75})
	var lastMs, sumOfProducts, sumOfSquares float64
	decideMany(class, func(nowNs int64, fate Fate, _ *Fate) {
		fromMeanMs := float64(fate.AtNs-nowNs)/1e6 - 50
		sumOfProducts += lastMs * fromMeanMs
		sumOfSquares += fromMeanMs * fromMeanMs
		lastMs = fromMeanMs
	})
	if correlation := sumOfProducts / sumOfSquares; math.Abs(correlation-0.75) > 0.01 {
		t.Errorf("expected neighbours to correlate by 0.75, got %.3f", correlation)
	}
}

func TestLosesTheShareAskedFor(t *testing.T) {
	lost := 0
	decideMany(classOf(Shape{Loss: &Chance{Percent: 30}}), func(_ int64, fate Fate, _ *Fate) {
		if !fate.Goes {
			lost++
		}
	})
	expectShare(t, "lost", lost, 0.30)
}

func TestCorrelatedLossIsNetemsAndLosesLess(t *testing.T) {
	lost, lostTwice, wasLost := 0, 0, false
	decideMany(classOf(Shape{Loss: &Chance{Percent: 30, Correlation: 50}}), func(_ int64, fate Fate, _ *Fate) {
		if !fate.Goes {
			lost++
			if wasLost {
				lostTwice++
			}
		}
		wasLost = !fate.Goes
	})
	share := float64(lost) / packets
	if share < 0.12 || share > 0.14 {
		t.Errorf("expected that averaging leaves a share of 0.12 to 0.14, got %.4f", share)
	}
	if afterLoss := float64(lostTwice) / float64(lost); afterLoss < 2*share {
		t.Errorf("expected losses in bursts, got %.3f after a loss and %.3f in all", afterLoss, share)
	}
}

func TestCopiesAShareAndNeverACopy(t *testing.T) {
	copies, together := 0, 0
	decideMany(classOf(Shape{Duplicate: &Chance{Percent: 20}}), func(_ int64, fate Fate, copied *Fate) {
		if copied != nil {
			copies++
			if fate.Goes && copied.Goes {
				together++
			}
		}
	})
	expectShare(t, "copied", copies, 0.20)
	if together != copies {
		t.Errorf("expected each copy to go with its original, got %d of %d", together, copies)
	}
}

func TestAPacketThatIsCopiedAndLostGoesOnce(t *testing.T) {
	shape := Shape{Duplicate: &Chance{Percent: 100}, Loss: &Chance{Percent: 100}}
	decideMany(classOf(shape), func(_ int64, fate Fate, copied *Fate) {
		if !fate.Goes || copied != nil {
			t.Fatalf("expected the original alone, got %+v and %+v", fate, copied)
		}
	})
}

func TestCorruptsTheShareAskedFor(t *testing.T) {
	corrupt := 0
	decideMany(classOf(Shape{Corrupt: &Chance{Percent: 10}}), func(_ int64, fate Fate, _ *Fate) {
		if fate.Corrupt {
			corrupt++
		}
	})
	expectShare(t, "corrupt", corrupt, 0.10)
}

func TestSendsEveryFifthPacketAhead(t *testing.T) {
	class := classOf(Shape{DelayMs: 10, Reorder: &Reorder{Percent: 100, Gap: 5}})
	for number := range 20 {
		nowNs := int64(number) * 1e9
		fate, _ := class.Decide(100, nowNs)
		isAhead := fate.AtNs == nowNs
		if !isAhead {
			class.Release()
		}
		if isAhead != (number%5 == 4) {
			t.Errorf("packet %d: ahead is %v", number, isAhead)
		}
	}
}

func TestWithoutAGapEveryPacketMayGoAhead(t *testing.T) {
	ahead := 0
	class := classOf(Shape{DelayMs: 10, Reorder: &Reorder{Percent: 25}})
	decideMany(class, func(nowNs int64, fate Fate, _ *Fate) {
		if fate.AtNs == nowNs {
			ahead++
		}
	})
	expectShare(t, "ahead", ahead, 0.25)
}

func TestARateTakesPacketsOneAfterTheOther(t *testing.T) {
	rate := 1000.0
	class := classOf(Shape{RateBytesPerSecond: &rate})
	for number := range 3 {
		fate, _ := class.Decide(100-linkHeaderBytes, 0)
		if expectedNs := int64(number+1) * 100e6; fate.AtNs != expectedNs {
			t.Errorf("packet %d: expected at %d ns, got %d", number, expectedNs, fate.AtNs)
		}
	}
}

func TestTimeSpentBehindOthersCountsTowardsTheDelay(t *testing.T) {
	rate := 1000.0
	class := classOf(Shape{DelayMs: 150, RateBytesPerSecond: &rate})
	first, _ := class.Decide(100-linkHeaderBytes, 0)
	second, _ := class.Decide(100-linkHeaderBytes, 0)
	if first.AtNs != 250e6 || second.AtNs != 350e6 {
		t.Errorf("expected 250 and 350 ms, got %d and %d ns", first.AtNs, second.AtNs)
	}
}

func TestDropsWhatDoesNotFitIntoTheQueue(t *testing.T) {
	class := classOf(Shape{DelayMs: 10})
	for range waitingMax {
		if fate, _ := class.Decide(100, 0); !fate.Goes {
			t.Fatal("dropped before the queue was full")
		}
	}
	if fate, _ := class.Decide(100, 0); fate.Goes {
		t.Error("expected the queue to be full")
	}
	class.Release()
	if fate, _ := class.Decide(100, 0); !fate.Goes {
		t.Error("expected room for one more")
	}
	if counted := class.Counters(); counted.Overflowed != 1 || counted.Waiting != waitingMax {
		t.Errorf("got %+v", counted)
	}
}

func TestFlipsOneBitBehindTheHeader(t *testing.T) {
	class := classOf(Shape{})
	for range 1000 {
		content := make([]byte, 24)
		class.FlipBit(content, 20)
		flipped := 0
		for at, value := range content {
			if value != 0 && at < 20 {
				t.Fatalf("the header was hit at %d", at)
			}
			for ; value != 0; value &= value - 1 {
				flipped++
			}
		}
		if flipped != 1 {
			t.Fatalf("expected one bit, got %d", flipped)
		}
	}
}

func TestRefusesNonsenseAndNamesAllOfIt(t *testing.T) {
	rate := 0.0
	shape := Shape{DelayMs: -1, Loss: &Chance{Percent: 101}, RateBytesPerSecond: &rate}
	expected := "class with mark 0: delayMs: expected 0 to 3.6e+06, got -1\n" +
		"loss.percent: expected 0 to 100, got 101\n" +
		"mark: expected a number above 0; packets without a mark are not ours\n" +
		"rateBytesPerSecond: expected 1 to 1e+12, got 0"
	if err := shape.Check(); err == nil || err.Error() != expected {
		t.Errorf("got %v", err)
	}
	if err := (Shape{Mark: 1, DelayMs: math.NaN()}).Check(); err == nil {
		t.Error("expected NaN to be refused")
	}
}
