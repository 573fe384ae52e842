// A headless Chromium, over its debugging pipe, and a server of this clone's files for it. No package is needed for either.
import { spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = new URL('../../../../', import.meta.url)
const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm', '.css': 'text/css', '.json': 'application/json' }

/** The name of a Chromium that is here. */
export const chromium = [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'].find((name) => name && spawnSync(name, ['--version']).status === 0)

/** Serves the files of this clone, and what extra has for a path. */
export async function serve(extra = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    try {
      const body = extra[pathname] ? await extra[pathname](request) : await readFile(new URL(`.${decodeURI(pathname)}`, root))
      response.writeHead(200, { 'content-type': types[pathname.match(/\.\w+$/)?.[0]] ?? 'application/octet-stream' })
      response.end(body)
    } catch {
      response.writeHead(404)
      response.end()
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}

/** Starts Chromium and opens a page, which is given to use. */
export async function withPage(url, use) {
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'))
  const browser = spawn(chromium, ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-dev-shm-usage', `--user-data-dir=${profile}`, '--remote-debugging-pipe'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  })
  try {
    const page = await open(new Connection(browser), url)
    return await use(page)
  } finally {
    browser.kill()
    await new Promise((resolve) => browser.once('exit', resolve))
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The DevTools protocol: JSON, each message ended by NUL. */
class Connection {
  #next = 1
  #waiting = new Map()
  #listeners = new Map()

  constructor(browser) {
    this.out = browser.stdio[3]
    let rest = ''
    browser.stdio[4].setEncoding('utf8').on('data', (data) => {
      const messages = (rest + data).split('\0')
      rest = messages.pop()
      messages.forEach((message) => this.#take(JSON.parse(message)))
    })
    browser.once('exit', () => this.#waiting.forEach(({ reject }) => reject(new Error('Chromium has ended'))))
  }

  #take({ id, result, error, method, params }) {
    if (id === undefined) return this.#listeners.get(method)?.(params)
    const { resolve, reject, asked } = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (error) reject(new Error(`${asked}: ${error.message}`))
    else resolve(result)
  }

  on(method, listener) { this.#listeners.set(method, listener) }

  send(method, params = {}, sessionId) {
    const id = this.#next++
    this.out.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject, asked: method }))
  }
}

async function open(connection, url) {
  const { targetId } = await connection.send('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await connection.send('Target.attachToTarget', { targetId, flatten: true })
  const send = (method, params) => connection.send(method, params, sessionId)
  const problems = []
  connection.on('Runtime.exceptionThrown', ({ exceptionDetails: e }) => problems.push(e.exception?.description ?? e.text))
  connection.on('Log.entryAdded', ({ entry }) => entry.level === 'error' && problems.push(`${entry.text} ${entry.url ?? ''}`))
  await Promise.all(['Page.enable', 'Runtime.enable', 'Log.enable'].map((method) => send(method)))
  const loaded = new Promise((resolve) => connection.on('Page.loadEventFired', resolve))
  await send('Page.navigate', { url })
  await loaded
  return {
    send,
    problems,
    /** Runs code in the page and returns what it gives. */
    async evaluate(code) {
      const { result, exceptionDetails: e } = await send('Runtime.evaluate', { expression: code, awaitPromise: true, returnByValue: true })
      if (e) throw new Error(e.exception?.description ?? e.text)
      return result.value
    },
    async press(key, code = key, text = undefined) {
      await send('Input.dispatchKeyEvent', { type: text ? 'keyDown' : 'rawKeyDown', key, code, text, windowsVirtualKeyCode: { Tab: 9, Enter: 13, ' ': 32, ArrowRight: 39, ArrowLeft: 37, ArrowDown: 40 }[key] })
      await send('Input.dispatchKeyEvent', { type: 'keyUp', key, code })
    },
    async screenshot() {
      const { data } = await send('Page.captureScreenshot', { captureBeyondViewport: true })
      return Buffer.from(data, 'base64')
    },
  }
}
