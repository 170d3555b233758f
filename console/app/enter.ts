import type { QueryClient } from '@tanstack/react-query'
import { redirect } from '@tanstack/react-router'
import { meQuery } from '../lib/me.ts'
import { showLocale } from '../lib/texts.ts'
import { isSignedOut, signedInAgain, signInAgain, untilGone } from './session.ts'

let greeted: string | null = null

/** Before any page behind the sign-in: who is it, in which language, for which company. */
export async function enterConsole(queries: QueryClient, wished: string | undefined) {
  const me = await queries
    .query(meQuery)
    .catch((error: unknown) => (isSignedOut(error) && signInAgain() ? untilGone() : Promise.reject(error)))
  signedInAgain()
  if (greeted !== me.member.id) {
    greeted = me.member.id
    await showLocale(me.member.locale)
  }
  const first = me.companies[0]
  if (!wished && first) throw redirect({ to: '.', search: (search) => ({ ...search, company: first.id }), replace: true })
  return { me, company: me.companies.find(({ id }) => id === wished) ?? null }
}
