package call

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// MaxLine is the length of the longest line that is read, in bytes, its line end not counted. A longer one is answered
// with an error and skipped.
const MaxLine = 256 << 20

// Serve answers the lines of in on out until in ends. It returns the error of in or out, or that of opening the kernel;
// what a line asks for in vain is an answer and not an error. What was answered is on out when Serve returns, also when
// in fails. ctx reaches the streams that lines ask for.
func Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	choice, err := kernel.Open()
	if err != nil {
		return err
	}
	return serve(ctx, choice.Kernel, in, out, MaxLine)
}

func serve(ctx context.Context, k kernel.Kernel, in io.Reader, out io.Writer, maxLine int) error {
	answers := bufio.NewWriterSize(out, 64<<10)
	lines := wire.NewLines(flushFirst{in, answers}, maxLine)
	s := &server{ctx: ctx, kernel: k}
	for {
		line, err := lines.Next()
		if err == io.EOF {
			return answers.Flush()
		}
		var tooLong *wire.LineTooLongError
		if err != nil && !errors.As(err, &tooLong) {
			return errors.Join(err, answers.Flush())
		}
		if _, err := answers.Write(s.answer(line, tooLong)); err != nil {
			return err
		}
		if err := answers.WriteByte('\n'); err != nil {
			return err
		}
	}
}

// flushFirst sends the pending answers off before it waits for more input, so that a caller that waits for an answer
// before it writes on gets it.
type flushFirst struct {
	in      io.Reader
	answers *bufio.Writer
}

func (f flushFirst) Read(p []byte) (int, error) {
	if err := f.answers.Flush(); err != nil {
		return 0, err
	}
	return f.in.Read(p)
}

// server answers lines. Its parts are reused from line to line.
type server struct {
	ctx    context.Context
	kernel kernel.Kernel
	out    wire.Writer // the answer
}

// answer returns the answer to a line, valid until the next call.
func (s *server) answer(line []byte, tooLong *wire.LineTooLongError) []byte {
	req := request{id: []byte("null")}
	err := req.parse(line, tooLong)
	s.out.Reset()
	s.out.Object(func() {
		s.out.Key("id")
		s.out.Raw(req.id)
		start := s.out.Len()
		if err == nil {
			s.out.Key("out")
			err = s.run(req)
		}
		if err != nil {
			s.out.Truncate(start)
			s.writeError(err)
		}
	})
	return s.out.Bytes()
}

func (s *server) writeError(err error) {
	code, message := classify(err)
	s.out.Key("err")
	s.out.Object(func() {
		s.out.Key("code")
		s.out.Text(code)
		s.out.Key("message")
		s.out.Text(message)
	})
}

// run calls the function that a request asks for; its result goes to s.out. A panic is a fault of ours that costs the
// caller this answer and not the process.
func (s *server) run(req request) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &callError{internal, fmt.Sprintf("%s: this should not happen, please report it: %v", req.fn, p)}
		}
	}()
	f, ok := functions[req.fn]
	if !ok {
		return &callError{unknownFunction, fmt.Sprintf("there is no function %.40q; want %s", req.fn, functionNames)}
	}
	return wire.Under("in", f(s, wire.NewReader(req.in)))
}

// request is one line taken apart.
type request struct {
	id []byte // JSON as it was written; null if there was none
	fn string
	in []byte // JSON, already known to be well-formed
}

// parse takes a line apart. On failure the request still has the id if that was read.
func (req *request) parse(line []byte, tooLong *wire.LineTooLongError) error {
	if tooLong != nil {
		return &callError{lineTooLong, tooLong.Error()}
	}
	r := wire.NewReader(line)
	err := r.Fields(
		wire.Field{Name: "id", Optional: true, Read: func() error {
			id, err := r.Raw()
			if err == nil {
				req.id = id
			}
			return err
		}},
		wire.Field{Name: "fn", Read: func() (err error) { req.fn, err = r.Name(); return err }},
		wire.Field{Name: "in", Read: func() (err error) { req.in, err = r.Raw(); return err }},
	)
	if err != nil {
		return err
	}
	return r.End()
}
