// The page in headless Chromium, with the keyboard alone. SCREENSHOTS names a folder to leave pictures in.
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import test from 'node:test'
import { chromium, serve, withPage } from './support/chromium.js'

const settled = (page, condition) => page.evaluate(`new Promise((resolve, reject) => {
  const end = performance.now() + 20000
  const look = () => (${condition}) ? resolve(true) : performance.now() > end ? reject(new Error(${JSON.stringify(`never: ${condition}`)})) : setTimeout(look, 30)
  look()
})`)
const text = (page, id) => page.evaluate(`document.getElementById('${id}').textContent`)

test('the demo', { skip: !chromium && 'there is no Chromium' }, async (t) => {
  const server = await serve()
  t.after(() => server.close())
  await withPage(`${server.url}edge/demo/index.html`, async (page) => {
    const shoot = async (name) => {
      if (!process.env.SCREENSHOTS) return
      await mkdir(process.env.SCREENSHOTS, { recursive: true })
      await writeFile(`${process.env.SCREENSHOTS}/${name}.png`, await page.screenshot())
    }
    const size = (width, height, mobile = false) => page.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: mobile ? 2 : 1, mobile })
    const scheme = (value) => page.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] })
    await size(1200, 900)
    await scheme('light')
    await settled(page, `!document.getElementById('run').disabled`)

    // Tab to the button and press it: everything is reached, in the order of the page.
    const order = []
    for (let i = 0; i < 7; i++) {
      await page.press('Tab')
      order.push(await page.evaluate('document.activeElement.id || document.activeElement.className'))
    }
    assert.deepEqual(order.slice(0, 6), ['skip', 'facts', 'answer', 'example', 'strict', 'run'])
    await page.evaluate(`document.getElementById('run').focus()`)
    await page.press('Enter', 'Enter', '\r')
    await settled(page, `document.getElementById('held').textContent.length > 5`)
    await shoot('streaming')
    await settled(page, `document.getElementById('outcome').className === 'halted'`)
    assert.match(await text(page, 'released'), /working days\.$/)
    assert.match(await text(page, 'held'), /^ Customers may return an unused item within 60 days/)
    assert.match(await text(page, 'outcome'), /contradiction: number/)
    assert.deepEqual(await page.evaluate(`[...document.querySelectorAll('#claims mark')].map((m) => m.textContent)`), ['60 days', '30 days'])
    await shoot('light-wide')

    // Findings, redaction and back, with space and enter.
    const before = await page.evaluate(`document.getElementById('text').value`)
    assert((await page.evaluate(`document.querySelectorAll('#findings li').length`)) >= 4)
    await page.evaluate(`document.getElementById('redact').focus()`)
    await page.press(' ', 'Space', ' ')
    assert.match(await page.evaluate(`document.getElementById('text').value`), /<EMAIL_ADDRESS_1>/)
    await page.evaluate(`document.getElementById('restore').focus()`)
    await page.press('Enter', 'Enter', '\r')
    assert.equal(await page.evaluate(`document.getElementById('text').value`), before)

    // Every example ends as its name says.
    for (const [index, want] of [[1, 'negation'], [2, 'entity'], [3, 'All of it'], [4, 'secret']]) {
      await page.evaluate(`{ const e = document.getElementById('example'); e.selectedIndex = ${index}; e.dispatchEvent(new Event('change')); document.getElementById('outcome').textContent = ''; document.getElementById('run').click() }`)
      await settled(page, `document.getElementById('outcome').textContent`)
      assert((await text(page, 'outcome')).includes(want), `${index}: ${await text(page, 'outcome')}`)
    }

    await page.evaluate(`{ const e = document.getElementById('example'); e.selectedIndex = 0; e.dispatchEvent(new Event('change')); document.getElementById('run').click() }`)
    await settled(page, `document.getElementById('outcome').className === 'halted'`)
    await scheme('dark')
    await shoot('dark-wide')
    for (const colours of ['dark', 'light']) {
      await scheme(colours)
      await size(360, 740, true)
      assert((await page.evaluate('document.documentElement.scrollWidth')) <= 360, 'nothing is wider than a phone')
      await shoot(`${colours}-phone`)
      assert((await contrast(page)) >= 4.5, `${colours}: text can be read`)
    }
    assert.deepEqual(page.problems, [])
  })
})

/** The least contrast of any text with what is behind it, by WCAG 2.1. */
const contrast = (page) => page.evaluate(`(() => {
  const rgb = (colour) => colour.match(/[\\d.]+/g).map(Number)
  const luminance = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0)
  const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] !== 0) return c } return [255, 255, 255] }
  const texts = [...document.querySelectorAll('body *')].filter((e) => !e.disabled && e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  return Math.min(...texts.map((e) => { const [a, b] = [rgb(getComputedStyle(e).color), behind(e)].map(luminance); return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) }))
})()`)
