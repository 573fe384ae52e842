package fallback

// analysis returns the analysis of a document's text, which is made at the first call and kept with the document. It is
// safe for concurrent use: goroutines that ask for the first time at once may each make it.
func (s Snapshot) analysis(k *Kernel, doc uint32) *Analysis {
	d := s.document(doc)
	if a := d.analysis.Load(); a != nil {
		return a
	}
	a := new(Analysis)
	k.Analyze(a, d.text)
	d.analysis.Store(a)
	return a
}
