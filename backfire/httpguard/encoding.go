package httpguard

import (
	"bufio"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// decoded returns the body of an answer as text, and takes from its header what is not true of that.
func decoded(resp *http.Response) (io.Reader, error) {
	encodings := resp.Header.Values("Content-Encoding")
	encoding := strings.ToLower(strings.TrimSpace(strings.Join(encodings, ",")))
	raw := resp.Body // which will be another by the time that it is read
	var body io.Reader
	switch encoding {
	case "", "identity":
		return raw, nil
	case "gzip", "x-gzip":
		body = &lazyReader{open: func() (io.Reader, error) { return gzip.NewReader(bufio.NewReaderSize(raw, chunkSize)) }}
	case "deflate":
		body = &lazyReader{open: func() (io.Reader, error) { return zlib.NewReader(raw) }}
	default:
		return nil, fmt.Errorf("an answer in the encoding %q, want gzip, deflate or none", encoding)
	}
	resp.Header.Del("Content-Encoding")
	resp.Header.Del("Content-Length")
	resp.ContentLength = -1
	resp.Uncompressed = true
	return body, nil
}

// lazyReader opens what it reads from at the first Read: a decompressor waits for the first bytes when it is opened.
type lazyReader struct {
	open func() (io.Reader, error)
	r    io.Reader
	err  error
}

func (l *lazyReader) Read(p []byte) (int, error) {
	if l.r == nil && l.err == nil {
		if l.r, l.err = l.open(); l.err == io.EOF {
			l.err = io.ErrUnexpectedEOF // not even a header
		}
	}
	if l.err != nil {
		return 0, l.err
	}
	return l.r.Read(p)
}
