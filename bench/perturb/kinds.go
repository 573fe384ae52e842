package main

import "math/rand/v2"

// kind is one way of making a claim false. find returns every place of the claim it applies to, with the change for it.
type kind struct {
	name string
	find func(v *view, r *rand.Rand) []change
	// varied kinds put the same words into a limited share of their claims: else half of all opposites are men and women.
	varied bool
}

// kinds returns the kinds in the order in which rows are made.
func kinds(book *nameBook) []kind {
	return []kind{
		{name: "number", find: changeNumbers},
		{name: "unit", find: changeUnits},
		{name: "date", find: changeDates},
		{name: "negation_insert", find: insertNegations},
		{name: "negation_drop", find: dropNegations},
		{name: "antonym", find: changeAntonyms, varied: true},
		{name: "name", find: book.change},
	}
}
