// Every vector of the contract.
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import test from 'node:test'
import { answer } from './support/face.js'
import { kernel } from './support/kernel.js'
import { cases, folder, manifest, said } from './support/vectors.js'

let tried = 0
for (const { file, function: fn, count } of manifest.files) {
  // The checks by themselves are no function of the C interface; scan goes through them.
  if (fn === 'validate') {
    tried += count
    continue
  }
  test(fn, async () => {
    for (const { name, input, want } of await cases(file)) {
      assert.deepEqual(said(fn, answer(kernel, fn, input)), want, name)
      tried++
    }
  })
}

test('all of them', async () => {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json') && name !== 'manifest.json')
  assert.equal(manifest.files.length, files.length)
  assert.equal(tried, manifest.count)
})
