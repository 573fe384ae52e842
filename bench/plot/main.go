// Command plot draws what bench/load found, as SVG.
//
//	go run . results.json delay.svg
//
// It is a module of its own, so that nobody else needs what it draws with.
package main

import (
	"encoding/json"
	"fmt"
	"image/color"
	"log"
	"os"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// results are those of bench/load, as far as they are drawn.
type results struct {
	Machine string  `json:"machine"`
	Streams int     `json:"streams"`
	Rate    float64 `json:"rate"`
	Modes   map[string]struct {
		Delay struct {
			Share []float64 `json:"share"`
			Value []float64 `json:"value"` // microseconds
		} `json:"delay"`
	} `json:"modes"`
}

// colours are those of the modes, told apart by all who see.
var colours = []struct {
	mode  string
	is    color.Color
	marks draw.GlyphDrawer
}{
	{"plain", color.RGBA{R: 0x55, G: 0x55, B: 0x55, A: 0xff}, draw.CrossGlyph{}},
	{"passthrough", color.RGBA{R: 0x00, G: 0x72, B: 0xb2, A: 0xff}, draw.RingGlyph{}},
	{"gate", color.RGBA{R: 0xd5, G: 0x5e, B: 0x00, A: 0xff}, draw.TriangleGlyph{}},
}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: plot RESULTS.json OUT.svg")
	}
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var r results
	if err := json.Unmarshal(data, &r); err != nil {
		log.Fatal(err)
	}
	if err := drawDelays(r, os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

// drawDelays draws the share of tokens above the delay: both axes in powers of ten, so that the tail is seen.
func drawDelays(r results, path string) error {
	p := plot.New()
	p.Title.Text = fmt.Sprintf("Delay of a token in the proxy: %d streams of %g tokens a second", r.Streams, r.Rate)
	p.X.Label.Text = "after what it waits for was sent (ms)"
	p.Y.Label.Text = "share of tokens that take longer"
	p.X.Scale, p.Y.Scale = plot.LogScale{}, plot.LogScale{}
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.LogTicks{Prec: -1}, plot.LogTicks{Prec: -1}
	p.Legend.Left = true
	p.Legend.XOffs, p.Legend.YOffs = .2*vg.Inch, .2*vg.Inch
	p.Add(plotter.NewGrid())
	for _, c := range colours {
		var points plotter.XYs
		for i, share := range r.Modes[c.mode].Delay.Share {
			if share < 1 {
				points = append(points, plotter.XY{X: max(r.Modes[c.mode].Delay.Value[i], 1) / 1e3, Y: 1 - share})
			}
		}
		line, marks, err := plotter.NewLinePoints(points)
		if err != nil {
			return fmt.Errorf("%s: %w", c.mode, err)
		}
		line.Color, marks.Color, marks.Shape = c.is, c.is, c.marks
		p.Add(line, marks)
		p.Legend.Add(c.mode, line, marks)
	}
	return p.Save(7*vg.Inch, 4.5*vg.Inch, path)
}
