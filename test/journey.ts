import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { password, type TestServer } from './server.ts'

type State = Exclude<BrowserContextOptions['storageState'], string | undefined>
type Lent = { page: Page; options: BrowserContextOptions }

const defaults = { locale: 'en-GB', viewport: { width: 1440, height: 1000 }, reducedMotion: 'reduce' } as const

/**
 * A real browser against a test server. What starts a page is most of what it costs: one that a test has done with is as new again, and
 * lent to the next that asks for the same.
 */
export class Journey {
  readonly #browser: Browser
  readonly #server: TestServer
  readonly #own: BrowserContext[] = []
  readonly #lent: Lent[] = []
  readonly #idle = new Map<string, Page[]>()
  readonly #sessions = new Map<string, Promise<State>>()

  private constructor(browser: Browser, server: TestServer) {
    this.#browser = browser
    this.#server = server
  }

  static async start(server: TestServer): Promise<Journey> {
    return new Journey(await launchBrowser(), server)
  }

  /** A page of nobody who is signed in. */
  async newPage(options: BrowserContextOptions = {}): Promise<Page> {
    const page = this.#idle.get(JSON.stringify(options))?.pop() ?? (await this.#makePage(options))
    this.#lent.push({ page, options })
    return page
  }

  /** A page of a browser that has seen nothing before, for a test that counts what is loaded or changes what the browser can; of `server`, if another is meant. */
  async ownPage(options: BrowserContextOptions = {}, server = this.#server): Promise<Page> {
    const page = await this.#makePage(options, server)
    this.#own.push(page.context())
    return page
  }

  async #makePage(options: BrowserContextOptions, server = this.#server): Promise<Page> {
    const context = await this.#browser.newContext({ baseURL: server.url, acceptDownloads: true, ...defaults, ...options })
    context.setDefaultTimeout(20_000)
    return context.newPage()
  }

  /** A page of a member who is signed in to the console; the sign-in itself happens once, in the browser. */
  async signedIn(login: string, url: string, options: BrowserContextOptions = {}): Promise<Page> {
    const { cookies } = await this.sessionOf(login)
    const page = await this.newPage(options)
    await page.context().addCookies(cookies)
    await page.goto(url)
    return page
  }

  /** What the browser of a member who is signed in to the console has kept. */
  async sessionOf(login: string): Promise<State> {
    let session = this.#sessions.get(login)
    if (!session) {
      session = this.#signIn(login)
      this.#sessions.set(login, session)
    }
    return session
  }

  async #signIn(login: string): Promise<State> {
    const page = await this.newPage()
    await page.goto('/')
    await fillSignIn(page, login)
    await page.locator('main').getByRole('heading', { level: 1 }).waitFor()
    await page.waitForURL((url) => url.searchParams.has('company'))
    return page.context().storageState()
  }

  /** Takes back what a test has opened. */
  async closePages(): Promise<void> {
    await Promise.all(this.#own.splice(0).map((context) => context.close()))
    await Promise.all(
      this.#lent.splice(0).map(async ({ page, options }) => {
        if (!(await renewed(page, options))) return page.context().close()
        const key = JSON.stringify(options)
        this.#idle.set(key, [...(this.#idle.get(key) ?? []), page])
      }),
    )
  }

  async stop(): Promise<void> {
    await this.#browser.close()
  }
}

const heard = ['console', 'dialog', 'download', 'pageerror', 'popup', 'request', 'requestfailed', 'requestfinished', 'response'] as const

/** Makes a page as new; false where it cannot be. */
async function renewed(page: Page, options: BrowserContextOptions): Promise<boolean> {
  const context = page.context()
  if (page.isClosed() || context.pages().length > 1) return false
  try {
    for (const event of heard) await page.removeAllListeners(event)
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await context.unrouteAll({ behavior: 'ignoreErrors' })
    await context.clearCookies()
    // A document of the same origin that does nothing: what the page kept can be taken away, nothing keeps it anew, and the process stays.
    await page.goto('/healthz')
    await page.evaluate('localStorage.clear(); sessionStorage.clear()')
    await page.mouse.move(0, 0)
    await page.emulateMedia({ media: null, colorScheme: options.colorScheme ?? 'light', reducedMotion: options.reducedMotion ?? 'reduce' })
    await page.setViewportSize(options.viewport ?? defaults.viewport)
    return true
  } catch {
    // The server or the page has ended meanwhile: the next test begins with one of its own.
    return false
  }
}

/** The server's sign-in page, filled in and sent. */
export async function fillSignIn(page: Page, login: string, secret = password): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  await page.getByLabel('ID', { exact: false }).first().fill(login)
  await page.getByLabel('Password', { exact: true }).fill(secret)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Axe on a page. None of ours has frames, for which it would open a page of its own; only what is wrong is told element by element. */
function axeOn(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
}

/** RE-2: what axe finds on the page, in the part `within`, or in the dialog that lets nothing else be reached; and whether anything scrolls sideways. */
export async function problemsOf(page: Page, within?: string): Promise<string[]> {
  // What is being asked for is dimmed meanwhile.
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
  const check = axeOn(page)
  const modal = (await page.locator('[aria-modal=true]').count()) > 0
  const menu = (await page.getByRole('menu').count()) > 0
  if (within || modal) check.include(within ?? '[aria-modal=true]')
  // A menu floats above the page and belongs to none of its landmarks; a dialog's header is not the page's.
  check.disableRules([...(menu || within ? ['region'] : []), ...(modal ? ['landmark-no-duplicate-banner', 'landmark-unique'] : [])])
  const { violations, passes } = await check.analyze()
  const sideways = await page.locator('html').evaluate((el) => el.scrollWidth - el.clientWidth)
  return [
    ...violations.map(
      (v) => `${v.id}: ${v.nodes.map((n) => `${n.target.join(' ')} ${n.any[0]?.message ?? n.failureSummary ?? ''}`).join(' | ')}`,
    ),
    ...(passes.length > 8 ? [] : ['axe looked at next to nothing']),
    ...(sideways > 0 ? [`scrolls sideways by ${sideways} px`] : []),
  ]
}

/** Both themes and both widths; a page that is cards on a phone is so in either theme. */
const looks = [
  ['light', 1440],
  ['dark', 360],
] as const

/** RE-2: {@link problemsOf} the page that is open, light at 1440 px and dark at 360 px. */
export async function problemsInEveryLook(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const [colorScheme, width] of looks) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 900 })
    await painted(page)
    found.push(...(await problemsOf(page)).map((problem) => `${colorScheme}, ${width} px: ${problem}`))
  }
  return found
}

/** Once the page has been painted anew, and nothing on it moves any more. */
export async function painted(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
    await Promise.allSettled(document.getAnimations().filter((a) => a.effect?.getTiming().iterations !== Infinity).map((a) => a.finished))
  })()`)
}
