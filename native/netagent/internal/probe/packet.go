package probe

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
)

// A packet's layout, in network byte order:
//
//	0 magic   4 flow   12 number   16 sent at (ns)   24 distinct packets the peer has of the flow   28 CRC-32   32 filling
//
// The CRC covers all but itself, so that a packet whose bits were flipped, and whose UDP checksum was mended, is told.
const (
	magic       = 0xcd4e5031
	headerBytes = 32
	packetMax   = 60_000
)

type packet struct {
	flow          uint64
	number        uint32
	sentAtNs      int64
	peerHas       uint32
	isFromTheEcho bool
}

var errForeign = errors.New("not a packet of ours")
var errCorrupt = errors.New("the packet's CRC does not fit")

// The echo's own packets have another magic number, so that two listeners never answer each other.
const echoMagic = magic + 1

func (p packet) write(into []byte) {
	first := uint32(magic)
	if p.isFromTheEcho {
		first = echoMagic
	}
	binary.BigEndian.PutUint32(into[0:], first)
	binary.BigEndian.PutUint64(into[4:], p.flow)
	binary.BigEndian.PutUint32(into[12:], p.number)
	binary.BigEndian.PutUint64(into[16:], uint64(p.sentAtNs))
	binary.BigEndian.PutUint32(into[24:], p.peerHas)
	binary.BigEndian.PutUint32(into[28:], digest(into))
}

func readPacket(from []byte) (packet, error) {
	if len(from) < headerBytes {
		return packet{}, errForeign
	}
	first := binary.BigEndian.Uint32(from[0:])
	parsed := packet{
		flow:          binary.BigEndian.Uint64(from[4:]),
		number:        binary.BigEndian.Uint32(from[12:]),
		sentAtNs:      int64(binary.BigEndian.Uint64(from[16:])),
		peerHas:       binary.BigEndian.Uint32(from[24:]),
		isFromTheEcho: first == echoMagic,
	}
	if binary.BigEndian.Uint32(from[28:]) != digest(from) {
		return parsed, errCorrupt
	}
	if first != magic && first != echoMagic {
		return packet{}, errForeign
	}
	return parsed, nil
}

func digest(bytes []byte) uint32 {
	return crc32.Update(crc32.ChecksumIEEE(bytes[:28]), crc32.IEEETable, bytes[headerBytes:])
}
