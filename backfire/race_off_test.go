//go:build !race

package backfire

const raceEnabled = false
