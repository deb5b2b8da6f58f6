// A node that does nothing: it answers every JSON-RPC POST at once, with the id that it was asked under. What a load
// generator reaches against it is what the generator itself can do. It prints its URL and ends when its input closes.
package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
)

var idKey = []byte(`"id":`)

const result = `"0x10d4f"`

// answer takes a request, or a batch of them, apart by their ids alone.
func answer(body []byte) []byte {
	isBatch := len(body) > 0 && body[0] == '['
	out := make([]byte, 0, 64)
	for at := bytes.Index(body, idKey); at >= 0; at = bytes.Index(body, idKey) {
		body = body[at+len(idKey):]
		end := bytes.IndexAny(body, ",}")
		if end < 0 {
			break
		}
		if len(out) > 0 {
			out = append(out, ',')
		}
		out = append(out, `{"jsonrpc":"2.0","id":`...)
		out = append(out, body[:end]...)
		out = append(out, `,"result":`+result+`}`...)
		body = body[end:]
	}
	if isBatch {
		out = append(append([]byte{'['}, out...), ']')
	}
	return out
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("http://%s\n", listener.Addr())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	handler := http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		body, _ := io.ReadAll(request.Body)
		answered := answer(body)
		response.Header()["Content-Type"] = []string{"application/json"}
		response.Header()["Content-Length"] = []string{strconv.Itoa(len(answered))}
		_, _ = response.Write(answered)
	})
	fmt.Fprintln(os.Stderr, http.Serve(listener, handler))
}
