package fallback

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// A saved index, format 1, all numbers little-endian:
//
//	8 bytes   "BKFINDEX"
//	u64       format = 1
//	f64 f64   k1, b
//	u64       number of documents
//	then for each document, in insertion order:
//	u64       length of the id in bytes, the id
//	u64       length of the text in bytes, the text
//	and last:
//	u64       Hash64 of all bytes before it
//
// It holds texts and not postings. So a saved index outlives changes of the lexicons and of the postings' layout, and
// has one form, which every kernel writes byte for byte. Loading costs what adding the texts again costs.
const (
	indexMagic  = "BKFINDEX"
	indexFormat = 1
)

// CorruptIndexError says why bytes are not a saved index.
type CorruptIndexError struct {
	Offset int64 // the byte at which the trouble was noticed
	Reason string
}

func (e *CorruptIndexError) Error() string {
	return fmt.Sprintf("saved index, byte %d: %s", e.Offset, e.Reason)
}

// Save writes the index as it is now, in the format that LoadIndex reads. Mutations may go on meanwhile. It fails only
// as w does.
func (x *Index) Save(w io.Writer) error { return x.Snapshot().Save(w) }

// Save writes the documents of the snapshot as Index.Save does. The zero Snapshot is written with DefaultBM25.
func (s Snapshot) Save(w io.Writer) error {
	params := DefaultBM25
	if s.core != nil {
		params = s.core.params
	}
	out := indexWriter{w: bufio.NewWriter(w)}
	out.string(indexMagic)
	out.u64(indexFormat)
	out.u64(math.Float64bits(params.K1))
	out.u64(math.Float64bits(params.B))
	out.u64(uint64(s.Len()))
	for doc := range s.n {
		if s.has(doc) {
			out.block(s.ID(doc))
			out.block(s.Text(doc))
		}
	}
	out.u64(out.sum.sum())
	if err := out.w.Flush(); err != nil { // bufio.Writer keeps its first error
		return fmt.Errorf("save index: %w", err)
	}
	return nil
}

// indexWriter writes and sums up. Errors show in Flush.
type indexWriter struct {
	w   *bufio.Writer
	sum hasher
}

func (o *indexWriter) string(s string) {
	o.sum.writeString(s)
	o.w.WriteString(s)
}

func (o *indexWriter) u64(v uint64) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], v)
	o.sum.write(b[:])
	o.w.Write(b[:])
}

func (o *indexWriter) block(s string) {
	o.u64(uint64(len(s)))
	o.string(s)
}

// LoadIndex reads what Save wrote, to the end of r, and returns the index. Scores and the order of ties are those of the
// index saved. It fails with a *CorruptIndexError if the bytes are not a saved index of a known format, whole and
// unchanged, and with the error of r if reading fails. Memory stays within a small multiple of the bytes read, whatever
// they say.
func (k *Kernel) LoadIndex(r io.Reader) (*Index, error) {
	in := indexReader{r: bufio.NewReader(r)}
	var documents []savedDocument
	params, err := in.index(func(d savedDocument) { documents = append(documents, d) })
	if err != nil {
		return nil, err
	}
	x, err := k.NewIndex(params)
	if err != nil {
		return nil, in.corrupt(err.Error())
	}
	for _, d := range documents {
		if err := x.Add(d.id, d.text); err != nil {
			return nil, in.corrupt(err.Error())
		}
	}
	return x, nil
}

// ReadSavedIndex reads what Save wrote, to the end of r, and returns it as it is, for a kernel that wants it in one piece. It
// fails as LoadIndex does, at the first byte that is wrong, but does not look at the parameters nor for ids that occur twice.
func ReadSavedIndex(r io.Reader) ([]byte, error) {
	var saved bytes.Buffer
	in := indexReader{r: bufio.NewReader(io.TeeReader(r, &saved))}
	if _, err := in.index(func(savedDocument) {}); err != nil {
		return nil, err
	}
	return saved.Bytes(), nil
}

type savedDocument struct{ id, text string }

// indexReader reads and sums up.
type indexReader struct {
	r   *bufio.Reader
	sum hasher
	at  int64
	buf bytes.Buffer
}

// corrupt returns an error about what was read last.
func (in *indexReader) corrupt(reason string) error { return &CorruptIndexError{in.at, reason} }

// index reads all, gives each document to a function, and checks the sum. Errors are a *CorruptIndexError or wrap the reader's.
func (in *indexReader) index(each func(d savedDocument)) (BM25, error) {
	params, err := in.header()
	if err == nil {
		err = in.documents(each)
	}
	if err == nil {
		err = in.checksum()
	}
	if err == nil {
		err = in.end()
	}
	var corrupt *CorruptIndexError
	if err != nil && !errors.As(err, &corrupt) {
		err = fmt.Errorf("load index: %w", err)
	}
	return params, err
}

func (in *indexReader) header() (params BM25, err error) {
	magic, err := in.bytes(uint64(len(indexMagic)))
	if err != nil {
		return params, err
	}
	if magic != indexMagic {
		return params, in.corrupt(fmt.Sprintf("begins with %+q: want %q", magic, indexMagic))
	}
	format, err := in.u64()
	if err != nil {
		return params, err
	}
	if format != indexFormat {
		return params, in.corrupt(fmt.Sprintf("format is %d: want %d", format, indexFormat))
	}
	for _, p := range []*float64{&params.K1, &params.B} {
		bits, err := in.u64()
		if err != nil {
			return params, err
		}
		*p = math.Float64frombits(bits)
	}
	return params, nil
}

func (in *indexReader) documents(each func(d savedDocument)) error {
	count, err := in.u64()
	if err != nil {
		return err
	}
	for range count {
		d, err := in.document()
		if err != nil {
			return err
		}
		each(d)
	}
	return nil
}

func (in *indexReader) checksum() error {
	want := in.sum.sum()
	got, err := in.u64()
	if err != nil {
		return err
	}
	if got != want {
		return in.corrupt(fmt.Sprintf("checksum is %016x: want %016x", got, want))
	}
	return nil
}

func (in *indexReader) document() (d savedDocument, err error) {
	if d.id, err = in.block(); err != nil {
		return d, err
	}
	d.text, err = in.block()
	return d, err
}

func (in *indexReader) block() (string, error) {
	n, err := in.u64()
	if err != nil {
		return "", err
	}
	return in.bytes(n)
}

func (in *indexReader) u64() (uint64, error) {
	var b [8]byte
	n, err := io.ReadFull(in.r, b[:])
	in.at += int64(n)
	if err != nil {
		return 0, in.short(err)
	}
	in.sum.write(b[:])
	return binary.LittleEndian.Uint64(b[:]), nil
}

// bytes reads n bytes. Memory grows with what is there, not with n.
func (in *indexReader) bytes(n uint64) (string, error) {
	in.buf.Reset()
	got, err := io.CopyN(&in.buf, in.r, int64(min(n, math.MaxInt64)))
	in.at += got
	if err != nil {
		return "", in.short(err)
	}
	in.sum.write(in.buf.Bytes())
	return in.buf.String(), nil
}

// end checks that nothing follows.
func (in *indexReader) end() error {
	switch _, err := in.r.ReadByte(); err {
	case io.EOF:
		return nil
	case nil:
		return in.corrupt("goes on after its checksum")
	default:
		return err
	}
}

// short returns the error for input that ended too early, or the error of the reader.
func (in *indexReader) short(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return in.corrupt("ends too early")
	}
	return err
}
