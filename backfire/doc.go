// Package backfire stops a language model in mid-answer when the answer contradicts the facts it was given.
//
// A Guard is made of facts and a Policy. Its Review judges a finished answer; its Stream and Filter judge an answer as
// it comes and release each claim only after its verdict, so that the text which reaches the reader ends before the
// first claim that a fact contradicts. Every verdict names its evidence: the fact, the sentence of it, the words that
// decided.
//
// A verdict has three values. A claim is supported when a fact says the same, contradicted when a fact has another value
// in the same place (another number, unit, date or name, an opposite word, a negation too many or too few), and unknown
// otherwise. Only a contradiction halts, unless the policy is strict or halts on scores.
//
// The work is done by a kernel, a set of pure functions over bytes. This package adds what a kernel must not know: files,
// policies, clocks, contexts, hooks and writers. It opens no network connection and imports no network package.
//
// All offsets in this package are half-open ranges of bytes. Those of a Claim count from the start of the answer, and
// those of a Fact from the start of its file.
package backfire
