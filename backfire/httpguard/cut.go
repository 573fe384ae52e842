package httpguard

import (
	"cmp"
	"slices"
)

// cutEdits returns the edits that leave of the pieces only what is kept: the rest of their text goes, and so does what
// belongs to an element of which something goes.
func cutEdits(pieces []piece, kept []keep, cuts []cut) []edit {
	var edits []edit
	cutElements := map[int]bool{}
	for i, p := range pieces {
		if kept[i].all {
			continue
		}
		cutElements[p.part.a] = true
		if !p.at.empty() {
			edits = append(edits, edit{p.at, quoted(prefix(p.text, kept[i].bytes))})
		}
	}
	for _, c := range cuts {
		if cutElements[c.a] {
			edits = append(edits, c.edit)
		}
	}
	return edits
}

// inOrder returns edits in the order of their places. Of those that lie within another only the outer one stays.
func inOrder(edits []edit) []edit {
	slices.SortStableFunc(edits, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.at.start, b.at.start), cmp.Compare(b.at.end, a.at.end))
	})
	end := -1
	return slices.DeleteFunc(edits, func(e edit) bool {
		if e.at.start < end {
			return true
		}
		end = max(end, e.at.end)
		return false
	})
}
