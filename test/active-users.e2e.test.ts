import { readFile } from 'node:fs/promises'
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import readExcelFile from 'read-excel-file/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ActiveUsers, Section } from '@muster/contract'
import { appointAdministrator, createCompany, dayInZone, offerSetup } from '../server/modules/company/index.ts'
import { recordMarks, signInMarks, useMarks } from '../server/modules/activity/index.ts'
import { hashSecret, newSecret } from '../server/platform/ids.ts'
import { createRandom } from './activity.ts'
import { firstLoadLimit, firstLoadOf, watchCode } from './firstLoad.ts'
import { fillSignIn, Journey, painted, problemsOf } from './journey.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from './server.ts'

/** Statistics › Active users in a real browser against the real server, from the sign-in page on. */

const path = '/statistics/active-users'
let server: TestServer
let company: TestCompany
let empty: string
let member: { id: string; login: string }
let journey: Journey
let today: string

const plus = (day: string, days: number) => new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

beforeAll(async () => {
  server = await startTestServer()
  journey = await Journey.start(server)
  company = await makeCompany(server, { name: 'Hanbit Trading', zone: 'Asia/Seoul', domain: 'hanbit.example' })
  const members = await makeMembers(server, company, 30)
  member = members[29] ?? member
  today = dayInZone('Asia/Seoul', new Date())
  const random = createRandom(5)
  const marks = members.slice(0, 25).flatMap(({ id }) =>
    Array.from({ length: 40 }, () => {
      const use = {
        memberId: id,
        companyId: company.companyId,
        surface: random.pick(['mobile', 'pc', 'web'] as const),
        day: plus(today, -random.below(75)),
      }
      return random.chance(0.3) ? signInMarks(use) : useMarks(use)
    }).flat(),
  )
  empty = await server.as(company.tenant, async (ctx) => {
    await recordMarks(ctx, marks)
    const id = await createCompany(ctx, {
      name: 'Hanbit Labs',
      domain: 'labs.example',
      zone: 'Asia/Kathmandu',
      locale: 'en',
      plan: { core: 'standard', drive: true, approval: true },
    })
    await appointAdministrator(ctx, { companyId: id, memberId: company.admin.id, role: 'sub_admin' })
    return id
  })
}, 180_000)
afterEach(() => journey.closePages())
afterAll(async () => {
  await journey.stop()
  await server.stop()
})

/** A page of the signed-in administrator. */
const signedIn = (options: BrowserContextOptions = {}, url: string = path): Promise<Page> =>
  journey.signedIn(company.admin.login, url, options)

/** A page of the signed-in administrator in a browser that has nothing in its cache. */
const firstVisit = async () => journey.ownPage({ storageState: await journey.sessionOf(company.admin.login) })

const titles = { active: 'Active users', mobile: 'Active mobile app users' } as const
const sectionOf = (page: Page, section: Section): Locator =>
  page.getByRole('region', { name: titles[section], exact: true }).filter({ has: page.getByRole('heading', { level: 2 }) })
const chartOf = (page: Page, section: Section) => sectionOf(page, section).getByRole('application')

/** What the API says to this very browser, now. */
async function api(page: Page, companyId = company.companyId): Promise<ActiveUsers> {
  const asked = new URL(page.url()).searchParams
  const query = new URLSearchParams([...asked].filter(([name]) => name !== 'company'))
  const answer = await page.request.get(`${server.url}/api/v1/companies/${companyId}/statistics/active-users?${query}`)
  expect(answer.status()).toBe(200)
  return (await answer.json()) as ActiveUsers
}

/** `12 May 2026 (Tue)`, computed without any zone. */
function shown(day: string): string {
  const at = new Date(`${day}T00:00:00Z`)
  const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }).format(at)
  return `${part({ day: 'numeric', month: 'short', year: 'numeric' })} (${part({ weekday: 'short' })})`
}

async function table(page: Page, section: Section): Promise<string[][]> {
  const region = sectionOf(page, section)
  await region.getByRole('button', { name: 'Show as table' }).click()
  await region.getByRole('table').waitFor()
  return region
    .getByRole('table')
    .evaluate((el) => [...el.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent ?? '')))
}

/** The table the API's answer should be shown as. */
function expectedTable(users: ActiveUsers, section: Section): string[][] {
  const { period, series } = users[section]
  return Array.from({ length: period.days }, (_, i) => {
    const day = plus(period.from, i)
    return [
      shown(day),
      ...(section === 'active' ? [series.active, series.signed_in] : [series.mobile]).map(
        (s) => s?.counts[i]?.toLocaleString('en-GB') ?? '–',
      ),
      day === users.today ? 'Today so far' : '',
    ]
  })
}

async function download(page: Page, section: Section): Promise<{ name: string; rows: unknown[][] }> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    sectionOf(page, section).getByRole('link', { name: 'Download .xlsx' }).click(),
  ])
  const rows = (await readExcelFile(await readFile(await file.path())))[0]?.data ?? []
  return { name: file.suggestedFilename(), rows: rows as unknown[][] }
}

const view = (page: Page, section: Section) => sectionOf(page, section).getByRole('button', { name: 'View', exact: true })
const choose = async (page: Page, section: Section, period: string) => {
  await sectionOf(page, section).getByText(period, { exact: true }).click()
  await view(page, section).click()
}
const searchOf = (page: Page) => new URL(page.url()).searchParams

describe('Active users: the same numbers everywhere', () => {
  it('AU-2, AU-4, AU-5: page, API, table and downloaded file agree, for both sections', async () => {
    const page = await signedIn()
    for (const section of ['active', 'mobile'] as const) {
      const region = sectionOf(page, section)
      const users = await api(page)
      const distinct = users[section].series[section]?.distinct ?? -1
      expect(distinct).toBeGreaterThan(5)
      await region.getByText(String(distinct), { exact: true }).first().waitFor()
      if (section === 'active') await region.getByRole('switch', { name: 'Signed in (interactively)' }).click({ force: true })
      expect(await table(page, section)).toEqual(expectedTable(users, section))

      const file = await download(page, section)
      expect(file.name).toBe(
        `${section === 'active' ? 'active-users' : 'active-mobile-users'}_${users[section].period.from}_${users[section].period.to}.xlsx`,
      )
      const columns = section === 'active' ? [users.active.series.active, users.active.series.signed_in] : [users.mobile.series.mobile]
      expect(
        file.rows
          .filter((r) => r[0] instanceof Date)
          .map((r) => [(r[0] as Date).toISOString().slice(0, 10), ...columns.map((_, c) => r[c + 1] ?? null)]),
      ).toEqual(
        Array.from({ length: users[section].period.days }, (_, i) => [
          plus(users[section].period.from, i),
          ...columns.map((c) => c?.counts[i]),
        ]),
      )
      expect(file.rows.flat()).toEqual(expect.arrayContaining(['Hanbit Trading', 'Asia/Seoul', distinct]))
    }
  })

  it.each(['Pacific/Auckland', 'America/Los_Angeles'])(
    'T-1, pitfall 5: an administrator’s browser in %s shows the company’s days',
    async (timezoneId) => {
      const page = await signedIn({ timezoneId })
      await sectionOf(page, 'active').waitFor()
      expect(await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone)).toBe(timezoneId)
      const users = await api(page)
      await page.getByText(`Today, ${shown(users.today)}, is still counting`).waitFor()
      const chart = chartOf(page, 'active')
      const { width = 0, height = 0 } = (await chart.boundingBox()) ?? {}
      await chart.hover({ position: { x: width - 8, y: height / 2 } })
      await chart.getByText(shown(users.today)).waitFor()
      await chart
        .getByText(String(users.active.series.active?.counts.at(-1)), { exact: true })
        .first()
        .waitFor()
      expect((await table(page, 'mobile')).map(([day, count]) => [day, count])).toEqual(
        expectedTable(users, 'mobile').map(([day, count]) => [day, count]),
      )
      expect(
        (await download(page, 'mobile')).rows
          .filter((r) => r[0] instanceof Date)
          .map((r) => shown((r[0] as Date).toISOString().slice(0, 10))),
      ).toEqual(expectedTable(users, 'mobile').map(([day]) => day))
    },
  )

  it('AU-4, RE-2: by keyboard alone: Tab to the chart, arrow keys announce days and counts', async () => {
    const page = await signedIn()
    await chartOf(page, 'active').waitFor()
    const focusedRole = () =>
      page
        .locator(':focus')
        .getAttribute('role', { timeout: 1_000 })
        .catch(() => null)
    let tabs = 0
    while ((await focusedRole()) !== 'application') {
      await page.keyboard.press('Tab')
      expect(tabs++, 'Tab never reaches the chart').toBeLessThan(40)
    }
    const users = await api(page)
    const counts = users.active.series.active?.counts ?? []
    const spoken = (back: number) => {
      const count = counts.at(-1 - back)
      return `${shown(plus(users.today, -back))}: ${count} active ${count === 1 ? 'member' : 'members'}${back === 0 ? ', Today so far' : ''}`
    }
    const status = sectionOf(page, 'active').getByRole('status').filter({ hasText: 'active' })
    const hears = (text: string) =>
      status
        .getByText(text, { exact: true })
        .or(status.filter({ hasText: new RegExp(`^${text.replace(/[()]/g, '\\$&')}$`) }))
        .first()
        .waitFor()
    await hears(spoken(0))
    for (const [key, back] of [
      ['ArrowLeft', 1],
      ['ArrowLeft', 2],
      ['ArrowRight', 1],
      ['PageUp', 8],
      ['Home', 29],
      ['ArrowLeft', 29],
      ['End', 0],
      ['ArrowRight', 0],
    ] as const) {
      await page.keyboard.press(key)
      await hears(spoken(back))
    }
    await page.keyboard.press('Escape')
    // On with the keyboard: a period, View, and the table.
    await sectionOf(page, 'mobile').getByRole('radio', { name: '30 days' }).focus()
    await page.keyboard.press('ArrowLeft')
    while ((await view(page, 'mobile').and(page.locator(':focus')).count()) === 0) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL(/mobile=7d/)
  })
})

describe('Active users: periods', () => {
  it('AU-3: presets and a custom range stand in the URL, survive a reload, and go back with Back', async () => {
    const page = await signedIn()
    for (const [label, preset] of [
      ['7 days', '7d'],
      ['3 months', '3m'],
      ['6 months', '6m'],
      ['1 year', '1y'],
    ] as const) {
      await choose(page, 'active', label)
      await page.waitForURL((url) => url.searchParams.get('active') === preset)
    }
    expect(searchOf(page).get('mobile')).toBeNull()
    await choose(page, 'active', '7 days')
    await page.waitForURL(/active=7d/)
    await page.reload()
    await sectionOf(page, 'active').getByText('7 days', { exact: true }).first().waitFor()
    expect(await sectionOf(page, 'active').getByRole('radio', { name: '7 days' }).isChecked()).toBe(true)
    expect(await sectionOf(page, 'mobile').getByRole('radio', { name: '30 days' }).isChecked()).toBe(true)
    expect((await table(page, 'active')).length).toBe(7)

    const [from, to] = [plus(today, -12), plus(today, -3)]
    await sectionOf(page, 'mobile').getByText('Custom', { exact: true }).click()
    await sectionOf(page, 'mobile').getByRole('button', { name: 'Custom period' }).click()
    for (const day of [from, to]) {
      const button = page.getByRole('button', { name: shown(day), exact: true }).first()
      await page.getByRole('button', { name: 'Previous month' }).first().waitFor()
      if (!(await button.isVisible())) await page.getByRole('button', { name: 'Previous month' }).first().click()
      await button.click()
    }
    expect(searchOf(page).get('mobile'), 'not before View').toBeNull()
    await view(page, 'mobile').click()
    await page.waitForURL((url) => url.searchParams.get('mobile') === `${from}..${to}`)
    await page.reload()
    const users = await api(page)
    expect([users.mobile.period.from, users.mobile.period.to, users.active.period.preset]).toEqual([from, to, '7d'])
    expect((await table(page, 'mobile')).map(([day]) => day)).toEqual(Array.from({ length: 10 }, (_, i) => shown(plus(from, i))))
    await page.goBack()
    await page.waitForURL((url) => url.searchParams.get('mobile') === null)
    await sectionOf(page, 'mobile').getByRole('radio', { name: '30 days', checked: true }).waitFor({ state: 'attached' })
  })

  it('AU-3, pitfall 35: a double click on View sends one request', async () => {
    const page = await signedIn()
    await chartOf(page, 'active').waitFor()
    const sent: string[] = []
    page.on(
      'request',
      (request) => request.url().includes('/statistics/active-users') && request.resourceType() === 'fetch' && sent.push(request.url()),
    )
    await sectionOf(page, 'active').getByText('7 days', { exact: true }).click()
    await view(page, 'active').dblclick()
    await page.waitForURL(/active=7d/)
    await sectionOf(page, 'active').getByText('7 days', { exact: true }).nth(1).waitFor()
    await page.waitForLoadState('networkidle')
    expect(sent).toHaveLength(1)
  })

  it('AU-3: a period typed into the URL that is not allowed says what is, and leads back', async () => {
    const page = await signedIn({}, `${path}?active=2020-01-01..2020-01-05`)
    const alert = page.getByRole('alert')
    await alert.getByText('Choose a period within the available range.').waitFor()
    expect(await alert.innerText()).toMatch(/You can view days within .*20\d\d/)
    await alert.getByRole('button', { name: 'Show the last 30 days' }).click()
    await chartOf(page, 'active').waitFor()
    expect(searchOf(page).get('active')).toBeNull()
    for (const typed of [`${plus(today, -2)}..${plus(today, -5)}`, `${today}..${plus(today, 1)}`, '2026-02-30..2026-03-01', 'nonsense']) {
      await page.goto(`${path}?active=${typed}`)
      await page.getByRole('alert').getByText('Choose a period within the available range.').waitFor()
    }
  })
})

describe('Languages, themes, companies', () => {
  it('a first visit loads less than 250 kB of scripts and styles until the page can be used', async () => {
    const page = await firstVisit()
    const code = watchCode(page)
    await page.goto(path)
    await sectionOf(page, 'mobile').getByRole('button', { name: 'View' }).click({ trial: true })
    await chartOf(page, 'mobile').waitFor()
    const files = await code()
    const heaviest = files.toSorted((a, b) => b.gzipped - a.gzipped).map(({ name, gzipped }) => `${name} ${gzipped}`)
    expect(firstLoadOf(files), heaviest.join('\n')).toBeLessThan(firstLoadLimit)
    expect(files.filter(({ fromCache }) => fromCache)).toEqual([])
  })

  it('RE-2: Korean and Japanese at once, kept with the member', async () => {
    const page = await signedIn()
    let name = 'Language: English'
    for (const [locale, label] of [
      ['ko', '한국어'],
      ['ja', '日本語'],
      ['en', 'English'],
    ] as const) {
      await page.getByRole('button', { name }).click()
      await page.getByRole('menuitemradio', { name: label }).click()
      const texts = JSON.parse(await readFile(new URL(`../console/locales/${locale}/shell.json`, import.meta.url), 'utf8')) as {
        nav: { activeUsers: string }
        shell: { language: string }
      }
      const heading = page.getByRole('heading', { level: 1, name: texts.nav.activeUsers, exact: true })
      await heading.waitFor()
      await page.locator(`html[lang=${locale}]`).waitFor()
      name = texts.shell.language.replace('{{name}}', label)
      await expect
        .poll(
          async () => ((await (await page.request.get(`${server.url}/api/v1/me`)).json()) as { member: { locale: string } }).member.locale,
        )
        .toBe(locale)
      await page.reload()
      await heading.waitFor()
    }
  })

  it('RE-2: light, dark, or as the device is set; kept in the browser', async () => {
    const page = await signedIn({ colorScheme: 'dark' })
    const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme')
    await chartOf(page, 'active').waitFor()
    expect(await scheme()).toBe('dark')
    await page.getByRole('button', { name: 'Theme: System' }).click()
    await page.getByRole('menuitemradio', { name: 'Light' }).click()
    await expect.poll(scheme).toBe('light')
    await page.reload()
    await page.getByRole('button', { name: 'Theme: Light' }).waitFor()
    expect(await scheme()).toBe('light')
  })

  it('AU-4: another company of the group; one without any use says so instead of zeros', async () => {
    const page = await signedIn()
    await page.getByRole('button', { name: 'Company: Hanbit Trading' }).click()
    await page.getByRole('menuitemradio', { name: 'Hanbit Labs' }).click()
    await page.waitForURL((url) => url.searchParams.get('company') === empty)
    await page.getByRole('heading', { name: 'No use has been recorded yet' }).waitFor()
    await page.getByText('Company time zone: Asia/Kathmandu (GMT+5:45)').waitFor()
    expect(await page.getByRole('application').count()).toBe(0)
    await page.reload()
    await page.getByRole('heading', { name: 'No use has been recorded yet' }).waitFor()
    await page.getByRole('button', { name: 'Company: Hanbit Labs' }).click()
    await page.getByRole('menuitemradio', { name: 'Hanbit Trading' }).click()
    await chartOf(page, 'active').waitFor()
  })
})

describe('Coming and going', () => {
  it('SX-1: not signed in: to the sign-in page, a wrong password is told, and back to the very page', async () => {
    const page = await journey.newPage()
    await page.goto(`${path}?active=7d&mobile=3m`)
    await fillSignIn(page, company.admin.login, 'wrong password')
    await page.getByRole('alert').getByText('The ID or password is not correct').waitFor()
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL((url) => url.pathname === path && url.searchParams.get('company') === company.companyId)
    expect([searchOf(page).get('active'), searchOf(page).get('mobile')]).toEqual(['7d', '3m'])
    expect(await table(page, 'active')).toHaveLength(7)
  })

  it('SX-2: signing out ends it: Back and the address ask for the password', async () => {
    const page = await journey.newPage()
    await page.goto(path)
    await fillSignIn(page, company.admin.login)
    await page.getByRole('button', { name: 'Account: Ada Admin' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor()
    await page.goto(path)
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    expect((await page.request.get(`${server.url}/api/v1/me`)).status()).toBe(401)
  })

  it('P-2: a member who administers nothing is told so, and loads no chart; nor is another company shown', async () => {
    const page = await journey.newPage()
    const scripts = scriptsOf(page)
    await page.goto(path)
    await fillSignIn(page, member.login)
    await page.getByRole('heading', { name: 'You are not an administrator' }).waitFor()
    await page.waitForLoadState('networkidle')
    expect(scripts.some(isChart)).toBe(false)
    expect(scripts.length).toBeGreaterThan(3)

    const admin = await signedIn({}, `${path}?company=${crypto.randomUUID()}`)
    await admin.getByRole('heading', { name: 'You do not administer this company' }).waitFor()
    expect(await admin.getByText('Hanbit').count()).toBe(0)
  })

  it('AU-4: the chart is loaded where it is shown, the calendar when someone wants it', async () => {
    const page = await firstVisit()
    const scripts = scriptsOf(page)
    await page.goto(path)
    await chartOf(page, 'active').waitFor()
    expect(scripts.some(isChart)).toBe(true)
    expect(scripts.some((url) => /CustomRange/.test(url))).toBe(false)
    await sectionOf(page, 'active').getByText('Custom', { exact: true }).click()
    await sectionOf(page, 'active').getByRole('button', { name: 'Custom period' }).waitFor()
    expect(scripts.some((url) => /CustomRange/.test(url))).toBe(true)
  })
})

const scriptsOf = (page: Page) => {
  const urls: string[] = []
  page.on('request', (request) => request.url().endsWith('.js') && urls.push(request.url()))
  return urls
}
const isChart = (url: string) => /ActiveUsersChart/.test(url)

describe('Setup of an empty Muster', () => {
  it('SX-1, AU-1: the one-time link makes the company, once; its Super Admin signs in and is the first active member', async () => {
    const fresh = await startTestServer()
    try {
      const token = newSecret()
      expect(await offerSetup(fresh.database.app.db, hashSecret(token), new Date())).toBe(true)
      const page = await journey.ownPage({}, fresh)
      const scripts = scriptsOf(page)
      const fill = async (domain: string) => {
        await page.getByLabel('Company name').fill('First Company')
        await page.getByLabel('Domain').fill(domain)
        await page.getByLabel('Name', { exact: true }).fill('Kim Ada')
        await page.getByLabel('Login ID').fill('ada')
        await page.getByLabel('Password', { exact: true }).fill(password)
        await page.getByRole('button', { name: 'Create company' }).click()
      }
      await page.goto(`/setup/${token}`)
      await fill('not a domain')
      await page.getByText('Enter a domain name such as example.com.').waitFor()
      await fill('first.example')
      await page.getByRole('heading', { name: 'Your company is ready' }).waitFor()
      await page.getByText('ada@first.example').waitFor()
      expect(scripts.some(isChart)).toBe(false)
      await page.getByRole('link', { name: 'Sign in' }).click()
      await fillSignIn(page, 'ada@first.example')
      await page.getByRole('region', { name: 'First steps' }).getByRole('link', { name: 'Set up the mail server' }).waitFor()
      await page.getByRole('link', { name: 'Open statistics' }).click()
      await chartOf(page, 'active').waitFor()
      expect((await table(page, 'active')).at(-1)).toEqual([expect.any(String), '1', 'Today so far'])

      await page.goto(`/setup/${token}`)
      await fill('second.example')
      await page.getByRole('heading', { name: 'This setup link is no longer valid' }).waitFor()
    } finally {
      await fresh.stop()
    }
  })
})

type Screen = { name: string; open: (options: BrowserContextOptions) => Promise<Page> }

/** Every screen there is, opened for a window and a colour scheme. */
const screens: Screen[] = [
  { name: 'sign-in', open: (o) => visit(o, path, async (page) => page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()) },
  {
    name: 'sign-in refused',
    open: (o) =>
      visit(o, path, async (page) => {
        await fillSignIn(page, 'nobody@hanbit.example', 'wrong password')
        await page.getByRole('alert').waitFor()
      }),
  },
  { name: 'sign-in expired', open: (o) => visit(o, '/signin/nothing', (page) => page.getByRole('heading', { level: 1 }).waitFor()) },
  {
    name: 'signed out',
    open: (o) => visit(o, '/console/signed-out', (page) => page.getByRole('heading', { name: 'You are signed out' }).waitFor()),
  },
  { name: 'setup', open: (o) => visit(o, '/setup/some-token-of-20-characters', (page) => page.getByLabel('Login ID').waitFor()) },
  {
    name: 'setup refused',
    open: (o) =>
      visit(o, '/setup/some-token-of-20-characters', async (page) => {
        for (const [label, text] of [
          ['Company name', 'A'],
          ['Domain', '-'],
          ['Name', 'A'],
          ['Login ID', '!'],
          ['Password', 'short'],
        ] as const)
          await page.getByLabel(label, { exact: true }).fill(text)
        await page.getByRole('button', { name: 'Create company' }).click()
        await page.getByText('Enter a domain name such as example.com.').waitFor()
      }),
  },
  { name: 'chart', open: (o) => inside(o, path, (page) => chartOf(page, 'mobile').waitFor()) },
  {
    name: 'chart, a day shown, signed in shown',
    open: (o) =>
      inside(o, `${path}?active=7d`, async (page) => {
        await sectionOf(page, 'active').getByRole('switch').click({ force: true })
        await chartOf(page, 'active').focus()
        await page.keyboard.press('ArrowLeft')
      }),
  },
  { name: 'table', open: (o) => inside(o, `${path}?active=3m`, async (page) => void (await table(page, 'active'))) },
  {
    name: 'calendar',
    open: (o) =>
      inside(o, `${path}?active=${plus(today, -9)}..${plus(today, -2)}`, async (page) => {
        await sectionOf(page, 'active').getByRole('button', { name: 'Custom period' }).click()
        await page.getByRole('button', { name: 'Previous month' }).first().waitFor()
      }),
  },
  {
    name: 'menu of languages',
    open: (o) =>
      inside(o, path, async (page) => {
        await page.getByRole('button', { name: /^Language/ }).click()
        await page.getByRole('menuitemradio', { name: '한국어' }).waitFor()
      }),
  },
  {
    name: 'code on its way',
    open: async (o) => {
      const page = await signedIn(o, '/nothing')
      await page.getByRole('heading', { name: 'This page does not exist' }).waitFor()
      await page.route('**/assets/ActiveUsersPage-*.js', () => {})
      await page.goto(path)
      await page.getByRole('heading', { level: 1, name: 'Active users' }).waitFor()
      return page
    },
  },
  {
    name: 'empty company',
    open: (o) =>
      inside(o, `${path}?company=${empty}`, (page) => page.getByRole('heading', { name: 'No use has been recorded yet' }).waitFor()),
  },
  { name: 'period refused', open: (o) => inside(o, `${path}?active=2020-01-01..2020-01-05`, (page) => page.getByRole('alert').waitFor()) },
  {
    name: 'other company',
    open: (o) =>
      inside(o, `${path}?company=${crypto.randomUUID()}`, (page) =>
        page.getByRole('heading', { name: 'You do not administer this company' }).waitFor(),
      ),
  },
  {
    name: 'not found',
    open: (o) => inside(o, '/nothing', (page) => page.getByRole('heading', { name: 'This page does not exist' }).waitFor()),
  },
  {
    name: 'no connection',
    open: async (o) => {
      const page = await inside(o, '/nothing', (p) => p.getByRole('heading', { level: 1 }).waitFor())
      await page.route('**/api/v1/**/active-users*', (route) => route.abort())
      await page.goto(path)
      await page.getByRole('alert').getByText('The server cannot be reached.').waitFor()
      return page
    },
  },
]

async function visit(options: BrowserContextOptions, url: string, ready: (page: Page) => Promise<void>): Promise<Page> {
  const page = await journey.newPage(options)
  await page.goto(url)
  await ready(page)
  return page
}
async function inside(options: BrowserContextOptions, url: string, ready: (page: Page) => Promise<void>): Promise<Page> {
  const page = await signedIn(options, url)
  await page.locator('main').getByRole('heading', { level: 1 }).waitFor()
  await ready(page)
  return page
}

describe.each([
  ['light', 1440],
  ['dark', 360],
] as const)('every screen, %s, %i px', (colorScheme, width) => {
  it.each(screens)('RE-2: $name: axe finds nothing, and nothing scrolls sideways', async ({ open }) => {
    const page = await open({ colorScheme, viewport: { width, height: 900 } })
    await painted(page)
    expect(await problemsOf(page)).toEqual([])
  })
})

it('RE-2: at 360 px the menu opens as a drawer and leads to the page', async () => {
  const page = await signedIn({ viewport: { width: 360, height: 800 } }, '/nothing')
  await page.getByRole('button', { name: 'Open menu' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByRole('link', { name: 'Active users' }).waitFor()
  expect(await problemsOf(page)).toEqual([])
  await drawer.getByRole('link', { name: 'Active users' }).click()
  await chartOf(page, 'active').waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)
})
