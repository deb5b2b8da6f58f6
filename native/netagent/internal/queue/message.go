package queue

import (
	"encoding/binary"
	"fmt"
	"syscall"
)

// Numbers of linux/netfilter/nfnetlink.h and nfnetlink_queue.h.
const (
	subsystemQueue = 3 << 8
	messagePacket  = subsystemQueue | 0
	messageVerdict = subsystemQueue | 1
	messageConfig  = subsystemQueue | 2

	configCommand   = 1
	configParams    = 2
	configMaxLength = 3
	configMask      = 4
	configFlags     = 5

	commandBind    = 1
	commandUnbind  = 2
	copyPacket     = 2
	flagFailOpen   = 1
	flagLargeOnes  = 4
	attributeId    = 1
	attributeTake  = 2
	attributeMark  = 3
	attributeBody  = 10
	attributeSize  = 13
	attributeBits  = 0x3fff
	verdictDrop    = 0
	verdictAccept  = 1
	headerBytes    = 16
	subHeaderBytes = 4
)

// received is one packet that the kernel has handed over. Its content is only valid until the next look.
type received struct {
	id   uint32
	mark uint32
	// Of the whole packet; the content may be less.
	bytes   int
	content []byte
}

func (r received) isWhole() bool {
	return len(r.content) == r.bytes
}

// acknowledged is the kernel's answer to a message of ours.
type acknowledged struct {
	sequence uint32
	err      error
}

// readMessages calls one of the two for each netlink message in a datagram.
func readMessages(datagram []byte, onPacket func(received), onAcknowledged func(acknowledged)) error {
	for len(datagram) >= headerBytes {
		size := int(binary.NativeEndian.Uint32(datagram[0:]))
		if size < headerBytes || size > len(datagram) {
			return fmt.Errorf("netlink message of %d bytes in %d", size, len(datagram))
		}
		body := datagram[headerBytes:size]
		switch binary.NativeEndian.Uint16(datagram[4:]) {
		case syscall.NLMSG_ERROR:
			if len(body) >= 16 {
				answer := acknowledged{sequence: binary.NativeEndian.Uint32(body[12:])}
				if code := int32(binary.NativeEndian.Uint32(body[0:])); code != 0 {
					answer.err = syscall.Errno(-code)
				}
				onAcknowledged(answer)
			}
		case messagePacket:
			if len(body) >= subHeaderBytes {
				onPacket(readPacket(body[subHeaderBytes:]))
			}
		}
		datagram = datagram[min(align(size), len(datagram)):]
	}
	return nil
}

func readPacket(attributes []byte) received {
	packet := received{}
	for len(attributes) >= 4 {
		size := int(binary.NativeEndian.Uint16(attributes[0:]))
		if size < 4 || size > len(attributes) {
			break
		}
		value := attributes[4:size]
		isNumber := len(value) >= 4
		switch kind := binary.NativeEndian.Uint16(attributes[2:]) & attributeBits; {
		case kind == attributeBody:
			packet.content = value
		case kind == attributeId && isNumber:
			packet.id = binary.BigEndian.Uint32(value)
		case kind == attributeMark && isNumber:
			packet.mark = binary.BigEndian.Uint32(value)
		case kind == attributeSize && isNumber:
			packet.bytes = int(binary.BigEndian.Uint32(value))
		}
		attributes = attributes[min(align(size), len(attributes)):]
	}
	// The kernel tells the size only when the content was cut short.
	packet.bytes = max(packet.bytes, len(packet.content))
	return packet
}

// message builds netlink messages of one queue, one behind the other.
type message struct {
	bytes []byte
	queue uint16
	at    int
}

func (m *message) begin(kind, flags uint16, sequence uint32) {
	m.at = len(m.bytes)
	m.bytes = binary.NativeEndian.AppendUint32(m.bytes, 0) // the size, by end()
	m.bytes = binary.NativeEndian.AppendUint16(m.bytes, kind)
	m.bytes = binary.NativeEndian.AppendUint16(m.bytes, flags)
	m.bytes = binary.NativeEndian.AppendUint32(m.bytes, sequence)
	m.bytes = binary.NativeEndian.AppendUint32(m.bytes, 0)
	m.bytes = append(m.bytes, syscall.AF_UNSPEC, 0)
	m.bytes = binary.BigEndian.AppendUint16(m.bytes, m.queue)
}

func (m *message) attribute(kind uint16, value ...byte) {
	m.bytes = binary.NativeEndian.AppendUint16(m.bytes, uint16(4+len(value)))
	m.bytes = binary.NativeEndian.AppendUint16(m.bytes, kind)
	m.bytes = append(m.bytes, value...)
	for len(m.bytes)%4 != 0 {
		m.bytes = append(m.bytes, 0)
	}
}

func (m *message) number(kind uint16, value uint32) {
	m.attribute(kind, binary.BigEndian.AppendUint32(nil, value)...)
}

func (m *message) end() {
	binary.NativeEndian.PutUint32(m.bytes[m.at:], uint32(len(m.bytes)-m.at))
}

// verdict lets a packet go or not; content replaces its own when it is not nil.
func (m *message) verdict(id, verdict uint32, content []byte) {
	m.begin(messageVerdict, syscall.NLM_F_REQUEST, 0)
	m.bytes = binary.NativeEndian.AppendUint16(m.bytes, 12)
	m.bytes = binary.NativeEndian.AppendUint16(m.bytes, attributeTake)
	m.bytes = binary.BigEndian.AppendUint32(m.bytes, verdict)
	m.bytes = binary.BigEndian.AppendUint32(m.bytes, id)
	if content != nil {
		m.attribute(attributeBody, content...)
	}
	m.end()
}

func align(size int) int {
	return (size + 3) &^ 3
}
