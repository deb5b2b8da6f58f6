package queue

import (
	"fmt"
	"syscall"
	"unsafe"
)

const (
	// Datagrams taken with one system call: the kernel hands over one packet in each.
	batch             = 64
	datagramBytes     = 68 << 10
	socketBytes       = 16 << 20
	noBufferErrors    = 5   // NETLINK_NO_ENOBUFS, linux/netlink.h
	levelNetlink      = 270 // SOL_NETLINK
	netfilterProtocol = 12  // NETLINK_NETFILTER
)

// socket is a netlink socket that takes many packets at once and sends many verdicts at once. A library would cost two
// system calls and several allocations for every packet.
type socket struct {
	fd      int
	headers [batch]messageHeader
	vectors [batch]syscall.Iovec
	buffers []byte
}

// messageHeader is struct mmsghdr of recvmmsg(2).
type messageHeader struct {
	header syscall.Msghdr
	size   uint32
	_      [4]byte
}

func openSocket() (*socket, error) {
	fd, err := syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, netfilterProtocol)
	if err != nil {
		return nil, fmt.Errorf("netlink socket: %w", err)
	}
	if err := syscall.Bind(fd, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK}); err != nil {
		_ = syscall.Close(fd)
		return nil, fmt.Errorf("netlink socket: %w", err)
	}
	// Best effort: with less room the kernel lets packets pass unshaped under load, and counts them.
	_ = syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_RCVBUFFORCE, socketBytes)
	_ = syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_SNDBUFFORCE, socketBytes)
	_ = syscall.SetsockoptInt(fd, levelNetlink, noBufferErrors, 1)
	opened := &socket{fd: fd, buffers: make([]byte, batch*datagramBytes)}
	for index := range opened.headers {
		opened.vectors[index].Base = &opened.buffers[index*datagramBytes]
		opened.vectors[index].SetLen(datagramBytes)
		opened.headers[index].header.Iov = &opened.vectors[index]
		opened.headers[index].header.Iovlen = 1
	}
	return opened, nil
}

// receive calls `each` for every datagram that is there, at most a batch of them, and returns how many it were.
func (s *socket) receive(each func(datagram []byte) error) (int, error) {
	count, _, errno := syscall.RawSyscall6(syscall.SYS_RECVMMSG, uintptr(s.fd),
		uintptr(unsafe.Pointer(&s.headers[0])), batch, syscall.MSG_DONTWAIT, 0, 0)
	switch errno {
	case 0:
	case syscall.EAGAIN, syscall.EINTR, syscall.ENOBUFS:
		return 0, nil
	default:
		return 0, fmt.Errorf("recvmmsg: %w", errno)
	}
	for index := range int(count) {
		size := int(s.headers[index].size)
		from := index * datagramBytes
		if err := each(s.buffers[from : from+size]); err != nil {
			return 0, err
		}
	}
	return int(count), nil
}

func (s *socket) send(bytes []byte) error {
	for {
		err := syscall.Sendto(s.fd, bytes, 0, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK})
		if err != syscall.EINTR {
			return err
		}
	}
}

func (s *socket) close() error {
	return syscall.Close(s.fd)
}
