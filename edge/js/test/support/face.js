// The JSON face of contract/SPEC.md over this package: what `backfire call` answers, to the last byte.
import { ArgumentError, ConfigError, CorruptIndexError, DuplicateIdError, HaltError, ShapeError } from '../../lib/errors.js'
import { Guard } from '../../lib/guard.js'
import { Redactor } from '../../lib/redact.js'
import { Segmenter } from '../../lib/segmenter.js'

const codes = new Map([[ConfigError, 'config'], [ShapeError, 'shape'], [DuplicateIdError, 'duplicate_id'], [CorruptIndexError, 'corrupt_index'], [ArgumentError, 'invalid_value']])

/** The functions that are answered. */
export const serves = (fn) => Object.hasOwn(functions, fn)

/** The answer to a line of `backfire call`. */
export function answerLine(kernel, line) {
  const { id, fn, in: input } = JSON.parse(line)
  const { out, err } = answer(kernel, fn, input)
  return `{"id":${JSON.stringify(id)},${err ? `"err":${JSON.stringify(err)}` : `"out":${out}`}}`
}

/** The answer to an input, as JSON: {out} or {err: {code, message}}. */
export function answer(kernel, fn, input) {
  try {
    return { out: functions[fn](kernel, input) }
  } catch (error) {
    const code = codes.get(error.constructor)
    if (!code) throw error
    return { err: { code, message: error.message } }
  }
}

// --- Values, in and out

const fatal = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

function bytes(text) {
  if (typeof text === 'string') return encoder.encode(text)
  return Uint8Array.from(atob(text.b64), (c) => c.charCodeAt(0))
}

function text(bytes) {
  try {
    return JSON.stringify(fatal.decode(bytes))
  } catch {
    let binary = ''
    for (const b of bytes) binary += String.fromCharCode(b)
    return `{"b64":"${btoa(binary)}"}`
  }
}

const special = { NaN, Infinity, '-Infinity': -Infinity }
const number = (v) => (typeof v === 'string' ? special[v] : v)
const optional = (v) => (v === null || v === undefined ? undefined : number(v))

const float = (f) => (Number.isFinite(f) ? (Object.is(f, -0) ? '-0' : String(f)) : `"${f}"`)
const list = (items, f) => `[${items.map(f).join(',')}]`
const span = ({ start, end }) => `[${start},${end}]`
const hex = (h) => `"${h.toString(16).padStart(16, '0')}"`

/** An object from keys and JSON. */
const object = (...members) => `{${members.map(([key, json]) => `"${key}":${json}`).join(',')}}`

const renamed = (config, names) => Object.fromEntries(Object.entries(config ?? {}).map(([key, v]) => [names[key] ?? key, optional(v)]))
const coherenceNames = { w_logic: 'weight_logic', w_fact: 'weight_fact' }

function indexOf(kernel, docs, params) {
  const index = kernel.newIndex(params)
  for (const d of docs) index.add(typeof d.id === 'number' ? String(d.id) : bytes(d.id), bytes(d.text))
  return index
}

const idOf = (d) => (typeof d.id === 'number' ? String(d.id) : text(bytes(d.id)))

function grounding(g, docs) {
  const members = [
    ['verdict', `"${g.verdict}"`], ['support', float(g.support)], ['reason', `"${g.reason}"`], ['claim_span', span(g.claim)],
    ['evidence_id', g.doc < 0 ? 'null' : idOf(docs[g.doc])], ['evidence_span', g.doc < 0 ? 'null' : span(g.evidence)],
  ]
  if (g.verdict === 'contradicted') members.push(['claim_focus', span(g.claimFocus)], ['evidence_focus', span(g.evidenceFocus)])
  return members
}

const score = (s) => [['score', float(s.score)], ['approved', s.approved], ['warning', s.warning]]
const values = (v) => object(['values', list(v, float)])
const finding = (f) => object(...['rule', 'category', 'type', 'start', 'end', 'layer', 'weight', 'validated'].map((key) => [key, JSON.stringify(f[key])]))

function assertEqual(got, want) {
  if (got !== want) throw new Error(`got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`)
}

/** Gives an index to a function and closes it. */
function over(index, f) {
  try {
    return f(index)
  } finally {
    index.close()
  }
}

const functions = {
  fold(kernel, input) {
    const folded = kernel.fold(bytes(input.text))
    return object(['folded', text(folded.text)], ['map', `[${folded.map.join(',')}]`])
  },

  analyze(kernel, input) {
    const a = kernel.analyze(bytes(input.text))
    const numbers = list(a.numbers, (n) => object(['start', n.start], ['end', n.end], ['value', n.value], ['unit', n.unit ? JSON.stringify(n.unit) : 'null']))
    return object(['sentences', list(a.sentences, span)], ['words', list(a.words, span)], ['numbers', numbers], ['names', list(a.names, span)],
      ['negations', list(a.negations, span)], ['quotes', list(a.quotes, span)])
  },

  signals(kernel, input) {
    const s = kernel.signals(bytes(input.claim), bytes(input.source))
    return object(['entity_overlap', float(s.entityOverlap)], ['numeric', `"${s.numeric}"`], ['negation_flip', s.negationFlip],
      ['traceability', float(s.traceability)], ['word_overlap', float(s.wordOverlap)], ['lite', float(s.lite)])
  },

  ground(kernel, input) {
    return over(indexOf(kernel, input.evidence), (index) => object(...grounding(index.ground(bytes(input.claim)), input.evidence)))
  },

  coherence(kernel, input) {
    return object(...score(kernel.coherence(optional(input.h_logical), optional(input.h_factual), renamed(input.config, coherenceNames))))
  },

  review(kernel, input) {
    return over(indexOf(kernel, input.facts), (index) => {
      const r = index.review(bytes(input.answer), NaN, renamed(input.config, coherenceNames))
      const claims = list(r.claims, (c) => object(...grounding(c, input.facts), ['span', span(c.claim)]))
      return object(...score(r), ['h_logical', float(r.hLogical)], ['h_factual', float(r.hFactual)], ['claims', claims])
    })
  },

  bm25(kernel, input) {
    return over(indexOf(kernel, input.docs, { k1: optional(input.k1), b: optional(input.b) }), (index) => object(['results', list(input.queries, (query) =>
      list(index.search(bytes(query), input.k), (hit) => object(['id', idOf(input.docs[hit.doc])], ['score', float(hit.score)])))]))
  },

  halt(kernel, input) {
    const machine = kernel.halt(renamed(input.config, {}))
    let halted
    const emitted = []
    for (const t of input.tokens) {
      const d = machine.step({ score: number(t.score), entropy: optional(t.entropy), elapsed: optional(t.elapsed_ms) })
      if (d.halted) {
        halted = d
        break
      }
      emitted.push(t.token)
    }
    return object(['emitted', list(emitted, (t) => text(bytes(t)))], ['halted', halted !== undefined], ['index', halted ? halted.index : -1],
      ['reason', halted ? `"${halted.reason}"` : 'null'], ['value', halted ? float(halted.value) : 'null'], ['limit', halted ? float(halted.limit) : 'null'])
  },

  injection_verdict(kernel, input) {
    const claims = input.claims.map((c) => ({
      traceability: number(c.traceability), entityOverlap: number(c.entity_overlap), forward: number(c.forward), reverse: number(c.reverse),
    }))
    const v = kernel.injectionVerdict(claims, number(input.sanitizer), number(input.baseline), renamed(input.config, {}))
    return object(['claims', list(v.claims, (c) => object(['verdict', `"${c.verdict}"`], ['divergence', float(c.divergence)]))],
      ['risk', float(v.risk)], ['combined', float(v.combined)], ['detected', v.detected])
  },

  scan(kernel, input) {
    const { score, detected } = kernel.injection(bytes(input.text), input.mode ?? 'prompt')
    return object(['findings', list(kernel.scan(bytes(input.text), input.mode ?? 'prompt').findings, finding)],
      ['injection', object(['score', float(score)], ['detected', detected])])
  },

  redact(kernel, input) {
    const redactor = new Redactor(kernel)
    const { text, items } = redactor.mask(input.text, input.mode ?? 'prompt')
    assertEqual(redactor.restore(text), input.text)
    return object(['text', JSON.stringify(text)], ['items', list(items, (m) => object(...['placeholder', 'type', 'start', 'end'].map((key) => [key, JSON.stringify(m[key])])))])
  },

  stream(kernel, input) {
    const guard = new Guard(kernel, { facts: input.facts.map(({ id, text }) => ({ id: String(id), text: bytes(text) })), policy: input.config ?? {} })
    const pieces = [], claims = []
    const gate = guard.gate((piece) => pieces.push(...piece), { onClaim: (c) => claims.push(c) })
    try {
      for (const chunk of input.chunks) gate.write(bytes(chunk))
      gate.close()
    } catch (error) {
      if (!(error instanceof HaltError)) throw error
    } finally {
      guard.close()
    }
    const ids = new Map(input.facts.map((d) => [String(d.id), idOf(d)]))
    const claim = (c) => {
      const members = [
        ['verdict', `"${c.verdict}"`], ['support', float(c.support)], ['reason', `"${c.reason}"`], ['claim_span', span(c.span)],
        ['evidence_id', c.evidence ? ids.get(c.evidence.id) : 'null'], ['evidence_span', c.evidence ? span(c.evidence.span) : 'null'],
      ]
      if (c.verdict === 'contradicted') members.push(['claim_focus', span(c.focus)], ['evidence_focus', span(c.evidence.focus)])
      members.push(['span', span(c.span)])
      if (c.unjudged) members.push(['unjudged', `"${c.unjudged}"`])
      return object(...members)
    }
    return object(['released', text(Uint8Array.from(pieces))], ['halted', gate.halt !== undefined], ['reason', gate.halt ? JSON.stringify(gate.halt.rule) : 'null'],
      ['claims', list(claims, claim)])
  },

  softmax: (kernel, input) => values(kernel.softmax(input.logits.map(number), input.cols)),
  divergence: (kernel, input) => values(kernel.divergence(input.probs.map(number), input.cols, input.contradiction ?? undefined, input.neutral ?? undefined)),
  confidence: (kernel, input) => values(kernel.confidence(input.probs.map(number), input.cols)),

  // Those that only vectors have.

  skeleton: (kernel, input) => object(['skeleton', text(kernel.skeleton(bytes(input.text)))]),
  injection_score(kernel, input) {
    const s = kernel.injectionScore(bytes(input.text), input.mode ?? 'prompt')
    return object(['score', float(s.score)], ['span', span(s.span)])
  },
  alive: (kernel, input) => object(['alive', kernel.scan(bytes(input.text), input.mode ?? 'prompt').alive]),

  hash: (kernel, input) => object(['hash', hex(kernel.hash(bytes(input.text)))]),
  stem: (kernel, input) => object(['stem', text(kernel.stem(bytes(input.word)))]),
  terms: (kernel, input) => object(['terms', list([...kernel.terms(bytes(input.text))], hex)]),

  segment(kernel, input) {
    const chunks = input.chunks.map(bytes)
    const all = new Uint8Array(chunks.reduce((sum, c) => sum + c.length, 0))
    const segmenter = new Segmenter(), ends = [], after = []
    let base = 0, held = 0
    for (let received = 1; received <= chunks.length + 1; received++) {
      const eof = received > chunks.length
      if (!eof) {
        all.set(chunks[received - 1], held)
        held += chunks[received - 1].length
      }
      for (let end; (end = kernel.segment(segmenter, all.subarray(base, held), eof)) > 0;) {
        base += end
        ends.push(base)
        after.push(received)
      }
      if (received === 1 && input.cut > 0) {
        segmenter.cut(input.cut)
        base += input.cut
        ends.push(base)
        after.push(received)
      }
    }
    return object(['ends', `[${ends}]`], ['after', `[${after}]`])
  },

  index(kernel, input) {
    let index = kernel.newIndex(), saved
    const ops = {
      add({ id, text }) {
        try {
          index.add(bytes(id), bytes(text))
          return 'true'
        } catch (error) {
          if (error instanceof DuplicateIdError) return 'false'
          throw error
        }
      },
      replace({ id, text }) { index.replace(bytes(id), bytes(text)); return 'null' },
      remove: ({ id }) => String(index.remove(bytes(id))),
      search: ({ query, k }) => over(index.snapshot(), (now) =>
        list(now.search(bytes(query), k), (hit) => object(['id', text(now.document(hit.doc).id)], ['score', float(hit.score)]))),
      save() { saved = index.save(); return text(saved) },
      load() { index.close(); index = kernel.loadIndex(saved); return 'null' },
    }
    const answers = input.do.map((op) => ops[op.op](op))
    index.close()
    return object(['answers', list(answers, (a) => a)])
  },

  index_load: (kernel, input) => over(kernel.loadIndex(bytes(input.bytes)), (index) => object(['documents', index.size])),
}
