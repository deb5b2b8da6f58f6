package lines

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestReadsRequestsAndAnswersByTheirId(t *testing.T) {
	var output bytes.Buffer
	conversation := Open(strings.NewReader(`{"id":1,"op":"reach","port":80}`+"\n\nnonsense\n"+`{"id":2,"op":"x"}`+"\n"), &output)
	request, err := conversation.Next()
	if err != nil {
		t.Fatal(err)
	}
	var fields struct {
		Port int `json:"port"`
	}
	if err := request.Into(&fields); err != nil || fields.Port != 80 || request.Op != "reach" {
		t.Errorf("got %+v, %+v, %v", request, fields, err)
	}
	_ = conversation.Answer(request.Id, map[string]int{"afterMs": 3})
	second, err := conversation.Next()
	if err != nil || second.Id != 2 {
		t.Errorf("got %+v, %v", second, err)
	}
	_ = conversation.Fail(second.Id, errors.New("why not"))
	if _, err := conversation.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("expected the end, got %v", err)
	}
	expected := `{"afterMs":3,"id":1,"ok":true}` + "\n" +
		`{"error":"not a request: invalid character 'o' in literal null (expecting 'u')","id":0,"ok":false}` + "\n" +
		`{"error":"why not","id":2,"ok":false}` + "\n"
	if output.String() != expected {
		t.Errorf("got %s", output.String())
	}
}
