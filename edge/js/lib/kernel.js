// What the kernel computes, a method a function. Texts are strings or bytes; spans are in bytes of their UTF-8.
import * as abi from './abi.js'
import { Analysis } from './analysis.js'
import { ArgumentError, ClosedError, CorruptIndexError, KernelLostError, ModuleError, TableError } from './errors.js'
import { BUFFER, CORRUPT_INDEX, Instance, sizeOf } from './instance.js'
import { readModels, readRules } from './rules.js'
import { selfTest } from './selftest.js'

const encoder = new TextEncoder()

/** A long string is encoded first, so that it takes no more memory than it needs. */
const compact = (text) => (typeof text === 'string' && text.length > 1 << 16 ? encoder.encode(text) : text)

const number = (value, name) => {
  if (typeof value !== 'number') throw new ArgumentError(`${name} is a number, not ${typeof value}`)
  return value
}
const whole = (value, name) => {
  if (!Number.isInteger(value) || Math.abs(value) > 2 ** 63) throw new ArgumentError(`${name} is a whole number, not ${value}`)
  return BigInt(value)
}

const modeNumber = (mode) => {
  const m = abi.scanModes.indexOf(mode)
  if (m < 0) throw new ArgumentError(`mode is ${abi.scanModes.join(', ')}, not ${mode}`)
  return m
}

const sureWeight = 75 // from which a rule for attacks decides by itself

export const coherenceDefaults = { threshold: 0.6, soft_limit: 0.7, weight_logic: 0.6, weight_fact: 0.4 }
export const haltDefaults = {
  hard_limit: 0.5, soft_limit: 0.7, window: 10, window_threshold: 0.55, trend_window: 5, trend_threshold: 0.15, entropy_limit: 1.2, deadline_ms: 50,
}
const injectionDefaults = { detect: 0.7, drift: 0.6, claim: 0.75, trace_floor: 0.15, stage1_weight: 0.3 }

export class Kernel {
  #module
  #tables
  #live // the instance that serves the next call
  #rules
  #points // of each mode the score from which a text is taken for an attack
  #closed = false

  constructor(module, tables) {
    this.#module = module
    this.#tables = tables
    const instance = this.#use()
    try {
      this.#rules = readRules(tables)
      this.#points = readModels(tables).map((m) => (m ? 1 / (1 + instance.run('bf_exp', -m.balanced / m.scale)) : 1))
    } catch (cause) {
      throw new TableError(`the tables' rules cannot be read: ${cause.message}`, { cause })
    }
    this.version = cString(instance, instance.run('bf_version'))
    const wrong = selfTest(this)
    if (wrong) throw new ModuleError(`the kernel fails its self-test: ${wrong}`)
  }

  /** The instance for a call: a fresh one if there is none, or the last was lost. */
  #use() {
    if (this.#closed) throw new ClosedError('the kernel is closed')
    if (!this.#live || this.#live.lost) this.#live = start(this.#module, this.#tables)
    return this.#live
  }

  close() {
    this.#closed = true
    this.#live = undefined
  }

  /** How many bytes of memory the kernel has taken. */
  get memory() { return this.#use().exports.memory.buffer.byteLength }

  digest() {
    const i = this.#use()
    i.frame(8)
    const out = i.room(8)
    i.status('bf_kernel_digest', undefined, i.kernel, out)
    return i.view.getBigUint64(out, true)
  }

  fold(text) {
    const i = this.#use()
    text = compact(text)
    const { cap, count, outs: [out, map] } = sized(i, text, sizeOf(text), [1, 4], (at, len, [out, map], cap, count) =>
      i.status('bf_fold', BUFFER, i.kernel, at, len, out, map, cap, count))
    const n = within(i.u32(count), cap)
    return finish(i, { text: i.copy(out, n), map: new Uint32Array(i.copy(map, 4 * n).buffer) })
  }

  /** The end of the first claim of a text, 0 if more is needed. */
  segment({ bytes: state }, text, eof) {
    const i = this.#use()
    text = compact(text)
    i.frame(sizeOf(text) + 32)
    const at = i.put(text), len = i.len, s = i.put(state), end = i.room(8)
    i.status('bf_segment', undefined, i.kernel, s, at, len, eof ? 1 : 0, end)
    state.set(i.bytes.subarray(s, s + abi.segmenterSize))
    return finish(i, i.u32(end))
  }

  /** The claims of a whole text, white space before each included. */
  claims(text) {
    const i = this.#use()
    text = compact(text)
    i.frame(sizeOf(text) + 32)
    const at = i.put(text), len = i.len, state = i.room(abi.segmenterSize), end = i.room(8), claims = []
    i.bytes.fill(0, state, state + abi.segmenterSize)
    for (let start = 0; start < len; start = claims.at(-1).end) {
      i.status('bf_segment', undefined, i.kernel, state, at + start, len - start, 1, end)
      claims.push({ start, end: start + i.u32(end) })
    }
    return finish(i, claims)
  }

  analyze(text) {
    const i = this.#use()
    text = compact(text)
    const { cap, count, outs: [out] } = sized(i, text, 2 * sizeOf(text) + 64, [8], (at, len, [out], cap, count) =>
      i.status('bf_analyze', BUFFER, i.kernel, at, len, out, cap, count))
    return finish(i, new Analysis(i.copy(out, 8 * within(i.u32(count), cap)), (unit) => this.unitName(unit)))
  }

  unitName(unit) {
    const i = this.#use()
    i.frame(272)
    const out = i.room(256), count = i.room(8)
    i.status('bf_unit_name', undefined, i.kernel, unit, out, 256, count)
    return i.string(out, within(i.u32(count), 256))
  }

  signals(claim, source) {
    const i = this.#use()
    claim = compact(claim)
    source = compact(source)
    i.frame(sizeOf(claim) + sizeOf(source) + abi.signalsSize)
    const a = i.put(claim), n = i.len, b = i.put(source), m = i.len, out = i.room(abi.signalsSize)
    i.status('bf_signals', undefined, i.kernel, a, n, b, m, out)
    return finish(i, abi.signals(i.view, out))
  }

  scan(text, mode = 'prompt') {
    const i = this.#use()
    text = compact(text)
    const m = modeNumber(mode)
    const { cap, count, outs: [out, alive] } = sized(i, text, 32, [abi.findingSize], (at, len, [out, alive], cap, count) =>
      i.status('bf_scan', BUFFER, i.kernel, at, len, m, out, cap, count, alive), 8)
    const n = within(i.u32(count), cap)
    const findings = Array.from({ length: n }, (_, k) => this.#finding(abi.finding(i.view, out + k * abi.findingSize)))
    return finish(i, { findings, alive: i.u32(alive) })
  }

  /** How likely a text is an attack by the model for a mode, and the words that speak most for it. */
  injectionScore(text, mode = 'prompt') {
    const i = this.#use()
    text = compact(text)
    i.frame(sizeOf(text) + abi.injectionScoreSize)
    const at = i.put(text), len = i.len, out = i.room(abi.injectionScoreSize)
    i.status('bf_injection_score', undefined, i.kernel, at, len, modeNumber(mode), out)
    return finish(i, { score: i.view.getFloat64(out, true), span: abi.span(i.view, out + 8) })
  }

  /** Whether a text is an attack on a model, by the rules and by the model. */
  injection(text, mode = 'prompt') {
    const sure = this.scan(text, mode).findings.filter((f) => f.category !== 'secret' && f.category !== 'pii' && f.weight >= sureWeight)
    const found = { score: 0, detected: sure.length > 0, span: { start: 0, end: 0 } }
    for (const f of sure) if (f.weight / 100 > found.score) Object.assign(found, { score: f.weight / 100, span: { start: f.start, end: f.end } })
    const model = this.injectionScore(text, mode)
    found.detected ||= model.score >= (this.#points[modeNumber(mode)] ?? 1)
    return model.score > found.score ? { ...model, detected: found.detected } : found
  }

  /** The view of a text that rules against attacks read. */
  skeleton(text) {
    const i = this.#use()
    text = compact(text)
    const { cap, count, outs: [out] } = sized(i, text, sizeOf(text), [1], (at, len, [out], cap, count) =>
      i.status('bf_skeleton', BUFFER, i.kernel, at, len, out, cap, count))
    return finish(i, i.copy(out, within(i.u32(count), cap)))
  }

  #finding({ rule, span, layers, validated }) {
    const info = this.#rules[rule]
    const names = []
    for (; layers; layers >>= 4) names.push(abi.layers[layers & 15])
    return { rule: info.id, category: info.category, type: info.type, start: span.start, end: span.end, layer: names.join('>'), weight: info.weight, validated }
  }

  coherence(hLogical = NaN, hFactual = NaN, config = {}) {
    const i = this.#use()
    i.frame(64)
    const c = i.floats(coherenceConfig(config)), out = i.room(abi.coherenceSize)
    i.status('bf_coherence', undefined, c, number(hLogical, 'hLogical'), number(hFactual, 'hFactual'), out)
    return abi.score(i.view, out)
  }

  injectionVerdict(claims, sanitizer, baseline, config = {}) {
    const i = this.#use()
    const c = { ...injectionDefaults, ...known(config, injectionDefaults) }
    const fields = claims.flatMap((k) => [k.traceability, k.entityOverlap, k.forward, k.reverse].map((v) => number(v, 'a measure of a claim')))
    i.frame(8 * fields.length + 40 + claims.length * abi.claimResultSize + abi.injectionResultSize)
    const at = i.floats(fields), cfg = i.floats([c.detect, c.drift, c.claim, c.trace_floor, c.stage1_weight])
    const results = i.room(claims.length * abi.claimResultSize), out = i.room(abi.injectionResultSize)
    i.status('bf_injection_verdict', undefined, at, claims.length, number(sanitizer, 'sanitizer'), number(baseline, 'baseline'), cfg, results, out)
    return finish(i, {
      claims: claims.map((_, k) => ({
        verdict: abi.claimVerdicts[i.view.getUint8(results + k * abi.claimResultSize)],
        divergence: i.view.getFloat64(results + k * abi.claimResultSize + 8, true),
      })),
      risk: i.view.getFloat64(out, true),
      combined: i.view.getFloat64(out + 8, true),
      detected: i.view.getUint8(out + 16) !== 0,
    })
  }

  softmax(logits, cols) { return this.#matrix('bf_softmax', logits, [whole(cols, 'cols')], logits.length) }

  divergence(probs, cols, contradiction = 2, neutral = 1) {
    return this.#matrix('bf_divergence', probs, [cols, contradiction, neutral].map((c) => whole(c, 'a column')), rows(probs, cols))
  }

  confidence(probs, cols) { return this.#matrix('bf_confidence', probs, [whole(cols, 'cols')], rows(probs, cols)) }

  #matrix(name, values, columns, n) {
    const i = this.#use()
    i.frame(8 * (values.length + n))
    const at = i.floats(values), out = i.room(8 * n)
    i.status(name, undefined, at, values.length, ...columns, out)
    return finish(i, Array.from({ length: n }, (_, k) => i.view.getFloat64(out + 8 * k, true)))
  }

  terms(text) {
    const i = this.#use()
    text = compact(text)
    const { cap, count, outs: [out] } = sized(i, text, sizeOf(text), [8], (at, len, [out], cap, count) =>
      i.status('bf_terms', BUFFER, i.kernel, at, len, out, cap, count))
    return finish(i, new BigUint64Array(i.copy(out, 8 * within(i.u32(count), cap)).buffer))
  }

  stem(word) {
    const i = this.#use()
    const { cap, count, outs: [out] } = sized(i, word, sizeOf(word), [1], (at, len, [out], cap, count) =>
      i.status('bf_stem', BUFFER, at, len, out, cap, count))
    return finish(i, i.copy(out, within(i.u32(count), cap)))
  }

  hash(word) {
    const i = this.#use()
    i.frame(sizeOf(word) + 8)
    const at = i.put(word), len = i.len, out = i.room(8)
    i.status('bf_hash_word', undefined, at, len, out)
    return finish(i, i.view.getBigUint64(out, true))
  }

  /** A machine that is driven a token at a time. */
  halt(config = {}) { return new Halt(() => this.#use(), config) }

  newIndex({ k1 = 1.2, b = 0.75 } = {}) {
    const i = this.#use()
    i.frame(32)
    const params = i.floats([number(k1, 'k1'), number(b, 'b')]), out = i.room(8)
    i.status('bf_index_new', undefined, i.kernel, params, out)
    return new Index(i, i.u32(out))
  }

  loadIndex(bytes) {
    const i = this.#use()
    i.frame(sizeOf(bytes) + 16)
    const at = i.put(bytes), out = i.room(8), offset = i.room(8)
    if (i.status('bf_index_load', CORRUPT_INDEX, i.kernel, at, i.len, out, offset) === CORRUPT_INDEX) {
      const words = i.string(i.message + 4, i.u32(i.message))
      throw new CorruptIndexError(words, Number(i.view.getBigUint64(offset, true)))
    }
    return finish(i, new Index(i, i.u32(out)))
  }
}

/** Starts a module, makes sure that it is the kernel that this package drives, and opens it over the tables. */
function start(module, tables) {
  const i = new Instance(module)
  const version = cString(i, i.run('bf_version'))
  if (!abi.supported.test(version)) throw new ModuleError(`version ${JSON.stringify(version)} of the kernel; want ${abi.supported.source}`)
  const fingerprint = BigInt.asUintN(64, i.run('bf_abi_fingerprint'))
  if (fingerprint !== abi.fingerprint) throw new ModuleError(`ABI fingerprint ${fingerprint.toString(16)}; want ${abi.fingerprint.toString(16)}`)
  const contract = i.run('bf_contract')
  if (contract !== abi.contract) throw new ModuleError(`contract ${contract}; want ${abi.contract}`)
  i.frame(sizeOf(tables) + 8)
  const at = i.put(tables), len = i.len, out = i.room(8)
  i.status('bf_kernel_open', undefined, at, len, out)
  i.kernel = i.u32(out)
  return finish(i, i)
}

/** Gives back what a call took that was large, and returns its result. */
function finish(instance, result) {
  instance.done()
  return result
}

function cString(i, at) {
  let end = at
  while (end < i.bytes.length && i.bytes[end] !== 0) end++
  return i.string(at, end - at)
}

function within(n, cap) {
  if (n > cap) throw new ModuleError('the kernel says that it wrote more than there is room for')
  return n
}

/**
 * Calls a function over a text whose outputs, one value of each size for each of cap, may turn out not to fit: once with room
 * for cap values, and if that is not enough once more with what it asked for. The last output has a fixed size besides.
 */
function sized(i, text, cap, sizes, call, fixed = 0) {
  for (let last = false; ; last = true) {
    i.frame(sizeOf(text) + sizes.reduce((sum, size) => sum + size * cap + 8, 16 + fixed))
    const at = i.put(text), len = i.len, count = i.room(8)
    const outs = sizes.map((size) => i.room(size * cap))
    if (fixed) outs.push(i.room(fixed))
    if (call(at, len, outs, cap, count) !== BUFFER) return { cap, count, outs }
    if (last) throw new ModuleError('the kernel wants more room each time it is asked')
    cap = i.u32(count)
  }
}

const rows = (values, cols) => (Number.isSafeInteger(cols) && cols > 0 ? Math.floor(values.length / cols) : 0)

function known(config, defaults) {
  for (const key of Object.keys(config)) if (!(key in defaults)) throw new ArgumentError(`there is no ${key}; want ${Object.keys(defaults).join(', ')}`)
  return Object.fromEntries(Object.entries(config).filter(([key, v]) => v !== undefined && number(v, key) !== undefined))
}

export const coherenceConfig = (config) => {
  const c = { ...coherenceDefaults, ...known(config, coherenceDefaults) }
  return [c.threshold, c.soft_limit, c.weight_logic, c.weight_fact]
}

/** The streaming state machine over scores. */
export class Halt {
  #use
  #state
  #words

  constructor(use, config) {
    this.#use = use
    const c = { ...haltDefaults, ...known(config, haltDefaults) }
    const i = use()
    for (let words = 64; ; words = i.u32(this.count)) {
      i.frame(8 * words + 80)
      const cfg = i.floats([c.hard_limit, c.soft_limit, 0, c.window_threshold, 0, c.trend_threshold, c.entropy_limit, c.deadline_ms])
      i.view.setBigInt64(cfg + 16, whole(c.window, 'window'), true)
      i.view.setBigInt64(cfg + 32, whole(c.trend_window, 'trend_window'), true)
      const state = i.room(8 * words)
      this.count = i.room(8)
      if (i.status('bf_halt_start', BUFFER, cfg, state, words, this.count) === BUFFER) continue
      this.#words = within(i.u32(this.count), words)
      this.#state = i.copy(state, 8 * this.#words)
      return finish(i, this)
    }
  }

  step({ score, entropy, elapsed }) {
    const i = this.#use()
    i.frame(8 * this.#words + abi.haltTokenSize + abi.haltDecisionSize + 8)
    const state = i.put(this.#state), token = i.floats([number(score, 'score'), entropy ?? 0, 0, elapsed ?? 0, 0])
    i.view.setUint8(token + 16, entropy === undefined ? 0 : 1)
    i.view.setUint8(token + 32, elapsed === undefined ? 0 : 1)
    const out = i.room(abi.haltDecisionSize)
    i.status('bf_halt_step', undefined, state, this.#words, token, out)
    this.#state.set(i.bytes.subarray(state, state + 8 * this.#words))
    return finish(i, abi.haltDecision(i.view, out))
  }
}

const registry = globalThis.FinalizationRegistry && new FinalizationRegistry(({ instance, ptr }) => {
  if (!instance.lost) instance.run('bf_index_free', ptr)
})

/** Documents in the kernel's memory, or a snapshot of some, which never changes. */
export class Index {
  #instance
  #ptr

  constructor(instance, ptr) {
    this.#instance = instance
    this.#ptr = ptr
    registry?.register(this, { instance, ptr }, this)
  }

  #use() {
    if (!this.#ptr) throw new ClosedError('the index is closed')
    const lost = this.#instance.lost
    if (lost) throw new KernelLostError('the index is gone with the kernel that held it', { cause: lost })
    return this.#instance
  }

  close() {
    if (!this.#ptr) return
    registry?.unregister(this)
    if (!this.#instance.lost) this.#instance.run('bf_index_free', this.#ptr)
    this.#ptr = 0
  }

  add(id, text) { this.#put('bf_index_add', id, text) }

  replace(id, text) { this.#put('bf_index_replace', id, text) }

  #put(name, id, text) {
    const i = this.#use()
    text = compact(text)
    i.frame(sizeOf(id) + sizeOf(text))
    const a = i.put(id), n = i.len, b = i.put(text), m = i.len
    i.status(name, undefined, this.#ptr, a, n, b, m)
    finish(i)
  }

  remove(id) {
    const i = this.#use()
    i.frame(sizeOf(id) + 8)
    const at = i.put(id), len = i.len, removed = i.room(8)
    i.status('bf_index_remove', undefined, this.#ptr, at, len, removed)
    return finish(i, i.view.getUint8(removed) !== 0)
  }

  get size() {
    const i = this.#use()
    i.frame(8)
    const out = i.room(8)
    i.status('bf_index_len', undefined, this.#ptr, out)
    return i.u32(out)
  }

  snapshot() {
    const i = this.#use()
    i.frame(8)
    const out = i.room(8)
    i.status('bf_index_snapshot', undefined, this.#ptr, out)
    return new Index(i, i.u32(out))
  }

  /** The at most k best documents: [{doc, score}]. */
  search(query, k) {
    k = Math.min(Number(whole(k, 'k')), this.size)
    if (k <= 0) return []
    const i = this.#use()
    query = compact(query)
    i.frame(sizeOf(query) + k * abi.hitSize + 8)
    const at = i.put(query), len = i.len, hits = i.room(k * abi.hitSize), count = i.room(8)
    i.status('bf_index_search', undefined, this.#ptr, at, len, hits, k, count)
    return finish(i, Array.from({ length: within(i.u32(count), k) }, (_, n) => ({
      doc: i.u32(hits + n * abi.hitSize),
      score: i.view.getFloat64(hits + n * abi.hitSize + 8, true),
    })))
  }

  /** A document by its number: bytes of its id and of its text. */
  document(doc) {
    const i = this.#use()
    for (let cap = 512; ;) {
      i.frame(cap + 24)
      const out = i.room(cap), ids = i.room(8), texts = i.room(8)
      const status = i.status('bf_index_document', BUFFER, this.#ptr, doc, out, cap, ids, texts)
      const n = i.u32(ids), m = i.u32(texts)
      if (status !== BUFFER) return finish(i, { id: i.copy(out, within(n, cap)), text: i.copy(out + n, within(n + m, cap) - n) })
      cap = n + m
    }
  }

  ground(claim) {
    const i = this.#use()
    claim = compact(claim)
    i.frame(sizeOf(claim) + abi.groundingSize)
    const at = i.put(claim), len = i.len, out = i.room(abi.groundingSize)
    i.status('bf_ground', undefined, this.#ptr, at, len, out)
    return finish(i, abi.grounding(i.view, out))
  }

  review(answer, hLogical = NaN, config = {}) {
    const i = this.#use()
    answer = compact(answer)
    const c = coherenceConfig(config)
    for (let cap = (sizeOf(answer) >> 5) + 16; ;) {
      i.frame(sizeOf(answer) + 32 + abi.reviewSize + cap * abi.groundingSize + 8)
      const at = i.put(answer), len = i.len, cfg = i.floats(c), out = i.room(abi.reviewSize)
      const claims = i.room(cap * abi.groundingSize), count = i.room(8)
      const status = i.status('bf_review', BUFFER, this.#ptr, at, len, cfg, number(hLogical, 'hLogical'), out, claims, cap, count)
      const n = i.u32(count)
      if (status === BUFFER) {
        cap = n
        continue
      }
      return finish(i, {
        ...abi.score(i.view, out),
        hLogical: i.view.getFloat64(out + 16, true),
        hFactual: i.view.getFloat64(out + 24, true),
        claims: Array.from({ length: within(n, cap) }, (_, k) => abi.grounding(i.view, claims + k * abi.groundingSize)),
      })
    }
  }

  save() {
    const i = this.#use()
    for (let cap = 4096; ;) {
      i.frame(cap + 8)
      const out = i.room(cap), count = i.room(8)
      if (i.status('bf_index_save', BUFFER, this.#ptr, out, cap, count) !== BUFFER) return finish(i, i.copy(out, within(i.u32(count), cap)))
      cap = i.u32(count)
    }
  }
}

if (Symbol.dispose) {
  for (const type of [Kernel, Index]) type.prototype[Symbol.dispose] = type.prototype.close
}
