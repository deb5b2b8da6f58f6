package probe

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"time"
)

type flowRequest struct {
	Address string  `json:"address"`
	Port    uint16  `json:"port"`
	Count   int     `json:"count"`
	EveryMs float64 `json:"everyMs"`
	Bytes   int     `json:"bytes"`
	WaitMs  float64 `json:"waitMs"`
}

type flowAnswer struct {
	// For asking the other end what arrived there.
	Flow     string `json:"flow"`
	Sent     int    `json:"sent"`
	Received int    `json:"received"`
	// As told by the echoes that came back: too low when the way back loses the last of them.
	ReceivedByPeer int `json:"receivedByPeer"`
	Duplicated     int `json:"duplicated"`
	Reordered      int `json:"reordered"`
	// Packets that came through with a UDP checksum that fits, but not as they were sent.
	Corrupted int `json:"corrupted"`
	// Packets the system refused to send, as it does when a firewall rule drops them on their way out.
	SendErrors int     `json:"sendErrors"`
	RttMs      *spread `json:"rttMs"`
}

func (r flowRequest) check() (netip.AddrPort, error) {
	address, err := netip.ParseAddr(r.Address)
	if err != nil {
		return netip.AddrPort{}, err
	}
	if r.Count < 1 || r.Count > flowPacketsMax {
		return netip.AddrPort{}, fmt.Errorf("count: expected 1 to %d, got %d", flowPacketsMax, r.Count)
	}
	if r.Bytes < headerBytes || r.Bytes > packetMax {
		return netip.AddrPort{}, fmt.Errorf("bytes: expected %d to %d, got %d", headerBytes, packetMax, r.Bytes)
	}
	if r.EveryMs < 0 || r.WaitMs < 0 {
		return netip.AddrPort{}, errors.New("everyMs and waitMs must not be negative")
	}
	return netip.AddrPortFrom(address, r.Port), nil
}

// sendFlow sends numbered packets on a fixed grid and counts what comes back, until all is there or waitMs after the last.
func sendFlow(request flowRequest) (flowAnswer, error) {
	to, err := request.check()
	if err != nil {
		return flowAnswer{}, err
	}
	// Not connected: an ICMP error must not turn into an error of the next packet.
	socket, err := net.ListenUDP("udp4", nil)
	if err != nil {
		return flowAnswer{}, err
	}
	defer func() { _ = socket.Close() }()
	_ = socket.SetReadBuffer(4 << 20)

	flow := rand.Uint64()
	startedAt := time.Now()
	echoes := &echoes{flow: flow, startedAt: startedAt, awaited: request.Count, tally: newTally()}
	allBack, done := context.WithCancel(context.Background())
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		echoes.receive(socket, done)
	}()

	sendErrors := sendPackets(request, func(number int, content []byte) error {
		packet{flow: flow, number: uint32(number), sentAtNs: int64(time.Since(startedAt))}.write(content)
		_, err := socket.WriteToUDPAddrPort(content, to)
		return err
	})
	select {
	case <-allBack.Done():
		// One more moment for the copies of the last packets.
		time.Sleep(min(20*time.Millisecond, milliseconds(request.WaitMs)))
	case <-time.After(milliseconds(request.WaitMs)):
	}
	_ = socket.Close()
	<-finished
	return flowAnswer{
		Flow:           fmt.Sprintf("%016x", flow),
		Sent:           request.Count,
		Received:       echoes.tally.distinct,
		ReceivedByPeer: echoes.receivedByPeer,
		Duplicated:     echoes.tally.duplicated,
		Reordered:      echoes.tally.reordered,
		Corrupted:      echoes.corrupted,
		SendErrors:     sendErrors,
		RttMs:          spreadOf(echoes.rttsMs),
	}, nil
}

// sendPackets calls `send` on a fixed grid with the same random filling and returns how often it failed.
func sendPackets(request flowRequest, send func(number int, content []byte) error) int {
	content := make([]byte, request.Bytes)
	for index := range content {
		content[index] = byte(rand.Uint32())
	}
	startedAt := time.Now()
	failed := 0
	for number := range request.Count {
		time.Sleep(milliseconds(float64(number)*request.EveryMs) - time.Since(startedAt))
		if err := send(number, content); err != nil {
			failed++
		}
	}
	return failed
}

type echoes struct {
	flow           uint64
	startedAt      time.Time
	awaited        int
	tally          *tally
	receivedByPeer int
	corrupted      int
	rttsMs         []float64
}

// receive counts until the socket is closed; done is called when every packet is back.
func (e *echoes) receive(socket *net.UDPConn, done func()) {
	buffer := make([]byte, packetMax)
	for {
		size, _, err := socket.ReadFromUDPAddrPort(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		atNs := int64(time.Since(e.startedAt))
		arrived, err := readPacket(buffer[:size])
		if errors.Is(err, errCorrupt) {
			e.corrupted++
			continue
		}
		if err != nil || !arrived.isFromTheEcho || arrived.flow != e.flow {
			continue
		}
		e.receivedByPeer = max(e.receivedByPeer, int(arrived.peerHas))
		if e.tally.add(arrived.number) {
			e.rttsMs = append(e.rttsMs, float64(atNs-arrived.sentAtNs)/1e6)
		}
		if e.tally.distinct == e.awaited {
			done()
		}
	}
}

func milliseconds(value float64) time.Duration {
	return time.Duration(value * float64(time.Millisecond))
}
