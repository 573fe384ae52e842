package backfire

import "github.com/backfire-ai/backfire-go/fallback"

// maxScanAhead is how far beyond the end of a claim a match that began in it is followed: twice the longest match.
const maxScanAhead = 1024

// scanned looks for secrets and the like in the claim that is the first n held bytes. It reports false if more of the
// answer has to come first, because something that began in the claim may end after it. How far it looks depends on the
// bytes of the answer alone: at the claim, then a byte beyond it, then two, four, and so on. It goes on where it stopped
// when more bytes have come, so that a claim is scanned a dozen times at most, however small the pieces are.
func (t *gate) scanned(n int, eof bool) bool {
	if t.scan == nil {
		return true
	}
	for ; ; t.ahead = max(1, 2*t.ahead) {
		window, all := n+t.ahead, false
		if window >= len(t.held()) {
			if !eof && window > len(t.held()) {
				return false
			}
			window, all = min(window, len(t.held())), eof
		}
		all = all || t.ahead >= maxScanAhead
		alive := t.look(n, window, all)
		if t.state.Err != nil || all || alive >= n {
			t.ahead = 0
			if t.state.Err == nil {
				t.flag(n)
			}
			return true
		}
	}
}

// look scans the first bytes that are held, halts on what the policy halts on if it begins before n, and returns where
// something begins that more bytes could change. Such a thing halts only if no more bytes are to be looked at.
func (t *gate) look(n, window int, all bool) (alive int) {
	if t.scan == nil {
		return n
	}
	if err := t.guard.scanner.kernel.Scan(t.scan, alias(t.held()[:window]), ScanOutput); err != nil {
		t.stop(err)
		return n
	}
	for _, f := range t.scan.Findings {
		rule := t.guard.scanner.kernel.Rule(f.Rule)
		if !all && f.Span.Start >= t.scan.Alive {
			break
		}
		if f.Span.Start < n && t.guard.policy.Scan.action(ScanOutput, rule.Category, rule.Weight) == ActionHalt && !t.allowed(f) {
			c := Claim{Span: Span{Start: t.at, End: t.at + n}}
			t.stopAt(HaltError{Cause: CauseFinding, Rule: rule.ID, Claim: c, Finding: t.guard.scanner.finding(f, t.at)})
			return n
		}
	}
	return t.scan.Alive
}

// flag reports the findings of the last look that begin before n.
func (t *gate) flag(n int) {
	for _, f := range t.scan.Findings {
		rule := t.guard.scanner.kernel.Rule(f.Rule)
		if f.Span.Start >= n || t.guard.policy.Scan.action(ScanOutput, rule.Category, rule.Weight) != ActionFlag || t.allowed(f) {
			continue
		}
		t.state.Flagged++
		if t.opts.OnFinding != nil {
			t.opts.OnFinding(t.guard.scanner.finding(f, t.at))
		}
	}
}

// allowed reports whether the policy takes what was found for none.
func (t *gate) allowed(f fallback.Finding) bool {
	return t.guard.policy.Scan.allows(alias(t.held()[f.Span.Start:f.Span.End]))
}
