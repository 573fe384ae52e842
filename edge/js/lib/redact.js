// Masks secrets and personal data with placeholders, and puts the originals back.
import { ClosedError, MemoryError } from './errors.js'

const maxVault = 1 << 22 // originals
const sensitive = new Set(['secret', 'pii'])
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

// <TYPE_1>, at most 80 bytes long. What looks like one in a text is masked, too, so that restoring gives the text again.
const looksLike = /<([A-Z0-9_]+)_([0-9]+)>/g
const maxPlaceholder = 80

export class Redactor {
  #kernel
  #vault = new Map() // type → originals, in the order of their numbers
  #numbers = new Map() // type and original → number

  constructor(kernel) {
    this.#kernel = kernel
  }

  get #open() {
    if (!this.#vault) throw new ClosedError('the redactor is closed')
    return this.#vault
  }

  /** Masks a text. Spans of items are in bytes of its UTF-8. */
  mask(text, mode = 'prompt') {
    void this.#open
    const bytes = encoder.encode(text)
    text = decoder.decode(bytes) // half a surrogate pair is U+FFFD
    const found = this.#kernel.scan(bytes, mode).findings.filter((f) => sensitive.has(f.category))
    const items = merge([...literals(text), ...found.map(({ type, start, end }) => ({ type, start, end }))])
    if (this.#numbers.size + items.length > maxVault) throw new MemoryError(`the redactor holds ${maxVault} originals at most`)
    let out = '', at = 0
    for (const item of items) {
      item.placeholder = this.#keep(item.type, decoder.decode(bytes.subarray(item.start, item.end)))
      out += decoder.decode(bytes.subarray(at, item.start)) + item.placeholder
      at = item.end
    }
    return { text: out + decoder.decode(bytes.subarray(at)), items }
  }

  #keep(type, original) {
    const key = `${type}\0${original}`
    let n = this.#numbers.get(key)
    if (n === undefined) {
      const originals = this.#vault.get(type) ?? []
      this.#vault.set(type, originals)
      n = originals.push(original)
      this.#numbers.set(key, n)
    }
    return `<${type}_${n}>`
  }

  /** Puts originals back in place of their placeholders; others stay as they are. */
  restore(text) {
    const vault = this.#open
    return text.replace(looksLike, (placeholder, type, number) => original(vault, placeholder, type, number) ?? placeholder)
  }

  /** Restores a stream of strings, placeholders cut anywhere. */
  restoreStream() {
    let held = ''
    return new TransformStream({
      transform: (chunk, controller) => {
        held += chunk
        const open = held.lastIndexOf('<')
        const partial = open >= 0 && held.length - open < maxPlaceholder && /^<[A-Z0-9_]*$/.test(held.slice(open))
        const ready = this.restore(partial ? held.slice(0, open) : held)
        held = partial ? held.slice(open) : ''
        if (ready) controller.enqueue(ready)
      },
      flush: (controller) => {
        if (held) controller.enqueue(this.restore(held))
      },
    })
  }

  /** Forgets the originals. */
  close() {
    this.#vault = undefined
    this.#numbers.clear()
  }
}

function original(vault, placeholder, type, number) {
  if (placeholder.length > maxPlaceholder || number.startsWith('0')) return undefined
  return vault.get(type)?.[Number(number) - 1]
}

/** What looks like a placeholder, with its place in bytes. */
function literals(text) {
  let at = 0, bytes = 0
  return [...text.matchAll(looksLike)].filter(([placeholder]) => placeholder.length <= maxPlaceholder).map(({ 0: placeholder, index }) => {
    bytes += encoder.encode(text.slice(at, index)).length
    at = index
    return { type: 'LITERAL', start: bytes, end: bytes + placeholder.length }
  })
}

/** In order, and one of those that overlap, of the type of the first of them. */
function merge(items) {
  const merged = []
  for (const item of items.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last && item.start < last.end) last.end = Math.max(last.end, item.end)
    else merged.push(item)
  }
  return merged
}

if (Symbol.dispose) Redactor.prototype[Symbol.dispose] = Redactor.prototype.close
