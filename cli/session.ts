import { tokenPrefix } from '@muster/contract'
import { Problem, exitCodes, usage } from './problem.ts'
import { changeProfiles, folderOf, nameOf, readProfiles, serverUrl, withProfile, type Profile, type Tokens } from './profiles.ts'
import { authorize, refresh, revoke } from './signIn.ts'
import type { Terminal } from './terminal.ts'

/** An access token is renewed so long before its end (milliseconds). */
const earlyMs = 30_000

/** To whom requests go, and by what right. */
export type Session = {
  url: string
  /** The company that is meant where none is named. */
  company: string | undefined
  /** What is presented now; undefined: nothing. */
  token(): Promise<string | undefined>
  /** MB-8: has the member confirm who they are. False: nobody can be asked, or what is presented is no member's session. */
  prove(): Promise<boolean>
}

const notSignedIn = 'You are not signed in. Sign in by `muster sign-in <address>`, or set MUSTER_URL and MUSTER_TOKEN.'

/**
 * Who calls: by MUSTER_TOKEN at MUSTER_URL, else as the profile that is meant.
 * @throws a problem when it is not known where to
 */
export async function openSession(terminal: Terminal, asked: string | undefined): Promise<Session> {
  const { env } = terminal
  const folder = folderOf(terminal)
  const profiles = await readProfiles(folder)
  const name = nameOf(profiles, env, asked)
  const profile = profiles.profiles[name]
  if (asked !== undefined && !profile) throw usage(`there is no profile ${asked}: see \`muster profiles\``)
  const url = env['MUSTER_URL'] === undefined ? profile?.url : serverUrl(env['MUSTER_URL'])
  if (url === undefined) throw new Problem(notSignedIn, exitCodes.notSignedIn)
  const token = env['MUSTER_TOKEN']
  // A profile's company is one of its own server.
  const company = (env['MUSTER_COMPANY'] || undefined) ?? (profile?.url === url ? profile.company : undefined)
  if (token !== undefined && token !== '') return { url, company, token: async () => token, prove: async () => false }
  // A profile's tokens go to its own server alone.
  if (!profile?.tokens || profile.url !== url) return { url, company, token: async () => undefined, prove: async () => false }
  return {
    url,
    company,
    token: () => freshToken(folder, name),
    prove: () => (terminal.isAttended ? proveAgain(terminal, folder, name) : Promise.resolve(false)),
  }
}

/** The access token of a profile, renewed when its time is over: by one process at a time, since a refresh token works once. */
async function freshToken(folder: string, name: string): Promise<string | undefined> {
  const isFresh = (tokens: Tokens | undefined): tokens is Tokens => tokens !== undefined && tokens.until - earlyMs > Date.now()
  const now = (await readProfiles(folder)).profiles[name]?.tokens
  if (isFresh(now)) return now.access
  return changeProfiles(folder, async (profiles) => {
    const profile = profiles.profiles[name]
    const tokens = profile?.tokens
    if (!profile || !tokens || isFresh(tokens)) return { next: profiles, answer: tokens?.access }
    const renewed = await refresh(profile.url, tokens)
    return { next: withProfile(profiles, name, withTokens(profile, renewed), false), answer: renewed?.access }
  })
}

function withTokens({ url, company }: Profile, tokens: Tokens | undefined): Profile {
  return { url, ...(company !== undefined && { company }), ...(tokens && { tokens }) }
}

/** MB-8: the door opens again; what was signed in before is signed out of. */
async function proveAgain(terminal: Terminal, folder: string, name: string): Promise<boolean> {
  const profile = (await readProfiles(folder)).profiles[name]
  if (!profile) return false
  terminal.err('This is a dangerous act: confirm that it is you.\n')
  const tokens = await authorize(terminal, profile.url, { prove: true })
  const former = await changeProfiles(folder, async (profiles) => ({
    next: withProfile(profiles, name, withTokens(profile, tokens), false),
    answer: profiles.profiles[name]?.tokens,
  }))
  if (former) await revoke(profile.url, former)
  return true
}

/** Signs in to a server by device authorization, and keeps it as a profile. @returns its name */
export async function signIn(terminal: Terminal, address: string | undefined, asked: string | undefined): Promise<string> {
  if (terminal.env['MUSTER_TOKEN']?.startsWith(tokenPrefix))
    terminal.err('MUSTER_TOKEN is set: it is used instead of what you sign in to now.\n')
  const folder = folderOf(terminal)
  const profiles = await readProfiles(folder)
  const name = nameOf(profiles, terminal.env, asked)
  const typed = address ?? terminal.env['MUSTER_URL'] ?? profiles.profiles[name]?.url
  if (typed === undefined) throw usage('which server? `muster sign-in https://muster.example.com`')
  const url = serverUrl(typed)
  const tokens = await authorize(terminal, url, { prove: false })
  const former = await changeProfiles(folder, async (now) => {
    const before = now.profiles[name]
    const company = before?.url === url ? before.company : undefined
    return { next: withProfile(now, name, { url, ...(company !== undefined && { company }), tokens }, true), answer: before }
  })
  if (former?.tokens) await revoke(former.url, former.tokens)
  return name
}

/** Signs out of a profile's server; the profile goes. @returns its name @throws a problem when there is none */
export async function signOut(terminal: Terminal, asked: string | undefined): Promise<string> {
  const folder = folderOf(terminal)
  const { name, former } = await changeProfiles(folder, async (now) => {
    const meant = nameOf(now, terminal.env, asked)
    const { [meant]: gone, ...rest } = now.profiles
    const current = now.current === meant ? (Object.keys(rest)[0] ?? 'default') : now.current
    return { next: { current, profiles: rest }, answer: { name: meant, former: gone } }
  })
  if (!former) throw new Problem(`There is no profile ${name}.`, exitCodes.notSignedIn)
  if (former.tokens) await revoke(former.url, former.tokens)
  return name
}
