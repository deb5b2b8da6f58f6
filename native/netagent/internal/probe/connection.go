package probe

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	chunkBytes = 256 << 10
	// What a connection may take beyond the time that was asked for.
	patience    = 5 * time.Second
	forMsMax    = 600_000
	idleTimeout = 60 * time.Second
)

type reachRequest struct {
	Address  string  `json:"address"`
	Port     uint16  `json:"port"`
	WithinMs float64 `json:"withinMs"`
}

type reachAnswer struct {
	// accepted, refused, timeout or unreachable.
	Outcome string  `json:"outcome"`
	AfterMs float64 `json:"afterMs"`
	// What the system said, when it was none of the first three.
	Detail string `json:"detail,omitempty"`
}

// reach tries one TCP connect.
func reach(request reachRequest) (reachAnswer, error) {
	address, err := netip.ParseAddr(request.Address)
	if err != nil {
		return reachAnswer{}, err
	}
	startedAt := time.Now()
	dialer := net.Dialer{Timeout: milliseconds(request.WithinMs)}
	connection, err := dialer.Dial("tcp4", netip.AddrPortFrom(address, request.Port).String())
	answer := reachAnswer{AfterMs: float64(time.Since(startedAt)) / 1e6}
	switch {
	case err == nil:
		answer.Outcome = "accepted"
		// A reset instead of an orderly end: an orderly one needs packets that a fault may hold up, and leaves TIME_WAIT.
		_ = connection.(*net.TCPConn).SetLinger(0)
		_ = connection.Close()
	case isTimeout(err):
		answer.Outcome = "timeout"
	case errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ECONNRESET):
		answer.Outcome = "refused"
	default:
		answer.Outcome, answer.Detail = "unreachable", err.Error()
	}
	return answer, nil
}

func isTimeout(err error) bool {
	var network net.Error
	return errors.As(err, &network) && network.Timeout()
}

// A connection's first line says what it is for: `echo`, or `bulk <milliseconds>`.
func (l *listener) serveConnections() {
	for {
		connection, err := l.tcp.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			time.Sleep(10 * time.Millisecond) // out of file descriptors
			continue
		}
		go func() {
			defer func() { _ = connection.Close() }()
			serveConnection(connection)
		}()
	}
}

func serveConnection(connection net.Conn) {
	_ = connection.SetDeadline(time.Now().Add(idleTimeout))
	reader := bufio.NewReaderSize(connection, chunkBytes)
	line, err := reader.ReadString('\n')
	if err != nil {
		return
	}
	words := strings.Fields(line)
	switch {
	case len(words) == 1 && words[0] == "echo":
		_, _ = io.Copy(connection, reader)
	case len(words) == 2 && words[0] == "bulk":
		forMs, err := strconv.Atoi(words[1])
		if err != nil || forMs < 1 || forMs > forMsMax {
			return
		}
		swallow(connection, reader, time.Duration(forMs)*time.Millisecond)
	}
}

type swallowed struct {
	Bytes     int64   `json:"bytes"`
	ElapsedMs float64 `json:"elapsedMs"`
}

// swallow counts what arrives from its first byte on, for as long as asked, and says how much it was.
func swallow(connection net.Conn, reader *bufio.Reader, duration time.Duration) {
	if _, err := reader.Peek(1); err != nil {
		return
	}
	startedAt := time.Now()
	_ = connection.SetDeadline(startedAt.Add(duration))
	bytes, _ := io.Copy(io.Discard, reader)
	told, _ := json.Marshal(swallowed{bytes, float64(time.Since(startedAt)) / 1e6})
	_ = connection.SetDeadline(time.Now().Add(patience))
	if _, err := connection.Write(append(told, '\n')); err != nil {
		return
	}
	// Closing with bytes unread would reset the connection under the answer: the sender closes.
	_, _ = io.Copy(io.Discard, reader)
}

type bulkRequest struct {
	Address string `json:"address"`
	Port    uint16 `json:"port"`
	ForMs   int    `json:"forMs"`
}

type bulkAnswer struct {
	Bytes          int64   `json:"bytes"`
	ElapsedMs      float64 `json:"elapsedMs"`
	BytesPerSecond float64 `json:"bytesPerSecond"`
}

// sendBulk sends as much as gets through and tells what the peer has received.
func sendBulk(request bulkRequest) (bulkAnswer, error) {
	address, err := netip.ParseAddr(request.Address)
	if err != nil {
		return bulkAnswer{}, err
	}
	if request.ForMs < 1 || request.ForMs > forMsMax {
		return bulkAnswer{}, fmt.Errorf("forMs: expected 1 to %d, got %d", forMsMax, request.ForMs)
	}
	duration := time.Duration(request.ForMs) * time.Millisecond
	dialer := net.Dialer{Timeout: patience}
	dialed, err := dialer.Dial("tcp4", netip.AddrPortFrom(address, request.Port).String())
	if err != nil {
		return bulkAnswer{}, err
	}
	connection := dialed.(*net.TCPConn)
	// What is still in the buffer at the end is thrown away: it could take minutes over a slow link.
	_ = connection.SetLinger(0)
	defer func() { _ = connection.Close() }()
	_ = connection.SetDeadline(time.Now().Add(duration + patience))
	if _, err := fmt.Fprintf(connection, "bulk %d\n", request.ForMs); err != nil {
		return bulkAnswer{}, err
	}
	go func() {
		chunk := make([]byte, chunkBytes)
		for {
			if _, err := connection.Write(chunk); err != nil {
				return // closed below, once the peer has told
			}
		}
	}()
	var told swallowed
	if err := json.NewDecoder(connection).Decode(&told); err != nil {
		return bulkAnswer{}, fmt.Errorf("the peer did not tell what it received: %w", err)
	}
	perSecond := 0.0
	if told.ElapsedMs > 0 {
		perSecond = float64(told.Bytes) / told.ElapsedMs * 1000
	}
	return bulkAnswer{told.Bytes, told.ElapsedMs, perSecond}, nil
}
