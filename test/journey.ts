import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { password, type TestServer } from './server.ts'

type State = BrowserContextOptions['storageState']

/** A real browser against a test server: pages of their own context, and of someone signed in. */
export class Journey {
  readonly #browser: Browser
  readonly #server: TestServer
  readonly #contexts: BrowserContext[] = []
  readonly #sessions = new Map<string, Promise<State>>()

  private constructor(browser: Browser, server: TestServer) {
    this.#browser = browser
    this.#server = server
  }

  static async start(server: TestServer): Promise<Journey> {
    return new Journey(await launchBrowser(), server)
  }

  async newPage(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      baseURL: this.#server.url,
      locale: 'en-GB',
      viewport: { width: 1440, height: 1000 },
      acceptDownloads: true,
      reducedMotion: 'reduce',
      ...options,
    })
    context.setDefaultTimeout(20_000)
    this.#contexts.push(context)
    return context.newPage()
  }

  /** A page of a member who is signed in to the console; the sign-in itself happens once, in the browser. */
  async signedIn(login: string, url: string, options: BrowserContextOptions = {}): Promise<Page> {
    let session = this.#sessions.get(login)
    if (!session) {
      session = this.#signIn(login)
      this.#sessions.set(login, session)
    }
    const state = await session
    const page = await this.newPage({ ...options, ...(state ? { storageState: state } : {}) })
    await page.goto(url)
    return page
  }

  async #signIn(login: string): Promise<State> {
    const page = await this.newPage()
    await page.goto('/')
    await fillSignIn(page, login)
    await page.locator('main').getByRole('heading', { level: 1 }).waitFor()
    await page.waitForURL((url) => url.searchParams.has('company'))
    return page.context().storageState()
  }

  /** Closes what a test has opened. */
  async closePages(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()))
  }

  async stop(): Promise<void> {
    await this.#browser.close()
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
export function axeOn(page: Page): AxeBuilder {
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
