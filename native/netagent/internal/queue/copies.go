package queue

import (
	"fmt"
	"net"
	"syscall"
)

// CopyMark is the mark of the copies we send. They pass the firewall's rules like any packet of this machine, so the
// rules must let this mark pass before they hand packets to the queue, or a copy would be shaped a second time.
const CopyMark = 0x43440001

const (
	protocolRaw   = 255 // IPPROTO_RAW: we write the IP header
	ipVersion4    = 4
	ipHeaderLeast = 20
)

// copies sends packets that the kernel knows nothing of: NFQUEUE lets one packet go once.
type copies struct {
	fd     int
	failed uint64
	// Larger packets are cut into fragments after they have passed the queue, which a raw socket does not do.
	bytesMax int
}

func openCopies() (*copies, error) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, protocolRaw)
	if err != nil {
		return nil, fmt.Errorf("raw socket: %w", err)
	}
	if err := syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_MARK, CopyMark); err != nil {
		_ = syscall.Close(fd)
		return nil, fmt.Errorf("mark of the raw socket: %w", err)
	}
	// Beyond this the kernel drops; as with a full device.
	_ = syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_SNDBUFFORCE, socketBytes)
	return &copies{fd: fd}, nil
}

// learnLargest looks up the smallest MTU of the namespace's devices.
func (c *copies) learnLargest() error {
	devices, err := net.Interfaces()
	if err != nil {
		return fmt.Errorf("devices of the namespace: %w", err)
	}
	c.bytesMax = wholeBytes
	for _, device := range devices {
		if device.Flags&net.FlagLoopback == 0 && device.Flags&net.FlagUp != 0 {
			c.bytesMax = min(c.bytesMax, device.MTU)
		}
	}
	return nil
}

func (c *copies) canSend(content []byte) bool {
	return headerOf(content) > 0 && len(content) <= c.bytesMax
}

func (c *copies) send(content []byte) {
	if headerOf(content) == 0 {
		c.failed++ // IPv6: Chaindrill's networks have none
		return
	}
	to := &syscall.SockaddrInet4{Addr: [4]byte(content[16:20])}
	if err := syscall.Sendto(c.fd, content, syscall.MSG_DONTWAIT, to); err != nil {
		c.failed++
	}
}

// headerOf is the size of an IPv4 packet's header; 0 when it is none.
func headerOf(content []byte) int {
	if len(content) < ipHeaderLeast || content[0]>>4 != ipVersion4 {
		return 0
	}
	return int(content[0]&0xf) * 4
}
