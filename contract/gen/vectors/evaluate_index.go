package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/backfire-ai/backfire-go/fallback"
)

// index does what the ops ask, to one index; the comment of package contract/vectors says what each answers.
func (e *evaluator) index(in json.RawMessage) (object, error) {
	var args struct{ Do []indexOp }
	if err := json.Unmarshal(in, &args); err != nil {
		return nil, err
	}
	x, err := e.kernel.NewIndex(fallback.DefaultBM25)
	if err != nil {
		return nil, err
	}
	run := indexRun{kernel: e.kernel, index: x}
	answers := list{}
	for _, op := range args.Do {
		answer, err := run.do(op)
		if err != nil {
			return nil, err
		}
		answers = append(answers, answer)
	}
	return object{{"answers", answers}}, nil
}

type indexOp struct {
	Op              string
	ID, Text, Query text
	K               int
}

type indexRun struct {
	kernel *fallback.Kernel
	index  *fallback.Index
	saved  bytes.Buffer
}

func (r *indexRun) do(op indexOp) (answer any, err error) {
	switch op.Op {
	case "add":
		err := r.index.Add(string(op.ID), string(op.Text))
		if taken := (*fallback.DuplicateIDError)(nil); errors.As(err, &taken) {
			return false, nil
		}
		return true, err
	case "replace":
		return nil, r.index.Replace(string(op.ID), string(op.Text))
	case "remove":
		return r.index.Remove(string(op.ID)), nil
	case "search":
		return r.search(string(op.Query), op.K), nil
	case "save":
		r.saved.Reset()
		err := r.index.Save(&r.saved)
		return r.saved.String(), err
	case "load":
		r.index, err = r.kernel.LoadIndex(bytes.NewReader(r.saved.Bytes()))
		return nil, err
	}
	return nil, fmt.Errorf("there is no op %q", op.Op)
}

func (r *indexRun) search(query string, k int) list {
	facts := r.index.Snapshot()
	var scratch fallback.SearchScratch
	hits := list{}
	for _, hit := range facts.Search(&scratch, r.kernel.Terms(nil, query), k, nil) {
		hits = append(hits, object{{"id", facts.ID(hit.Doc)}, {"score", hit.Score}})
	}
	return hits
}

// indexLoad: {bytes} → {documents}, the number of documents of the saved index that bytes are.
func (e *evaluator) indexLoad(in json.RawMessage) (object, error) {
	var args struct{ Bytes text }
	if err := json.Unmarshal(in, &args); err != nil {
		return nil, err
	}
	x, err := e.kernel.LoadIndex(bytes.NewReader([]byte(args.Bytes)))
	if corrupt := (*fallback.CorruptIndexError)(nil); errors.As(err, &corrupt) {
		return nil, &callError{"corrupt_index", err.Error()}
	}
	if err != nil {
		return nil, err
	}
	return object{{"documents", x.Len()}}, nil
}
