package wire

import (
	"bufio"
	"fmt"
	"io"
)

// LineTooLongError is a line that was skipped for its length.
type LineTooLongError struct{ Length, Max int } // in bytes, without the line end

func (e *LineTooLongError) Error() string {
	return fmt.Sprintf("this line has %d bytes; want at most %d", e.Length, e.Max)
}

// Lines cuts input into lines of bounded length.
type Lines struct {
	src *bufio.Reader
	max int
	buf []byte
}

// NewLines returns a Lines that reads from src lines of at most max bytes, line end not counted.
func NewLines(src io.Reader, max int) *Lines {
	return &Lines{src: bufio.NewReaderSize(src, 64<<10), max: max}
}

// Next returns the next line without its line feed, valid until the next call, and io.EOF after the last, which may lack
// the line feed. A line over the bound is read to its end without being kept and gives a *LineTooLongError; the line
// after it can be read.
func (l *Lines) Next() ([]byte, error) {
	l.buf = l.buf[:0]
	length := 0
	for {
		part, err := l.src.ReadSlice('\n')
		length += len(part)
		if err == nil {
			part = part[:len(part)-1]
			length--
		}
		if length <= l.max {
			l.buf = append(l.buf, part...)
		}
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF && length == 0:
			return nil, io.EOF
		case err != nil && err != io.EOF:
			return nil, err
		case length > l.max:
			return nil, &LineTooLongError{length, l.max}
		}
		return l.buf, nil
	}
}
