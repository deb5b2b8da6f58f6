package probe

import (
	"errors"
	"testing"
)

func TestTellsAPacketFromACorruptOne(t *testing.T) {
	content := make([]byte, 64)
	packet{flow: 0xfeed, number: 3, sentAtNs: 99, peerHas: 2}.write(content)
	parsed, err := readPacket(content)
	if err != nil || parsed != (packet{flow: 0xfeed, number: 3, sentAtNs: 99, peerHas: 2}) {
		t.Fatalf("got %+v, %v", parsed, err)
	}
	for at := range content {
		for bit := range 8 {
			content[at] ^= 1 << bit
			if _, err := readPacket(content); !errors.Is(err, errCorrupt) {
				t.Fatalf("byte %d bit %d: got %v", at, bit, err)
			}
			content[at] ^= 1 << bit
		}
	}
	if _, err := readPacket(content[:8]); !errors.Is(err, errForeign) {
		t.Errorf("got %v", err)
	}
}

func TestCountsWhatArrivesTwiceAndLate(t *testing.T) {
	counted := newTally()
	for _, number := range []uint32{0, 2, 1, 2, 3, 3, 5} {
		counted.add(number)
	}
	if counted.distinct != 5 || counted.duplicated != 2 || counted.reordered != 1 {
		t.Errorf("got %+v", counted)
	}
	if counted.add(flowPacketsMax) {
		t.Error("expected a bound")
	}
}

func TestSummarizesRoundTrips(t *testing.T) {
	if spreadOf(nil) != nil {
		t.Error("expected nothing of nothing")
	}
	if got := spreadOf([]float64{4, 1, 3, 2, 10}); *got != (spread{Min: 1, P50: 3, Mean: 4, Max: 10, Stddev: got.Stddev}) ||
		got.Stddev < 3.16 || got.Stddev > 3.17 {
		t.Errorf("got %+v", got)
	}
}

// Over loopback: one agent is both ends.
func TestMeasuresAWayThatIsOpen(t *testing.T) {
	agent := &agent{}
	ports, err := agent.listener.open()
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := agent.listener.open(); again != ports {
		t.Errorf("expected the same ports again, got %+v and %+v", ports, again)
	}
	const here = "127.0.0.1"
	flow, err := sendFlow(flowRequest{Address: here, Port: uint16(ports.UdpPort), Count: 50, Bytes: 100, WaitMs: 5000})
	if err != nil || flow.Received != 50 || flow.ReceivedByPeer != 50 || flow.RttMs == nil || flow.SendErrors != 0 {
		t.Errorf("got %+v, %v", flow, err)
	}
	arrived, err := agent.received(receivedRequest{Flow: flow.Flow})
	if err != nil || arrived.Received != 50 {
		t.Errorf("got %+v, %v", arrived, err)
	}
	if unknown, _ := agent.received(receivedRequest{Flow: "1"}); unknown.Received != 0 {
		t.Errorf("got %+v", unknown)
	}
	reached, err := reach(reachRequest{Address: here, Port: uint16(ports.TcpPort), WithinMs: 5000})
	if err != nil || reached.Outcome != "accepted" {
		t.Errorf("got %+v, %v", reached, err)
	}
	bulk, err := sendBulk(bulkRequest{Address: here, Port: uint16(ports.TcpPort), ForMs: 20})
	if err != nil || bulk.Bytes == 0 || bulk.BytesPerSecond == 0 {
		t.Errorf("got %+v, %v", bulk, err)
	}
}

func TestRefusesAFlowItCannotSend(t *testing.T) {
	for _, request := range []flowRequest{
		{Address: "nowhere", Count: 1, Bytes: 100},
		{Address: "127.0.0.1", Count: 0, Bytes: 100},
		{Address: "127.0.0.1", Count: 1, Bytes: headerBytes - 1},
		{Address: "127.0.0.1", Count: 1, Bytes: 100, WaitMs: -1},
	} {
		if _, err := sendFlow(request); err == nil {
			t.Errorf("expected %+v to be refused", request)
		}
	}
}
