// Every vector of the contract in Chromium, where there is one.
import assert from 'node:assert/strict'
import test from 'node:test'
import { chromium, serve, withPage } from './support/chromium.js'
import { cases, manifest, said } from './support/vectors.js'

test('every vector in Chromium', { skip: chromium ? false : 'no Chromium' }, async () => {
  const server = await serve({ '/page.html': () => '<!doctype html><link rel="icon" href="data:,"><title>vectors</title>' })
  try {
    await withPage(`${server.url}page.html`, async (page) => {
      await page.evaluate(`(async () => {
        const { answer } = await import('/edge/js/test/support/face.js')
        const { kernel } = await import('/edge/js/test/support/kernel.js')
        self.ask = (fn, lines) => JSON.stringify(JSON.parse(lines).map((line) => answer(kernel, fn, JSON.parse(line).in)))
      })()`)
      for (const { file, function: fn, count } of manifest.files) {
        if (fn === 'validate') continue // no function of the C interface
        const all = await cases(file)
        const lines = JSON.stringify(JSON.stringify(all.map((c) => c.json)))
        const got = JSON.parse(await page.evaluate(`ask(${JSON.stringify(fn)}, ${lines})`))
        assert.equal(got.length, count)
        all.forEach(({ name, want }, i) => assert.deepEqual(said(fn, got[i]), want, `${fn}: ${name}`))
      }
    })
  } finally {
    server.close()
  }
})
