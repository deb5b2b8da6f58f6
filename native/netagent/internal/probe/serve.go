// Package probe looks from inside a network namespace at what gets through to another: TCP connects, UDP packets there
// and back, and bulk transfer. Both ends are this program.
package probe

import (
	"errors"
	"fmt"
	"io"

	"chaindrill/netagent/internal/lines"
)

// Serve answers requests until the other side closes. They run side by side: a slow one does not hold up the next.
func Serve(conversation *lines.Conversation, version string) error {
	agent := &agent{}
	if err := conversation.Ready(version); err != nil {
		return err
	}
	for {
		request, err := conversation.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		go func() {
			result, err := agent.carryOut(request)
			if err != nil {
				_ = conversation.Fail(request.Id, err)
				return
			}
			_ = conversation.Answer(request.Id, result)
		}()
	}
}

type agent struct {
	listener listener
}

func (a *agent) carryOut(request lines.Request) (any, error) {
	switch request.Op {
	case "listen":
		return a.listener.open()
	case "received":
		return with(request, a.received)
	case "reach":
		return with(request, reach)
	case "udp":
		return with(request, sendFlow)
	case "bulk":
		return with(request, sendBulk)
	default:
		return nil, fmt.Errorf("unknown op %q", request.Op)
	}
}

func with[Fields any, Result any](request lines.Request, work func(Fields) (Result, error)) (any, error) {
	var fields Fields
	if err := request.Into(&fields); err != nil {
		return nil, err
	}
	return work(fields)
}
