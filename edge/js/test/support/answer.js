// Answers the lines of `backfire call` on standard input, in Node: node answer.js < questions > answers
import { createInterface } from 'node:readline'
import { answerLine } from './face.js'
import { kernel } from './kernel.js'

let pending = ''
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  pending += `${answerLine(kernel, line)}\n`
  if (pending.length > 1 << 20) {
    if (!process.stdout.write(pending)) await new Promise((resolve) => process.stdout.once('drain', resolve))
    pending = ''
  }
}
process.stdout.write(pending)
