// Package vectors holds no code: its folder has the test vectors that every kernel must reproduce to the last bit. A Go
// file stands here so that vendoring carries the folder.
//
// There is one JSON file a function, with one case a line:
//
//	{"version":1,"function":"fold","cases":[
//	{"name":"…","in":{…},"out":{…}},
//	{"name":"…","in":{…},"err":{"code":"…","message":"…"}}
//	]}
//
// in, out and err are those of `backfire call`, which contract/SPEC.md describes under "The JSON face": a text that is not
// valid UTF-8 is {"b64":"…"}, a float the shortest decimal that reads back the same, or "NaN", "Infinity", "-Infinity".
// Ten functions are not served by `backfire call`:
//
//   - hash: {text} → {hash}, Hash64 of the bytes, sixteen hexadecimal digits.
//   - stem: {word} → {stem}.
//   - terms: {text} → {terms}, each as in hash.
//   - skeleton: {text} → {skeleton}.
//   - alive: {text, mode?} → {alive}, the start of the earliest match that more text could change, as Scan says.
//   - injection_score: {text, mode?} → {score, span}, what the model for the mode says.
//   - validate: {check, text} → {valid}, how many of the first bytes of a match the named check finds valid.
//   - segment: {chunks, cut?} → {ends, after}. The text arrives chunk by chunk. ends are the ends of its claims, in bytes
//     of the whole text; after says of each how many chunks had arrived when it was decided, one more than there are if
//     that took the end of the text. With cut, the caller ends the claim in progress after so many bytes, once the claims
//     that the first chunk decides are known; that end is listed too.
//   - index: {do} → {answers}, one answer for each op that is done to one index with the default parameters: {op: "add",
//     id, text} → whether the id was free; {op: "replace", id, text} → null; {op: "remove", id} → whether it was there;
//     {op: "search", query, k} → [{id, score}]; {op: "save"} → the saved index, a text; {op: "load"} → null, and the
//     index is from now on the one saved last, read back.
//   - index_load: {bytes} → {documents}, how many documents the saved index has that bytes are, or an error of the code
//     corrupt_index.
//
// Names and inputs are unique within a file. manifest.json names each file's function, number of cases and digest, the
// contract number that the expectations belong to, and the digest of the tables that kernels are opened with.
//
// The inputs are chosen in contract/gen/vectors, whose command writes these files and the copy under kernel/testdata.
package vectors

//go:generate go run ../gen/vectors
