package httpguard

import (
	"fmt"
	"io"
	"sync"
)

const (
	chunkSize = 4096     // how much is read from the service at once, in bytes
	maxIdle   = 16 << 10 // how large a buffer an idle stream keeps, in bytes
)

// streamBody is a streamed answer as the client reads it. It reads from the service when the client reads, so that a slow
// client slows the service down.
type streamBody struct {
	x      *exchange
	source source

	mu     sync.Mutex // Close may come in while Read waits
	wire   *wire
	reader eventReader
	at     int      // what is before it of wire.out has been read
	later  [][]byte // events that have left and wait to be judged
	eof    bool     // the service has sent all
	err    error    // what Read returns once wire.out has been read
}

// source is where the bytes of the service come from.
type source interface {
	// read reads into p. It returns 0 and no error when a timer has changed something.
	read(p []byte) (int, error)
	// close ends it. It may be called while read waits, which then returns.
	close()
}

func (b *streamBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.at == len(b.wire.out) {
		b.wire.out, b.at = b.wire.out[:0], 0
		if cap(b.wire.out) > maxIdle {
			b.wire.out = nil
		}
		if b.err != nil {
			return 0, b.err
		}
		b.step()
	}
	n := copy(p, b.wire.out[b.at:])
	b.at += n
	return n, nil
}

// Close hangs up on the service.
func (b *streamBody) Close() error {
	b.x.cancel()
	b.source.close()
	b.x.body.Close()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil {
		b.judgeLater()
		if !b.wire.complete {
			b.x.note(Failed, nil, &Failure{FailureClient, errClosed})
		}
		b.end(errClosed)
	}
	return nil
}

// step takes more from the service, or judges what has left.
func (b *streamBody) step() {
	switch {
	case len(b.later) > 0:
		b.judgeLater()
	case b.eof:
		b.wire.finish()
		b.end(io.EOF)
	default:
		b.receive()
	}
	if b.wire.ended {
		b.end(io.EOF)
	}
}

// end says what the client reads after what waits for it.
func (b *streamBody) end(err error) {
	if b.err == nil {
		b.err = err
		b.source.close()
		b.x.hangUp()
		b.x.done()
	}
}

// receive takes the next bytes from the service.
func (b *streamBody) receive() {
	n, err := b.source.read(b.reader.space(chunkSize))
	b.reader.got(n)
	if n == 0 && err == nil {
		b.wire.look()
		return
	}
	b.events(false)
	switch {
	case b.wire.ended:
	case err == io.EOF:
		b.lastEvent()
	case err != nil:
		b.x.note(Failed, nil, b.x.broken(err))
		b.end(err)
	case b.wire.raw: // nothing is judged any more: no event needs to be whole
		b.wire.out = append(b.wire.out, b.reader.rest()...)
	case len(b.reader.pending()) > b.x.limits.Event:
		b.wire.fail(&Failure{FailureTooLarge, fmt.Errorf("an event of more than %d bytes", b.x.limits.Event)}, nil)
		if b.wire.raw {
			b.wire.out = append(b.wire.out, b.reader.rest()...)
		}
	}
}

// events takes the events that are whole.
func (b *streamBody) events(eof bool) {
	for !b.wire.ended {
		e, ok := b.reader.next(eof)
		if !ok {
			return
		}
		if !b.wire.pass {
			b.wire.take(e)
			continue
		}
		b.wire.out = append(b.wire.out, e.raw...)
		if !b.wire.raw {
			b.judgeNext(e.raw)
		}
	}
}

// judgeNext notes an event that has left, to be judged when the client has taken it.
func (b *streamBody) judgeNext(raw []byte) {
	n := len(b.later)
	if n == cap(b.later) {
		b.later = append(b.later, nil)
	}
	b.later = b.later[:n+1]
	b.later[n] = append(b.later[n][:0], raw...) // into what an earlier one lay in
}

// lastEvent deals with what the service left unfinished. The half of an event is no event: what breaks off like that has
// been cut off, and the client shall know.
func (b *streamBody) lastEvent() {
	b.eof = true
	if len(b.reader.pending()) == 0 {
		return
	}
	if b.wire.raw || b.x.options.Shadow {
		b.wire.out = append(b.wire.out, b.reader.rest()...)
		return
	}
	half := parseEvent(b.reader.pending())
	if len(half.data) == 0 && !half.odd || complete(half.data) {
		b.wire.open = true
		b.events(true)
		return
	}
	b.x.note(Failed, nil, &Failure{FailureUpstream, errHalfEvent})
	b.end(io.ErrUnexpectedEOF)
}

// judgeLater judges what has left.
func (b *streamBody) judgeLater() {
	for i, raw := range b.later {
		if b.wire.ended {
			for _, raw := range b.later[i:] {
				b.wire.passed(parseEvent(raw))
			}
			break
		}
		b.wire.take(parseEvent(raw))
	}
	b.later = b.later[:0]
}
