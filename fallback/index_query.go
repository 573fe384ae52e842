package fallback

// unknownTerm stands for a query term that no document has.
const unknownTerm = 1<<32 - 1

// queryTerms numbers the distinct terms of a query.
type queryTerms struct {
	distinct []uint64
	numbers  []uint32
	seen     map[uint64]uint32 // for long queries
}

// longQuery is the length from which a query's terms are looked up in a map.
const longQuery = 48

// number sets distinct to the query's terms in the order of their first occurrences and returns, for each occurrence,
// which of them it is.
func (q *queryTerms) number(query []uint64) []uint32 {
	q.distinct, q.numbers = q.distinct[:0], q.numbers[:0]
	find := q.scan
	if len(query) >= longQuery {
		find = q.lookUp
		if q.seen == nil {
			q.seen = map[uint64]uint32{}
		}
		clear(q.seen)
	}
	for _, term := range query {
		q.numbers = append(q.numbers, find(term))
	}
	return q.numbers
}

// scan returns the number of a term of a short query.
func (q *queryTerms) scan(term uint64) uint32 {
	for i, t := range q.distinct {
		if t == term {
			return uint32(i)
		}
	}
	q.distinct = append(q.distinct, term)
	return uint32(len(q.distinct) - 1)
}

// lookUp returns the number of a term of a long query.
func (q *queryTerms) lookUp(term uint64) uint32 {
	n, seen := q.seen[term]
	if !seen {
		n = uint32(len(q.distinct))
		q.distinct = append(q.distinct, term)
		q.seen[term] = n
	}
	return n
}
