// Stream of contract/SPEC.md: takes an answer in pieces, holds each claim until its verdict and then lets it out. What it lets
// out depends on the bytes of the answer, not on how they were cut.
import { HaltError } from './errors.js'
import { action, scans } from './policy.js'
import { Segmenter } from './segmenter.js'

const pieceSize = 4096 // of a long write is taken at a time; it bounds the memory
const lookAhead = 64
const maxScanAhead = 1024

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export class Gate {
  #guard
  #lease // of the facts
  #halt
  #policy
  #release
  #onClaim
  #onFinding
  #seg = new Segmenter() // as far as the claim in progress has been looked at
  #base = new Segmenter() // at the start of the claim in progress
  #buf = new Uint8Array(8192)
  #head = 0 // buf[head:tail] is what is held
  #tail = 0
  #pending = 0 // length of the claim that has ended and has not been scanned, 0 if there is none
  #early = false // it ended because no claim ends within hold.max_bytes
  #ahead = 0 // how far beyond its end it has to be scanned next
  #scan // its findings, as far as it has been scanned

  /** release is called with bytes that may leave, onClaim and onFinding with what was decided. */
  constructor(guard, release, { onClaim, onFinding } = {}) {
    this.#guard = guard
    this.#policy = guard.policy
    this.#release = release
    this.#onClaim = onClaim
    this.#onFinding = onFinding
    const { enabled, ...config } = this.#policy.halt
    if (enabled) this.#halt = guard.kernel.halt(config)
    this.#lease = guard.lease()
    this.at = 0 // offset of the first held byte in the answer
    this.released = 0
    this.halt = undefined // the HaltError, once it halted
  }

  /** Takes more of the answer. Throws the HaltError if it halts, and ever after. */
  write(bytes) {
    for (let at = 0; at < bytes.length; at += pieceSize) {
      if (this.halt) throw this.halt
      this.#take(bytes.subarray(at, at + pieceSize))
      this.#advance(false)
    }
    if (this.halt) throw this.halt
  }

  /** Judges what is held as the end of the answer. */
  close() {
    if (!this.halt) this.#advance(true)
    this.cancel()
    if (this.halt) throw this.halt
  }

  /** Lets go of the facts. Nothing may be written any more. */
  cancel() { this.#lease.done() }

  get #held() { return this.#buf.subarray(this.#head, this.#tail) }

  #take(piece) {
    if (this.#tail + piece.length > this.#buf.length) {
      const held = this.#held
      const to = held.length + piece.length > this.#buf.length ? new Uint8Array(2 * (held.length + piece.length)) : this.#buf
      to.set(held)
      this.#buf = to
      this.#tail = held.length
      this.#head = 0
    }
    this.#buf.set(piece, this.#tail)
    this.#tail += piece.length
  }

  /** Decides all claims that can be decided. */
  #advance(eof) {
    const { max_bytes: limit, on_overflow: overflow } = this.#policy.hold
    const window = limit + lookAhead
    while (!this.halt) {
      if (this.#pending) {
        if (!this.#scanned(this.#pending, eof)) return
        const n = this.#pending, early = this.#early
        this.#pending = 0
        this.#early = false
        if (this.halt) return
        if (early) this.#endEarly(n)
        else this.#decide(n)
        continue
      }
      const whole = this.#held.length <= window
      const view = whole ? this.#held : this.#held.subarray(0, window)
      const end = this.#guard.kernel.segment(this.#seg, view, eof && whole)
      if (end > 0 && end <= limit) this.#pending = end
      else if (end === 0 && view.length < window) return
      else if (overflow === 'halt') this.#endEarly(cutPoint(view, limit)) // no claim ends within the limit
      else {
        this.#pending = cutPoint(view, limit)
        this.#early = true
      }
    }
  }

  /** Looks for what must not leave in the first n held bytes; false if more of the answer has to come first. */
  #scanned(n, eof) {
    if (!scans(this.#policy)) return true
    for (; ; this.#ahead = Math.max(1, 2 * this.#ahead)) {
      let window = n + this.#ahead, all = false
      const held = this.#held
      if (window >= held.length) {
        if (!eof && window > held.length) return false
        window = Math.min(window, held.length)
        all = eof
      }
      all ||= this.#ahead >= maxScanAhead
      const alive = this.#look(n, window, all)
      if (this.halt || all || alive >= n) {
        this.#ahead = 0
        if (!this.halt) this.#flag(n)
        return true
      }
    }
  }

  #look(n, window, all) {
    this.#scan = this.#guard.kernel.scan(this.#held.subarray(0, window), 'output')
    for (const f of this.#scan.findings) {
      if (!all && f.start >= this.#scan.alive) break
      if (f.start < n && action(this.#policy, f) === 'halt' && !this.#allowed(f)) {
        this.#stop('finding', f.rule, { span: { start: this.at, end: this.at + n }, text: this.#text(0, n) }, { finding: this.#shifted(f) })
        return n
      }
    }
    return this.#scan.alive
  }

  #flag(n) {
    for (const f of this.#scan.findings) {
      if (f.start < n && action(this.#policy, f) === 'flag' && !this.#allowed(f)) this.#onFinding?.(this.#shifted(f))
    }
  }

  #allowed(f) { return this.#policy.scan.allow.includes(this.#text(f.start, f.end)) }

  #shifted(f) { return { ...f, start: this.at + f.start, end: this.at + f.end, text: this.#text(f.start, f.end) } }

  #text(start, end) { return decoder.decode(this.#held.subarray(start, end)) }

  /** Judges the claim that is the first n held bytes, and lets it leave or halts. */
  #decide(n) {
    const text = this.#held.subarray(0, n)
    const { facts } = this.#lease
    const claim = this.#guard.claim(facts, facts.ground(text), text, this.at)
    if (claim.span.end > claim.span.start) this.#judge(claim) // else it is white space at the end
    if (!this.halt) this.#leave(n)
  }

  #judge(claim) {
    this.#onClaim?.(claim)
    if (claim.verdict === 'contradicted') this.#stop('contradiction', claim.reason, claim)
    else if (claim.verdict === 'unknown' && this.#policy.strict) this.#stop('unsupported', claim.reason, claim)
    else if (this.#halt) {
      const d = this.#halt.step({ score: claim.score })
      if (d.halted) this.#stop('score', d.reason, claim, { value: d.value, limit: d.limit })
    }
  }

  /** Ends the claim in progress after n bytes because it is too long. */
  #endEarly(n) {
    this.#pending = this.#ahead = 0
    this.#early = false
    const seg = this.#base.clone()
    this.#guard.kernel.segment(seg, this.#held.subarray(0, n), false)
    seg.cut(n)
    this.#seg = seg
    const claim = { span: { start: this.at, end: this.at + n }, text: this.#text(0, n), verdict: 'unknown', reason: 'unsupported', support: 0, unjudged: 'hold_bytes' }
    this.#onClaim?.(claim)
    if (this.#policy.hold.on_overflow === 'halt') this.#stop('hold_bytes', 'hold_bytes', claim)
    else this.#leave(n)
  }

  #leave(n) {
    this.#release(this.#held.slice(0, n))
    this.released += n
    this.#head += n
    this.at += n
    this.#base = this.#seg.clone()
  }

  #stop(cause, rule, claim, more) {
    this.cancel()
    this.halt = new HaltError({ cause, rule, claim, text: claim.text, released: this.released, ...more })
  }
}

/** The last code-point boundary of b that is at most n < b.length. A byte that is part of no code point stands for itself. */
function cutPoint(b, n) {
  for (let i = n - 1; i >= 0 && n - i < 4; i--) {
    if ((b[i] & 0xc0) === 0x80) continue
    const size = b[i] < 0xc2 || b[i] > 0xf4 ? 1 : b[i] < 0xe0 ? 2 : b[i] < 0xf0 ? 3 : 4
    return i + size > n && valid(b.subarray(i, i + size), size) ? i : n
  }
  return n
}

const fatal = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function valid(sequence, size) {
  if (sequence.length < size) return false
  try {
    fatal.decode(sequence)
    return true
  } catch {
    return false
  }
}
