package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestInterruptibleReadsEverything(t *testing.T) {
	text := strings.Repeat("0123456789\n", 50_000)
	for name, src := range map[string]io.Reader{
		"whole":          strings.NewReader(text),
		"byte by byte":   iotest.OneByteReader(strings.NewReader(text)),
		"error with end": iotest.DataErrReader(strings.NewReader(text)),
	} {
		got, err := io.ReadAll(newInterruptible(context.Background(), src))
		require.NoError(t, err, name)
		assert.Equal(t, text, string(got), name)
	}
}

func TestInterruptiblePassesErrorsOn(t *testing.T) {
	broken := errors.New("broken")
	got, err := io.ReadAll(newInterruptible(context.Background(), io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(broken))))
	assert.Equal(t, "abc", string(got))
	assert.Equal(t, broken, err)
}

func TestInterruptibleStopsWaiting(t *testing.T) {
	waiting, never := io.Pipe()
	defer never.Close()
	ctx, cancel := context.WithCancel(context.Background())
	r := newInterruptible(ctx, waiting)
	read := make(chan error)
	go func() {
		_, err := r.Read(make([]byte, 1))
		read <- err
	}()
	cancel()
	assert.Equal(t, context.Canceled, <-read)

	r = newInterruptible(context.Background(), waiting)
	go func() {
		_, err := r.Read(make([]byte, 1))
		read <- err
	}()
	require.NoError(t, r.Close())
	assert.Equal(t, context.Canceled, <-read)
}
