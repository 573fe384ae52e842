// TEMPORARY stand-in so that everybody's code compiles; whoever brings index.go deletes this file.
package fallback
import ("math"; "io")
type SearchScratch struct{}
type Hit struct{Doc uint32; Score float64}
type BM25 struct{K1,B float64}
type Index struct{ k *Kernel; ids, texts []string; terms [][]uint64; an []*Analysis }
func (k *Kernel) NewIndex(p BM25) (*Index, error) { return &Index{k:k}, nil }
func (x *Index) Add(id, text string) error { x.ids=append(x.ids,id); x.texts=append(x.texts,text); x.terms=append(x.terms,x.k.Terms(nil,text)); a:=new(Analysis); x.k.Analyze(a,text); x.an=append(x.an,a); return nil }
type Snapshot struct{ x *Index }
func (x *Index) Snapshot() Snapshot { return Snapshot{x} }
func (s Snapshot) Len() int { return len(s.x.texts) }
func (s Snapshot) Text(d uint32) string { return s.x.texts[d] }
func (s Snapshot) analysis(k *Kernel, d uint32) *Analysis { return s.x.an[d] }
func (s Snapshot) Search(sc *SearchScratch, q []uint64, k int, hits []Hit) []Hit {
	n := len(s.x.texts); sc2 := make([]float64, n); tot:=0; for _, t := range s.x.terms { tot += len(t) }
	avg := float64(tot)/float64(n)
	for _, w := range q { df := 0; for _, t := range s.x.terms { for _, v := range t { if v==w {df++;break} } }
		idf := math.Log((float64(n-df)+.5)/(float64(df)+.5)+1)
		for d, t := range s.x.terms { tf:=0.; for _, v := range t { if v==w {tf++} }; if tf>0 { sc2[d] += idf*tf*2.2/(tf+1.2*(.25+.75*float64(len(t))/avg)) } } }
	for len(hits) < k { b:=-1; for d := range sc2 { if sc2[d]>0 && (b<0||sc2[d]>sc2[b]) {b=d} }; if b<0 {break}; hits=append(hits,Hit{uint32(b),sc2[b]}); sc2[b]=0 }
	return hits }
type DuplicateIDError struct{ ID string }
func (e *DuplicateIDError) Error() string { return "duplicate id " + e.ID }
type CorruptIndexError struct{}
func (e *CorruptIndexError) Error() string { return "corrupt" }
var DefaultBM25 = BM25{1.2, .75}
func (x *Index) Replace(id, text string) error { return x.Add(id, text) }
func (x *Index) Remove(id string) bool { return false }
func (x *Index) Len() int { return len(x.ids) }
func (x *Index) Save(w io.Writer) error { return nil }
func (k *Kernel) LoadIndex(r io.Reader) (*Index, error) { return nil, &CorruptIndexError{} }
func (s Snapshot) ID(d uint32) string { return s.x.ids[d] }
