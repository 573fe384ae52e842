// Every vector of the contract.
import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import test from 'node:test'
import { answer } from './support/face.js'
import { kernel } from './support/kernel.js'

const folder = new URL('../../../contract/vectors/', import.meta.url)

/** Cases with their answers as text: numbers may have more digits than a float64. */
function* cases(file) {
  for (const line of file.split('\n')) {
    if (!line.startsWith('{"name"')) continue
    const json = line.replace(/,$/, '')
    const { name, in: input, err } = JSON.parse(json)
    const out = json.slice(json.indexOf(',"out":') + 7, -1).replace(/\\u([0-9a-f]{4})/g, (escape, digits) => {
      const unit = parseInt(digits, 16)
      return unit < 0x20 ? escape : String.fromCharCode(unit)
    })
    yield { name, input, want: err ? { err } : { out } }
  }
}

const manifest = JSON.parse(await readFile(new URL('manifest.json', folder), 'utf8'))
let tried = 0
for (const { file, function: fn, count } of manifest.files) {
  // The checks by themselves are no function of the C interface; scan goes through them.
  if (fn === 'validate') {
    tried += count
    continue
  }
  test(fn, async () => {
    for (const { name, input, want } of cases(await readFile(new URL(file, folder), 'utf8'))) {
      const got = answer(kernel, fn, input)
      if (fn === 'scan') got.out = got.out.replace(/,"injection":.*\}(?=\}$)/, '') // which has vectors of its own
      assert.deepEqual(got, want, name)
      tried++
    }
  })
}

test('all of them', async () => {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json') && name !== 'manifest.json')
  assert.equal(manifest.files.length, files.length)
  assert.equal(tried, manifest.count)
})
