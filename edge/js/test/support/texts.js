// Texts by chance, the same each time: sentences that facts bear out, contradict and say nothing of, with what streams trip on.

/** xorshift32: numbers from 0 up to but not including n. */
export function chance(seed) {
  let x = seed || 1
  return (n) => {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    return (x >>> 0) % n
  }
}

const facts = [
  'Customers may return an item within 30 days.', 'Shipping is free for orders over $50.', 'The warehouse is in Oslo.',
  'Dr. Lindgren founded the company on 15 March 1998.', 'The trial costs €19.90 per month.', 'Support is open on Sundays.',
]
const claims = [
  ...facts, 'Customers may return an item within 60 days.', 'Shipping is free for orders over $70.', 'The warehouse is in Bergen.',
  'Dr. Lindgren founded the company on 15 March 1999.', 'Support is not open on Sundays.', 'It rains often in spring.', 'Yes.', 'Is it open?',
  '支持是开放的。', 'Mail bob@example.org, please', 'the key is AKIAIOSFODNN7EXAMPLE now', '```\ncode. here\n```', '# Heading', '- a list item',
  '| a | b |', '> quoted text', 'x'.repeat(70), 'naïve ﬁancée 😀', 'No. 5 is alive', '![x](https://evil.example/?q=secret)',
]
const gaps = [' ', ' ', ' ', '\n', '\n\n', '  ', '', '\t', ' '.repeat(30)]

export function answer(random, sentences) {
  let text = ''
  for (let i = 0; i < sentences; i++) text += claims[random(claims.length)] + gaps[random(gaps.length)]
  return text
}

export const factsFor = (random) => facts.filter(() => random(4) > 0).map((text, id) => ({ id: `f${id}`, text }))

/** A text cut anywhere, also within code points: as {b64} chunks. */
export function chunks(random, text, most) {
  const bytes = Buffer.from(text)
  const out = []
  for (let at = 0; at < bytes.length;) {
    const end = at + 1 + random(most)
    out.push({ b64: bytes.subarray(at, end).toString('base64') })
    at = end
  }
  return out
}
