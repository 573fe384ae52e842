// Reads the block that bf_analyze writes: six counts, then the records of each kind.
import { numberKinds, span } from './abi.js'

const kinds = ['sentences', 'words', 'numbers', 'names', 'negations', 'quotes']
const sizes = [8, 40, 48, 8, 8, 8]
const headSize = 48

/** What is found in a text. Its lists are made when they are asked for: of most texts few are. */
export class Analysis {
  #view
  #unitName
  #starts = []
  #counts

  /** @param {Uint8Array} block @param {(unit: number) => string} unitName */
  constructor(block, unitName) {
    this.#view = new DataView(block.buffer, block.byteOffset, block.byteLength)
    this.#unitName = unitName
    this.#counts = kinds.map((_, i) => Number(this.#view.getBigUint64(8 * i, true)))
    let at = headSize
    for (const [i, count] of this.#counts.entries()) {
      this.#starts.push(at)
      at += count * sizes[i]
    }
  }

  #list(kind, read) {
    const all = Array.from({ length: this.#counts[kind] }, (_, n) => read(this.#view, this.#starts[kind] + n * sizes[kind]))
    Object.defineProperty(this, kinds[kind], { value: all, enumerable: true })
    return all
  }

  get sentences() { return this.#list(0, span) }
  get words() { return this.#list(1, span) }
  get numbers() { return this.#list(2, (view, at) => number(view, at, this.#unitName)) }
  get names() { return this.#list(3, span) }
  get negations() { return this.#list(4, span) }
  get quotes() { return this.#list(5, span) }
}

function number(view, at, unitName) {
  return {
    start: view.getInt32(at, true),
    end: view.getInt32(at + 4, true),
    value: value(view, at),
    unit: numberKinds[view.getUint8(at + 26)] || unitName(view.getUint16(at + 24, true)),
  }
}

/** The value as a plain decimal, exact however long. */
function value(view, at) {
  const [month, day, year] = [view.getUint8(at + 27), view.getUint8(at + 28), view.getInt16(at + 30, true)]
  if (numberKinds[view.getUint8(at + 26)] === 'date') return String(month || day ? year * 10000 + month * 100 + day : year)
  const [mant, exp] = [view.getBigInt64(at + 16, true), view.getInt32(at + 8, true)]
  if (exp >= 0 && exp <= 20) return mant + '0'.repeat(exp)
  if (exp < -20 || exp > 20) return `${mant}e${exp}`
  const sign = mant < 0n ? '-' : ''
  const digits = String(mant < 0n ? -mant : mant).padStart(1 - exp, '0')
  return `${sign}${digits.slice(0, exp)}.${digits.slice(exp)}`
}
