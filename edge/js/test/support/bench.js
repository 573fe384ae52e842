// Measures what edge/bench measures, in JavaScript: in Node with the text on standard input, and in Chromium.

const sizes = [110, 4 << 10, 64 << 10]

/** A line of JSON for each function and size. */
export function* bench(name, kernel, prose, each = 200) {
  const index = kernel.newIndex()
  for (const [id, text] of [
    'The warehouse in Oslo shipped 1,240 parcels on 15 March 2024, but Dr. Lindgren did not insure 12 % of them.', 'Parcels are insured.', 'It costs 20 dollars.',
  ].entries()) index.add(String(id), text)
  const facts = index.snapshot()
  for (const bytes of sizes) {
    const text = prose.slice(0, bytes)
    for (const [fn, call] of Object.entries(functions(kernel, facts, text))) yield JSON.stringify({ kernel: name, function: fn, bytes, ns: measure(each, call) })
  }
}

function functions(kernel, facts, text) {
  const all = {
    fold: () => kernel.fold(text),
    segment: () => kernel.claims(text),
    analyze: () => kernel.analyze(text),
    signals: () => kernel.signals(text, text),
    search: () => facts.search(text, 3),
    ground: () => facts.ground(text),
    review: () => facts.review(text, 0),
    scan: () => kernel.scan(text, 'document'),
    skeleton: () => kernel.skeleton(text),
  }
  if (text.length > sizes[0]) return all
  const claims = [{ traceability: 0.1, entityOverlap: 0, forward: 0.9, reverse: 0.8 }, { traceability: 0.8, entityOverlap: 0, forward: 0.65, reverse: 0.7 }]
  const numbers = [0.1, 0.7, 0.2, 0.5, 0.25, 0.25]
  const machine = kernel.halt()
  return {
    ...all,
    coherence: () => kernel.coherence(0.2, 0.3),
    halt_step: () => machine.step({ score: 0.9 }),
    injection_verdict: () => kernel.injectionVerdict(claims, 0.4, 0.1),
    softmax: () => kernel.softmax(numbers, 3),
    divergence: () => kernel.divergence(numbers, 3),
    confidence: () => kernel.confidence(numbers, 3),
  }
}

const rounds = 20

/** The nanoseconds of a call, those of the best of many short rounds, so that what else the machine does counts little. */
function measure(each, call) {
  let n = 1, best
  for (let round = 0; round < rounds;) {
    const start = performance.now()
    for (let i = 0; i < n; i++) call()
    const took = performance.now() - start
    if (took < each / rounds && round === 0) {
      n = Math.max(n + 1, Math.floor(n * Math.min(100, (1.2 * each) / rounds / (took + 1e-6))))
      continue
    }
    if (took < each / rounds / 4) { // what interrupted the first round made it look long
      [n, round, best] = [2 * n, 0, undefined]
      continue
    }
    best = Math.min(best ?? Infinity, took * 1e6 / n)
    round++
  }
  return best
}

if (globalThis.process?.argv?.[1]?.endsWith('bench.js')) {
  const chunks = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  const prose = new Uint8Array(Buffer.concat(chunks))
  const each = Number(process.argv[3] ?? 200)
  if (process.argv[2] === 'chromium') await inChromium(prose, each)
  else {
    const { kernel } = await import('./kernel.js')
    for (const line of bench('node', kernel, prose, each)) console.log(line)
  }
}

async function inChromium(prose, each) {
  const { serve, withPage } = await import('./chromium.js')
  const server = await serve({ '/prose': () => Buffer.from(prose), '/page.html': () => '<!doctype html><link rel="icon" href="data:,"><title>bench</title>' })
  try {
    await withPage(`${server.url}page.html`, async (page) => {
      console.log(await page.evaluate(`(async () => {
        const { bench } = await import('/edge/js/test/support/bench.js')
        const { kernel } = await import('/edge/js/test/support/kernel.js')
        const prose = new Uint8Array(await (await fetch('/prose')).arrayBuffer())
        return [...bench('chromium', kernel, prose, ${each})].join('\\n')
      })()`))
    })
  } finally {
    server.close()
  }
}
