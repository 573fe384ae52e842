// The C interface as wasm32 has it: what the module must be, and where the fields of its records are. A test holds the numbers
// against include/backfire.h, and every vector goes through the records.

export const supported = /^0\.1\.\d+$/ // of the kernel's version; pre-releases are not
export { fingerprint } from './fingerprint.js'
export const contract = 1

export const verdicts = ['unknown', 'supported', 'contradicted']
export const reasons = ['unsupported', 'no_facts', 'no_content', 'restated', 'number', 'unit', 'date', 'negation', 'antonym', 'entity']
export const haltReasons = ['', 'non_finite', 'hard_limit', 'window_mean', 'trend', 'entropy', 'deadline']
export const claimVerdicts = ['grounded', 'drifted', 'injected']
export const numerics = ['none', 'consistent', 'conflicting']
export const numberKinds = ['', '', 'date', 'time', 'weekday', 'decade', 'code'] // what stands for a unit
export const scanModes = ['prompt', 'document', 'output']
export const categories = [
  'override', 'role_switch', 'delimiter', 'extraction', 'output_manipulation', 'exfiltration', 'tool_abuse', 'jailbreak', 'encoded',
  'path_traversal', 'hidden_text', 'layer', 'secret', 'pii',
]
export const layers = ['', 'base64', 'hex', 'url', 'html', 'escape', 'rot13', 'reversed', 'tags']

export const segmenterSize = 16
export const groundingSize = 56
export const hitSize = 16
export const haltTokenSize = 40
export const haltDecisionSize = 32
export const signalsSize = 40
export const reviewSize = 32
export const coherenceSize = 16
export const claimResultSize = 16
export const injectionResultSize = 24
export const findingSize = 24
export const injectionScoreSize = 16

/** A span: two u32. */
export const span = (view, at) => ({ start: view.getUint32(at, true), end: view.getUint32(at + 4, true) })

export const grounding = (view, at) => ({
  verdict: verdicts[view.getUint8(at)],
  reason: reasons[view.getUint8(at + 1)],
  support: view.getFloat64(at + 8, true),
  claim: span(view, at + 16),
  doc: Number(view.getBigInt64(at + 24, true)), // -1 for none
  evidence: span(view, at + 32),
  claimFocus: span(view, at + 40),
  evidenceFocus: span(view, at + 48),
})

export const score = (view, at) => ({
  score: view.getFloat64(at, true),
  approved: view.getUint8(at + 8) !== 0,
  warning: view.getUint8(at + 9) !== 0,
})

export const signals = (view, at) => ({
  entityOverlap: view.getFloat64(at, true),
  numeric: numerics[view.getUint8(at + 8)],
  negationFlip: view.getUint8(at + 9) !== 0,
  traceability: view.getFloat64(at + 16, true),
  wordOverlap: view.getFloat64(at + 24, true),
  lite: view.getFloat64(at + 32, true),
})

export const haltDecision = (view, at) => ({
  index: view.getUint32(at, true),
  halted: view.getUint8(at + 4) !== 0,
  reason: haltReasons[view.getUint8(at + 5)],
  value: view.getFloat64(at + 8, true),
  limit: view.getFloat64(at + 16, true),
  warning: view.getUint8(at + 24) !== 0,
})

export const finding = (view, at) => ({
  rule: Number(view.getBigInt64(at, true)),
  span: span(view, at + 8),
  layers: view.getUint16(at + 16, true),
  validated: view.getUint8(at + 18) !== 0,
})
