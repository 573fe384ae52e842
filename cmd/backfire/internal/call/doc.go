// Package call is the kernel's face to other languages: one JSON object a line in, one a line out.
//
//	{"id":…,"fn":"…","in":{…}}  →  {"id":…,"out":{…}}  or  {"id":…,"err":{"code":"…","message":"…"}}
//
// Every line gets exactly one line back, in order, whatever it holds; the id comes back as it was written. Answers are
// flushed before the next read, so a caller may write one line and wait. The functions are in the files named after
// them; contract/SPEC.md says what they compute.
package call
