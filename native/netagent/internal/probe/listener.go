package probe

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"sync"
)

const (
	flowPacketsMax = 1_000_000
	// As many flows as are remembered; the oldest goes first.
	flowsMax = 256
)

// listener is the end that others measure against: a UDP echo that counts, and a TCP sink and echo.
type listener struct {
	opening sync.Mutex
	udp     *net.UDPConn
	tcp     net.Listener

	counting sync.Mutex
	flows    map[uint64]*tally
	order    []uint64
	corrupt  int
}

type ports struct {
	UdpPort int `json:"udpPort"`
	TcpPort int `json:"tcpPort"`
}

// open listens on all IPv4 addresses of the namespace. Opening twice gives the same ports.
func (l *listener) open() (ports, error) {
	l.opening.Lock()
	defer l.opening.Unlock()
	if l.udp == nil {
		udp, err := net.ListenUDP("udp4", nil)
		if err != nil {
			return ports{}, err
		}
		tcp, err := net.Listen("tcp4", ":0")
		if err != nil {
			_ = udp.Close()
			return ports{}, err
		}
		// Room for what arrives while the machine is busy elsewhere: what it lost must not look like a fault of the net.
		_ = udp.SetReadBuffer(4 << 20)
		l.udp, l.tcp, l.flows = udp, tcp, map[uint64]*tally{}
		go l.echoPackets()
		go l.serveConnections()
	}
	return ports{portOf(l.udp.LocalAddr()), portOf(l.tcp.Addr())}, nil
}

func portOf(address net.Addr) int {
	return int(netip.MustParseAddrPort(address.String()).Port())
}

func (l *listener) echoPackets() {
	buffer := make([]byte, packetMax)
	for {
		size, from, err := l.udp.ReadFromUDPAddrPort(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue // an ICMP error for an earlier echo
		}
		arrived, err := readPacket(buffer[:size])
		if errors.Is(err, errCorrupt) {
			l.countCorrupt()
			continue
		}
		if err != nil || arrived.isFromTheEcho {
			continue
		}
		arrived.peerHas = l.count(arrived)
		arrived.isFromTheEcho = true
		arrived.write(buffer[:size])
		_, _ = l.udp.WriteToUDPAddrPort(buffer[:size], from)
	}
}

func (l *listener) countCorrupt() {
	l.counting.Lock()
	defer l.counting.Unlock()
	l.corrupt++
}

// count returns how many distinct packets of the flow have arrived.
func (l *listener) count(arrived packet) uint32 {
	l.counting.Lock()
	defer l.counting.Unlock()
	flow := l.flows[arrived.flow]
	if flow == nil {
		if len(l.order) == flowsMax {
			delete(l.flows, l.order[0])
			l.order = l.order[1:]
		}
		flow = newTally()
		l.flows[arrived.flow] = flow
		l.order = append(l.order, arrived.flow)
	}
	flow.add(arrived.number)
	return uint32(flow.distinct)
}

type receivedRequest struct {
	Flow string `json:"flow"`
}

type receivedAnswer struct {
	Received   int `json:"received"`
	Duplicated int `json:"duplicated"`
	Reordered  int `json:"reordered"`
	// Of all flows: a corrupt packet cannot say whose it was.
	Corrupted int `json:"corrupted"`
}

// received tells what arrived here of a flow that another agent sent: the way there alone, without the way back.
func (a *agent) received(request receivedRequest) (receivedAnswer, error) {
	id, err := strconv.ParseUint(request.Flow, 16, 64)
	if err != nil {
		return receivedAnswer{}, fmt.Errorf("flow %q: expected the id that `udp` answered", request.Flow)
	}
	a.listener.counting.Lock()
	defer a.listener.counting.Unlock()
	answer := receivedAnswer{Corrupted: a.listener.corrupt}
	if flow := a.listener.flows[id]; flow != nil {
		answer.Received, answer.Duplicated, answer.Reordered = flow.distinct, flow.duplicated, flow.reordered
	}
	return answer, nil
}
