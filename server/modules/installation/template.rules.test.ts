import { expect, it } from 'vitest'
import { unknownPlaceholder } from '@muster/contract'
import { appsWithoutLink, escapeHtml, fillGuide, guideParts, linksShown } from './template.rules.ts'

const none = { ios: null, android: null, windows: null, macos: null }
const some = { ...none, android: 'https://store.example/a', macos: 'https://get.example/m' }

it('IS-4: a guide shows the links of the apps it names, and names no app without one', () => {
  expect(linksShown(['mobile'], some)).toEqual([{ link: 'android', url: 'https://store.example/a' }])
  expect(linksShown(['mobile', 'pc'], some).map(({ link }) => link)).toEqual(['android', 'macos'])
  expect(appsWithoutLink(['mobile', 'pc'], { ...some, macos: null })).toEqual(['pc'])
  expect(appsWithoutLink(['mobile', 'pc'], none)).toEqual(['mobile', 'pc'])
})

it.each([
  ['Hello {name} of {company}', undefined],
  ['{account}', undefined],
  ['{password}', '{password}'],
  ['{}', '{}'],
  ['{Name}', '{Name}'],
  ['{constructor}', '{constructor}'],
  ['a { b', undefined],
])('IS-4: only safe placeholders stand in %j', (text, unknown) => {
  expect(unknownPlaceholder(text)).toBe(unknown)
})

it('IS-4: a text falls into its placeholders and what stands between them, and nothing is lost', () => {
  const text = '{name}, {account}{company} {password} {'
  const parts = guideParts(text)
  expect(parts.map((part) => part.text).join('')).toBe(text)
  expect(parts.filter((part) => part.isPlaceholder).map((part) => part.text)).toEqual(['{name}', '{account}', '{company}'])
})

it('pitfall 20: a name stands in one line and fills in nothing itself', () => {
  const words = { name: 'A\r\nBcc: x {company} $&', company: '<b>', account: 'a@b.example', unsubscribe: 'https://m.example/u' }
  expect(fillGuide('{name} · {company}', words)).toBe('A Bcc: x {company} $& · <b>')
  expect(fillGuide('{name} · {company}', words, escapeHtml)).toBe('A Bcc: x {company} $&amp; · &lt;b&gt;')
})
