// The release gate as a pair of streams.
import { ArgumentError } from './errors.js'
import { Gate } from './gate.js'

const encoder = new TextEncoder()

/**
 * What is written to writable, strings or bytes cut anywhere, leaves by readable once it has been judged. A halt, and the end
 * of the signal, are errors of both: of readable after all that had left has been read.
 */
export class GuardStream {
  #gate
  #signal
  #queue = [] // what has left and was not read yet
  #failed // {error}, once something ended the stream early
  #ended = false
  #half = '' // of a surrogate pair
  #decoder // undefined: bytes leave as they are
  #sink // the controller of writable
  #changed = waiting()
  #settle

  constructor(guard, { onClaim, onFinding, signal, bytes = false } = {}) {
    this.halted = new Promise((resolve) => (this.#settle = resolve))
    this.#decoder = bytes ? undefined : new TextDecoder('utf-8', { ignoreBOM: true })
    this.#gate = new Gate(guard, (piece) => this.#leave(piece), { onClaim, onFinding })
    this.#signal = signal
    this.readable = new ReadableStream({
      pull: (controller) => this.#pull(controller),
      cancel: (reason) => this.#stop(reason ?? new DOMException('the reader went away', 'AbortError')),
    }, { highWaterMark: 0 })
    this.writable = new WritableStream({
      start: (controller) => { this.#sink = controller },
      write: (chunk) => this.#write(chunk),
      close: () => this.#close(),
      abort: (reason) => this.#fail(reason),
    })
    if (signal?.aborted) this.#abort()
    else signal?.addEventListener('abort', this.#abort, { once: true })
  }

  #abort = () => this.#stop(this.#signal.reason)

  #leave(piece) {
    const chunk = this.#decoder ? this.#decoder.decode(piece, { stream: true }) : piece
    if (chunk.length > 0) this.#queue.push(chunk)
  }

  async #pull(controller) {
    while (this.#queue.length === 0 && !this.#failed && !this.#ended) await this.#changed.promise
    if (this.#queue.length > 0) {
      controller.enqueue(this.#queue.shift())
      this.#change()
    } else if (this.#failed) controller.error(this.#failed.error)
    else controller.close()
  }

  async #write(chunk) {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) throw new ArgumentError('chunks are strings or Uint8Arrays')
    this.#run(() => this.#gate.write(typeof chunk === 'string' ? this.#encode(chunk) : chunk))
    while (this.#queue.length > 0 && !this.#failed) await this.#changed.promise // whoever writes goes at the pace of who reads
  }

  #close() {
    this.#run(() => {
      if (this.#half) this.#gate.write(encoder.encode(this.#half))
      this.#gate.close()
      const rest = this.#decoder?.decode()
      if (rest) this.#queue.push(rest)
    })
    this.#ended = true
    this.#finish()
  }

  #run(step) {
    if (this.#failed) throw this.#failed.error
    try {
      step()
    } catch (error) {
      this.#fail(error)
      throw error
    }
    this.#change()
  }

  /** Half of a surrogate pair waits for the other. */
  #encode(text) {
    text = this.#half + text
    this.#half = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : ''
    return encoder.encode(this.#half ? text.slice(0, -1) : text)
  }

  /** Ends both sides at once: nothing more is read. */
  #stop(error) {
    if (this.#failed || this.#ended) return
    this.#queue.length = 0
    this.#fail(error)
    this.#sink?.error(error)
  }

  #fail(error) {
    if (this.#failed || this.#ended) return
    this.#failed = { error }
    this.#finish()
  }

  #finish() {
    this.#gate.cancel()
    this.#signal?.removeEventListener('abort', this.#abort)
    this.#settle(this.#gate.halt)
    this.#change()
  }

  #change() {
    this.#changed.resolve()
    this.#changed = waiting()
  }
}

/** A promise with what resolves it. */
function waiting() {
  let resolve
  const promise = new Promise((r) => { resolve = r })
  return { promise, resolve }
}
