package queue

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"syscall"
	"testing"
)

// As the kernel sends it: header, nfgenmsg, then attributes.
func packetMessage(content []byte, size uint32) []byte {
	m := message{queue: 5}
	m.begin(messagePacket, 0, 0)
	m.attribute(attributeId, 0, 0, 0, 9, 8, 0, 4)
	m.number(attributeMark, 7)
	m.attribute(attributeBody, content...)
	if size > 0 {
		m.number(attributeSize, size)
	}
	m.end()
	return m.bytes
}

func TestReadsPacketsThatAreCutShortAndWhole(t *testing.T) {
	var packets []received
	datagram := append(packetMessage([]byte("abc"), 1500), packetMessage([]byte("abcde"), 0)...)
	err := readMessages(datagram, func(packet received) { packets = append(packets, packet) }, nil)
	if err != nil || len(packets) != 2 {
		t.Fatalf("got %+v, %v", packets, err)
	}
	short, whole := packets[0], packets[1]
	if short.id != 9 || short.mark != 7 || short.bytes != 1500 || string(short.content) != "abc" || short.isWhole() {
		t.Errorf("got %+v", short)
	}
	if whole.bytes != 5 || !whole.isWhole() {
		t.Errorf("got %+v", whole)
	}
}

func TestReadsTheKernelsAnswers(t *testing.T) {
	m := message{}
	m.begin(syscall.NLMSG_ERROR, 0, 0)
	m.bytes = m.bytes[:headerBytes]
	refused := int32(-int32(syscall.EPERM))
	m.bytes = binary.NativeEndian.AppendUint32(m.bytes, uint32(refused))
	m.bytes = append(m.bytes, make([]byte, headerBytes)...)
	binary.NativeEndian.PutUint32(m.bytes[headerBytes+12:], 42)
	m.end()
	var answer acknowledged
	if err := readMessages(m.bytes, nil, func(a acknowledged) { answer = a }); err != nil {
		t.Fatal(err)
	}
	if answer.sequence != 42 || !errors.Is(answer.err, syscall.EPERM) {
		t.Errorf("got %+v", answer)
	}
}

func TestNeverReadsBeyondATornMessage(t *testing.T) {
	whole := packetMessage([]byte("abcdefgh"), 1500)
	for size := range len(whole) {
		torn := append([]byte(nil), whole[:size]...)
		_ = readMessages(torn, func(received) {}, func(acknowledged) {})
		if size >= headerBytes {
			binary.NativeEndian.PutUint32(torn, uint32(size))
			_ = readMessages(torn, func(received) {}, func(acknowledged) {})
		}
	}
}

func TestWritesVerdictsAsTheKernelReadsThem(t *testing.T) {
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		t.Skip("the expected bytes are those of a little-endian machine")
	}
	m := message{queue: 5}
	m.verdict(9, verdictAccept, nil)
	m.verdict(10, verdictDrop, []byte{0xff})
	expected := "2000000001030100" + "0000000000000000" + "00000005" + "0c000200" + "00000001" + "00000009" +
		"2800000001030100" + "0000000000000000" + "00000005" + "0c000200" + "00000000" + "0000000a" + "05000a00ff000000"
	if got := hex.EncodeToString(m.bytes); got != expected {
		t.Errorf("expected %s, got %s", expected, got)
	}
}
