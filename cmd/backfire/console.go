package main

import (
	"io"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fatih/color"
	"github.com/mattn/go-isatty"
)

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// isTerminal reports whether a person is likely to read what is written to w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && (isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()))
}

// palette colours text, or leaves it as it is.
type palette struct {
	bad, good, dim, strong, underlined *color.Color

	on bool
}

// paletteFor returns colours for a terminal and none for anything else, or where the environment asks for none.
func paletteFor(w io.Writer) palette {
	on := isTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return newPalette(on)
}

func newPalette(on bool) palette {
	p := palette{
		bad: color.New(color.FgRed, color.Bold), good: color.New(color.FgGreen),
		dim: color.New(color.Faint), strong: color.New(color.Bold), underlined: color.New(color.Underline, color.FgRed),
		on: on,
	}
	for _, c := range []*color.Color{p.bad, p.good, p.dim, p.strong, p.underlined} {
		if on {
			c.EnableColor()
		} else {
			c.DisableColor()
		}
	}
	return p
}

// maxShown is how many characters of a text a report shows.
const maxShown = 400

// printable makes a text fit for one line of a terminal: white space becomes single spaces, other characters that a
// terminal might act on become U+FFFD, and a long text is cut.
func printable(text string) string {
	var b strings.Builder
	shown, space := 0, false
	for _, r := range text {
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if shown == maxShown {
			b.WriteString("…")
			break
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		if !unicode.IsGraphic(r) {
			r = utf8.RuneError
		}
		b.WriteRune(r)
		shown++
	}
	return b.String()
}
