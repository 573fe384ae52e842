// The vectors of the contract.
import { readFile } from 'node:fs/promises'

export const folder = new URL('../../../../contract/vectors/', import.meta.url)
export const manifest = JSON.parse(await readFile(new URL('manifest.json', folder), 'utf8'))

/** The cases of a file, with their answers as text: numbers may have more digits than a float64, and zero a sign. */
export async function cases(file) {
  const lines = (await readFile(new URL(file, folder), 'utf8')).split('\n')
  return lines.filter((line) => line.startsWith('{"name"')).map((line) => {
    const json = line.replace(/,$/, '')
    const { name, in: input, err } = JSON.parse(json)
    const out = json.slice(json.indexOf(',"out":') + 7, -1).replace(/\\u([0-9a-f]{4})/g, (escape, digits) => {
      const unit = parseInt(digits, 16)
      return unit < 0x20 ? escape : String.fromCharCode(unit)
    })
    return { name, json, input, want: err ? { err } : { out } }
  })
}

/** What of an answer the vectors of a function hold: those of scan leave out what models say, which has its own. */
export function said(fn, answer) {
  return fn === 'scan' ? { ...answer, out: answer.out.replace(/,"injection":.*\}(?=\}$)/, '') } : answer
}
