// Facts, and what an answer is held against them with.
import { ArgumentError } from './errors.js'
import { Gate } from './gate.js'
import { policyOf } from './policy.js'
import { GuardStream } from './stream.js'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()

export class Guard {
  #index
  #now // {facts, users, stale}: the facts as they are, nothing if that was not asked for since they changed

  constructor(kernel, { facts = [], policy } = {}) {
    this.kernel = kernel
    this.policy = policyOf(policy)
    this.#index = kernel.newIndex()
    facts.forEach((fact, n) => (typeof fact === 'string' ? this.add(String(n + 1), fact) : this.add(fact?.id, fact?.text)))
  }

  add(id, text) { this.#change('add', id, text) }

  replace(id, text) { this.#change('replace', id, text) }

  remove(id) {
    this.#forget()
    return this.#index.remove(id)
  }

  #change(how, id, text) {
    if (typeof id !== 'string') throw new ArgumentError('a fact has an id, which is a string, and a text')
    this.#forget()
    this.#index[how](id, text)
  }

  /** The facts as they are now, and done, to be called once they are of no more use. Streams share them until they change. */
  lease() {
    const now = (this.#now ??= { facts: this.#index.snapshot(), users: 0, stale: false })
    now.users++
    let over = false
    return {
      facts: now.facts,
      done() {
        if (over) return
        over = true
        if (--now.users === 0 && now.stale) now.facts.close()
      },
    }
  }

  #forget() {
    const now = this.#now
    this.#now = undefined
    if (!now) return
    now.stale = true
    if (now.users === 0) now.facts.close()
  }

  close() {
    this.#forget()
    this.#index.close()
  }

  /** Judges a finished answer. */
  review(answer) {
    const bytes = typeof answer === 'string' ? encoder.encode(answer) : answer
    const { facts, done } = this.lease()
    try {
      const { claims, ...sum } = facts.review(bytes, NaN, this.policy.coherence)
      const review = { ...sum, claims: claims.map((g) => this.claim(facts, g, bytes, 0)) }
      if (this.policy.strict && review.claims.some((c) => c.verdict === 'unknown')) review.approved = review.warning = false
      return review
    } finally {
      done()
    }
  }

  /** A pair of streams: what is written to writable leaves by readable once it has been judged. */
  stream(options) { return new GuardStream(this, options) }

  /** The release gate itself, for who has no streams. release is called with bytes that may leave. */
  gate(release, options) { return new Gate(this, release, options) }

  /** What a guard says of a grounding of a claim in text, which is at an offset of the answer. */
  claim(facts, g, text, at) {
    const contradicted = g.verdict === 'contradicted'
    const claim = {
      span: { start: at + g.claim.start, end: at + g.claim.end },
      text: slice(text, g.claim),
      verdict: g.verdict,
      reason: g.reason,
      support: g.support,
      score: this.kernel.coherence(NaN, contradicted ? 1 : 1 - g.support, { ...this.policy.coherence, weight_logic: 0, weight_fact: 1 }).score,
    }
    if (contradicted) {
      claim.focus = { start: at + g.claimFocus.start, end: at + g.claimFocus.end }
      claim.words = slice(text, g.claimFocus)
    }
    if (g.doc >= 0) {
      const fact = facts.document(g.doc)
      claim.evidence = { id: decoder.decode(fact.id), span: g.evidence, text: slice(fact.text, g.evidence) }
      if (contradicted) Object.assign(claim.evidence, { focus: g.evidenceFocus, words: slice(fact.text, g.evidenceFocus) })
    }
    return claim
  }
}

const slice = (bytes, { start, end }) => decoder.decode(bytes.subarray(start, end))
