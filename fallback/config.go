package fallback

import "fmt"

// ConfigError says which number of a configuration was refused, and what would have been right.
type ConfigError struct {
	Field string
	Value float64
	Want  string
}

func (e *ConfigError) Error() string {
	return fmt.Sprintf("%s is %v: want %s", e.Field, e.Value, e.Want)
}

// within checks that a number lies in [low, high]; NaN does not.
func within(field string, v, low, high float64) error {
	if v >= low && v <= high {
		return nil
	}
	return &ConfigError{field, v, fmt.Sprintf("a number from %v to %v", low, high)}
}

// clampUnit returns x within [0,1]; NaN gives 0, the floor.
func clampUnit(x float64) float64 {
	if !(x > 0) {
		return 0
	}
	return min(x, 1)
}
