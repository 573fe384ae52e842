// A few answers that any kernel gives, so that one which computes something else is noticed before it serves.

/** What is wrong with a kernel; nothing if it answers as it must. */
export function selfTest(kernel) {
  const index = kernel.newIndex()
  try {
    index.add('price', 'It costs €19.90 per month.')
    for (const [got, want] of [
      [kernel.hash(''), 0x0850f9794d5108b4n],
      [new TextDecoder().decode(kernel.fold('Ａ Å').text), 'a a'],
      [index.ground('It costs €20.90 per month.').reason, 'number'],
      [index.ground('It costs €19.90 per month.').support, 1],
      [kernel.coherence(0.25, 0.5).score, 0.65],
    ]) {
      if (got !== want) return `got ${got}, want ${want}`
    }
  } finally {
    index.close()
  }
}
