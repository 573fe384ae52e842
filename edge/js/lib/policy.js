// What a guard does with verdicts and findings: the keys and defaults of a policy file that mean something here.
import { categories } from './abi.js'
import { ArgumentError } from './errors.js'
import { coherenceDefaults } from './kernel.js'

const actions = Object.fromEntries(categories.filter((c) => c !== 'layer').map((c) => [c, 'ignore']))

export const defaultPolicy = {
  strict: false,
  hold: { max_bytes: 4096, on_overflow: 'halt' },
  coherence: coherenceDefaults,
  halt: { enabled: false, hard_limit: 0.5, window: 10, window_threshold: 0.55, trend_window: 5, trend_threshold: 0.15 },
  scan: { min_weight: 75, allow: [], output: { ...actions, exfiltration: 'halt', secret: 'halt', hidden_text: 'flag', pii: 'flag' } },
}

const ranges = {
  'hold.max_bytes': [64, 1 << 20, 'whole'],
  'hold.on_overflow': ['halt', 'release'],
  'coherence.threshold': [0, 1], 'coherence.soft_limit': [0, 1], 'coherence.weight_logic': [0, 1], 'coherence.weight_fact': [0, 1],
  'halt.hard_limit': [0, 1], 'halt.window': [1, 1 << 16, 'whole'], 'halt.window_threshold': [0, 1],
  'halt.trend_window': [2, 1 << 16, 'whole'], 'halt.trend_threshold': [0, Number.MAX_VALUE],
  'scan.min_weight': [1, 100, 'whole'],
}

/** The default policy with what differs; throws an ArgumentError for a key that does not exist and a value out of range. */
export function policyOf(changes = {}) {
  return merge(defaultPolicy, changes, '')
}

function merge(defaults, changes, prefix) {
  if (changes === null || typeof changes !== 'object' || Array.isArray(changes)) throw new ArgumentError(`${prefix || 'a policy'} is an object`)
  const merged = { ...defaults }
  for (const [name, value] of Object.entries(changes)) {
    const key = prefix + name
    if (!Object.hasOwn(defaults, name)) throw new ArgumentError(`a policy has no ${key} here; want ${Object.keys(defaults).join(', ')}`)
    if (value === undefined) continue
    const nested = typeof defaults[name] === 'object' && !Array.isArray(defaults[name])
    merged[name] = nested ? merge(defaults[name], value, `${key}.`) : valid(key, value, defaults[name])
  }
  return merged
}

function valid(key, value, like) {
  const refuse = (want) => { throw new ArgumentError(`${key} is ${JSON.stringify(value)}: want ${want}`) }
  if (typeof like === 'boolean') return typeof value === 'boolean' ? value : refuse('true or false')
  if (Array.isArray(like)) return Array.isArray(value) && value.every((t) => typeof t === 'string') ? value : refuse('a list of texts')
  const range = ranges[key] ?? ['ignore', 'flag', 'halt']
  if (typeof range[0] === 'string') return range.includes(value) ? value : refuse(range.join(', '))
  const [min, max, whole] = range
  if (typeof value !== 'number' || !(value >= min && value <= max) || (whole && !Number.isInteger(value))) refuse(`a ${whole ? 'whole ' : ''}number from ${min} to ${max}`)
  return value
}

/** What is to be done with a finding in output. */
export function action({ scan }, { category, weight }) {
  const what = scan.output[category] ?? 'ignore'
  return weight < scan.min_weight && what !== 'ignore' ? 'flag' : what
}

/** Whether anything is to be done with any finding. */
export const scans = ({ scan }) => Object.values(scan.output).some((what) => what !== 'ignore')
