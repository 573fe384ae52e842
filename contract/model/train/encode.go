package main

import (
	"encoding/binary"
	"math"
)

// encode lays a model out as contract/SPEC.md says: integers, of which scale is one unit of calibrated log-odds. The bias has the
// offset of the calibration in it.
func encode(m *model, c calibration) []byte {
	most := 0.0
	for _, w := range m.weights {
		most = max(most, math.Abs(w))
	}
	units := math.Exp2(math.Floor(math.Log2(math.MaxInt16 / most))) // of one unit of margin
	points := c.points
	for i := range points {
		points[i] = points[i]*units + c.offset/c.slope*units
	}
	var out []byte
	for _, v := range []float64{
		float64(m.window), m.contrast * 256, units / c.slope, (m.bias + c.offset/c.slope) * units, points[0], points[1], points[2], 0,
	} {
		out = binary.LittleEndian.AppendUint32(out, uint32(int32(math.Round(v))))
	}
	for _, w := range m.weights {
		out = binary.LittleEndian.AppendUint16(out, uint16(int16(math.Round(w*units))))
	}
	return out
}
