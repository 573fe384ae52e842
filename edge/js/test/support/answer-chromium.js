// Answers the lines of `backfire call` in a file, in Chromium: node answer-chromium.js questions > answers
import { readFile } from 'node:fs/promises'
import { serve, withPage } from './chromium.js'

const server = await serve({
  '/questions': () => readFile(process.argv[2]),
  '/page.html': () => '<!doctype html><link rel="icon" href="data:,"><title>answers</title>',
})
try {
  await withPage(`${server.url}page.html`, async (page) => {
    await page.evaluate(`(async () => {
      const { answerLine } = await import('/edge/js/test/support/face.js')
      const { kernel } = await import('/edge/js/test/support/kernel.js')
      self.questions = (await (await fetch('/questions')).text()).split('\\n').slice(0, -1)
      self.answers = (from, n) => questions.slice(from, from + n).map((line) => answerLine(kernel, line) + '\\n').join('')
    })()`)
    const count = await page.evaluate('questions.length')
    for (let from = 0; from < count; from += 5000) process.stdout.write(await page.evaluate(`answers(${from}, 5000)`))
  })
} finally {
  server.close()
}
