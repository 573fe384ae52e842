package backfire

import "time"

// claimClock runs a timer for the claim in progress of a gate. Without a wait it does nothing.
type claimClock struct {
	wait  time.Duration
	timer *time.Timer
	claim int64 // the claim that the timer runs for, 0 if it does not run
	end   time.Time
}

// maxWait returns how long a claim may be in progress, 0 for ever.
func (t *gate) maxWait() time.Duration {
	if t.guard.policy.Mode == Passthrough || t.opts.Replay != nil {
		return 0
	}
	return t.guard.policy.Hold.MaxWait
}

// follow starts the timer when a new claim is in progress, and stops it when none is.
func (c *claimClock) follow(t *gate) {
	if c.wait == 0 {
		return
	}
	claim := int64(0)
	if t.stopped() == nil {
		claim = t.inProgress()
	}
	if claim == c.claim {
		return
	}
	c.claim = claim
	if claim == 0 {
		c.timer.Stop()
		return
	}
	c.end = time.Now().Add(c.wait)
	c.timer.Reset(c.wait)
}

// due reports whether a firing of the timer is meant for the claim in progress; it may come late, for one before.
func (c *claimClock) due() bool { return c.claim != 0 && !time.Now().Before(c.end) }
