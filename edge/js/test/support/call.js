// `backfire call`, asked many things at once.
import { spawnSync } from 'node:child_process'

/** The program, which BACKFIRE_COMMAND names; undefined if there is none to compare with. */
export const command = process.env.BACKFIRE_COMMAND

export function call(lines) {
  const { stdout, status, stderr } = spawnSync(command, ['call'], { input: `${lines.join('\n')}\n`, maxBuffer: 1 << 30, env: { ...process.env, BACKFIRE_KERNEL: 'go' } })
  if (status !== 0) throw new Error(`${command} call: ${stderr}`)
  return String(stdout).trimEnd().split('\n')
}
