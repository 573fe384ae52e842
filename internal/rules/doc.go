// Package rules reads rule files and compiles them into the tables that kernels scan with. A kernel knows nothing of
// patterns: one automaton finds the anchors of all rules, and two small DFAs for each anchor confirm what is around it.
// contract/SPEC.md says what the tables hold, contract/rules/README.md how a rule is written.
package rules
