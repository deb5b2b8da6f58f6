// Package lines is the conversation with Chaindrill: one JSON document per line, answers bear the id of the request.
package lines

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"sync"
)

const requestBytesMax = 1 << 20

// Request is one line of input. What else it holds is for the mode that carries it out.
type Request struct {
	Id  int64  `json:"id"`
	Op  string `json:"op"`
	raw []byte
}

// Into reads the request's own fields.
func (r Request) Into(fields any) error {
	if err := json.Unmarshal(r.raw, fields); err != nil {
		return fmt.Errorf("%s: %w", r.Op, err)
	}
	return nil
}

// Conversation reads requests and writes answers, which may come from several goroutines.
type Conversation struct {
	input  *bufio.Scanner
	mutex  sync.Mutex
	output io.Writer
}

func Open(input io.Reader, output io.Writer) *Conversation {
	scanner := bufio.NewScanner(input)
	scanner.Buffer(make([]byte, 0, 4096), requestBytesMax)
	return &Conversation{input: scanner, output: output}
}

// Ready tells that requests may come now.
func (c *Conversation) Ready(version string) error {
	return c.write(map[string]any{"ready": true, "version": version})
}

// Next is the next request; io.EOF when the other side has closed.
func (c *Conversation) Next() (Request, error) {
	for c.input.Scan() {
		line := c.input.Bytes()
		if len(line) == 0 {
			continue
		}
		request := Request{raw: append([]byte(nil), line...)}
		if err := json.Unmarshal(line, &request); err != nil {
			if err := c.Fail(0, fmt.Errorf("not a request: %w", err)); err != nil {
				return Request{}, err
			}
			continue
		}
		return request, nil
	}
	if err := c.input.Err(); err != nil {
		return Request{}, err
	}
	return Request{}, io.EOF
}

// Answer says that a request was carried out; result's fields stand beside id and ok.
func (c *Conversation) Answer(id int64, result any) error {
	fields := map[string]any{}
	if result != nil {
		text, err := json.Marshal(result)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(text, &fields); err != nil {
			return err
		}
	}
	fields["id"] = id
	fields["ok"] = true
	return c.write(fields)
}

// Fail says that a request was not carried out, and why.
func (c *Conversation) Fail(id int64, why error) error {
	return c.write(map[string]any{"id": id, "ok": false, "error": why.Error()})
}

func (c *Conversation) write(document any) error {
	text, err := json.Marshal(document)
	if err != nil {
		return err
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	_, err = c.output.Write(append(text, '\n'))
	return err
}
