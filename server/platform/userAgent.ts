import Bowser from 'bowser'

/** The browser and system that a user agent names, as far as it does (pitfall 34: an unknown one is neither). */
export function environmentOf(userAgent: string | null): { browser: string | null; os: string | null } {
  if (!userAgent) return { browser: null, os: null }
  const { browser, os } = Bowser.parse(userAgent)
  const major = browser.version?.split('.')[0]
  // Systems whose versions the browsers no longer tell truly are named without one.
  const version = os.name === 'macOS' || os.name === 'Linux' ? undefined : (os.versionName ?? os.version)
  return { browser: named(browser.name, major), os: named(os.name, version) }
}

/**
 * MB-11: by what a device is known again: browser, system and, where it is told, model, without versions, which change under one's
 * hands. Everything that tells nothing is one environment.
 */
export function familyOf(userAgent: string | null): string {
  if (!userAgent) return ''
  const { browser, os, platform } = Bowser.parse(userAgent)
  const told = [browser.name, os.name, platform.model]
  return told.some(Boolean)
    ? told
        .map((part) => part ?? '')
        .join('|')
        .slice(0, 200)
    : ''
}

const named = (name: string | undefined, version: string | undefined) => (name ? [name, version].filter(Boolean).join(' ') : null)
