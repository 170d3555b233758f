import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { expect, it, vi } from 'vitest'

const source = readFileSync(join(import.meta.dirname, '../public/push.js'), 'utf8')
const origin = 'https://muster.example'
type Heard = { waitUntil: (work: Promise<unknown>) => void } & Record<string, unknown>

/** The service worker as a browser runs it, with pages that are open. */
function run(open: readonly string[]) {
  const hearers = new Map<string, (event: Heard) => void>()
  const pages = open.map((url) => ({ url, focus: vi.fn<() => Promise<void>>(async () => undefined) }))
  const shown = vi.fn<(title: string, options: object) => Promise<void>>(async () => undefined)
  const opened = vi.fn<(url: string) => Promise<void>>(async () => undefined)
  const self = {
    location: { origin },
    addEventListener: (name: string, hear: (event: Heard) => void) => hearers.set(name, hear),
    registration: { showNotification: shown },
    clients: { matchAll: async () => pages, openWindow: opened },
  }
  runInNewContext(source, { self, URL })
  const send = async (name: string, event: Record<string, unknown>) => {
    const works: Promise<unknown>[] = []
    hearers.get(name)?.({ ...event, waitUntil: (work) => works.push(work) })
    await Promise.all(works)
  }
  return { pages, shown, opened, send }
}

it('RE-2, AU-1: what is pushed is shown in the words it came in, and nothing is asked of the server', async () => {
  const { shown, send } = run([])
  const pushed = { title: '새 기기에서 로그인', text: 'Windows 10의 Chrome', tag: '1', link: `${origin}/account` }
  await send('push', { data: { json: () => pushed } })
  expect(shown.mock.calls).toEqual([
    ['새 기기에서 로그인', { body: 'Windows 10의 Chrome', tag: '1', icon: '/favicon.svg', data: { link: `${origin}/account` } }],
  ])
  expect(source).not.toMatch(/fetch|XMLHttpRequest|importScripts/)
})

it.each([
  ['no page', [], [`${origin}/account#own-notices`]],
  ['another page', [`${origin}/members?q=x`], [`${origin}/account#own-notices`]],
  ['the page itself', [`${origin}/members`, `${origin}/account`], []],
])('pressed with %s open', async (_, open, opens) => {
  const { pages, opened, send } = run(open)
  const close = vi.fn<() => void>()
  await send('notificationclick', { notification: { close, data: { link: `${origin}/account#own-notices` } } })
  expect(close).toHaveBeenCalledTimes(1)
  expect(opened.mock.calls.flat()).toEqual(opens)
  expect(pages.filter(({ focus }) => focus.mock.calls.length > 0).map(({ url }) => url)).toEqual(
    opens.length > 0 ? [] : [`${origin}/account`],
  )
})

it('a link to another place is not followed', async () => {
  const { opened, send } = run([])
  await send('notificationclick', { notification: { close: () => undefined, data: { link: 'https://elsewhere.example/' } } })
  expect(opened).not.toHaveBeenCalled()
})
