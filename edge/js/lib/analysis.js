// Reads the block that bf_analyze writes: six counts, then the records of each kind.
import { numberKinds, span } from './abi.js'

const headSize = 48, spanSize = 8, tokenSize = 40, numberSize = 48

export function readAnalysis(instance, at, unitName) {
  const view = instance.view
  const counts = Array.from({ length: 6 }, (_, i) => Number(view.getBigUint64(at + 8 * i, true)))
  at += headSize
  const [sentences, words, numbers, names, negations, quotes] = [spanSize, tokenSize, numberSize, spanSize, spanSize, spanSize].map((size, i) => {
    const starts = Array.from({ length: counts[i] }, (_, n) => at + n * size)
    at += counts[i] * size
    return starts
  })
  const spans = (starts) => starts.map((start) => span(view, start))
  const result = { sentences: spans(sentences), words: spans(words), numbers: numbers.map((n) => number(view, n)), names: spans(names), negations: spans(negations), quotes: spans(quotes) }
  for (const n of result.numbers) n.unit ||= unitName(n.unitNumber) // which takes the memory that the block is in
  return result
}

function number(view, at) {
  return {
    start: view.getInt32(at, true),
    end: view.getInt32(at + 4, true),
    value: value(view, at),
    unit: numberKinds[view.getUint8(at + 26)],
    unitNumber: view.getUint16(at + 24, true),
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
