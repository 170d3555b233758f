import path from 'node:path'
import type { Logger } from 'pino'
import type { Locale } from '@muster/contract'
import type { LogNeighbours } from '#modules/audit'
import { getCompanyClock, type Neighbours } from '#modules/company'
import type { Making } from '#modules/exports'
import { createOptOuts } from '#modules/installation'
import { findMember, findPeople, findTeamNames, holdTeam, lockPerson } from '#modules/members'
import {
  createMailServers,
  createOutbox,
  createTexts,
  type MailServers,
  type Outbox,
  type PushDeps,
  type Texts,
} from '#modules/notifications'
import { announceAccessChange } from '#modules/sessions'
import { derivedSecret, endTokensOf } from '#modules/signin'
import type { Clock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import type { Ctx, Scopes } from '../platform/context.ts'
import { openCopies } from '../platform/copy.ts'
import type { Database, Db } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { createLine } from '../platform/line.ts'
import { mailServerOfUrl } from '../platform/mail.ts'
import { createOutbound } from '../platform/outbound.ts'
import type { Places } from '../platform/place.ts'
import { createPush } from '../platform/push.ts'
import { createSeal } from '../platform/seal.ts'
import { createSms } from '../platform/sms.ts'
import { createStorage } from '../platform/storage.ts'

/** What server and jobs are made of. */
export type Parts = { config: Config & { secret: string }; database: Database; appUrl: string; clock: Clock; log: Logger }

/** The mails that commits promise: sealed with a key of MUSTER_SECRET, handed over by the worker. */
export function outboxOf(parts: Pick<Parts, 'config'>): Outbox {
  return createOutbox({ seal: createSeal(parts.config.secret, 'mail outbox'), servers: mailServersOf(parts) })
}

/** Through which servers mails leave: a company's own, else the operator's. */
export function mailServersOf({ config }: Pick<Parts, 'config'>): MailServers {
  return createMailServers({
    seal: createSeal(config.secret, 'mail server'),
    operators: mailServerOfUrl(config.smtpUrl, config.mailFrom),
    operatorsPerMinute: config.smtpPerMinute,
    operatorFrom: config.mailFrom,
    anyTarget: config.allowPrivateTargets,
  })
}

/** Members' own choice about installation guides. */
export function optOutsOf({ config }: Pick<Parts, 'config'>, scopes: Scopes) {
  return createOptOuts({ key: derivedSecret(config.secret, 'unsubscribe'), url: config.url, scopes })
}

/** The text messages that commits promise, the same way. */
export function textsOf({ config }: Pick<Parts, 'config'>): Texts {
  return createTexts({ seal: createSeal(config.secret, 'text outbox'), gateway: createSms(config.sms) })
}

/** Where an administrator gets mail: the personal address, else the ID, which is an address of the suite. */
export async function findReceiver(ctx: Ctx, memberId: string): Promise<{ name: string; address: string; locale: Locale }> {
  const [member, people] = await Promise.all([findMember(ctx, memberId), findPeople(ctx, [memberId])])
  if (!member) throw new AppError('not_signed_in')
  return { name: member.name, address: member.personalEmail ?? people.get(memberId)?.login ?? '', locale: member.locale }
}

export const findLocale = async (ctx: Ctx, memberId: string) => (await findMember(ctx, memberId))?.locale ?? 'en'

/** Secrets of endpoints that are told of events: read again to sign, never at rest (SX-3). */
export const webhookSealOf = ({ config }: Pick<Parts, 'config'>) => createSeal(config.secret, 'webhooks')

/** What sends service notifications to browsers (Web Push). */
export function pushingOf({ config }: Pick<Parts, 'config'>): PushDeps {
  const { secret, url, allowPrivateTargets: allowPrivate } = config
  const push = createPush({ secret, url, outbound: createOutbound({ allowPrivate }) })
  return { push, seal: createSeal(secret, 'web push'), allowPrivate, findLocale, url }
}

/** What the audit log needs of the modules above it. */
export const logNeighbours: LogNeighbours = { getCompanyClock, findPeople, findTeamNames }

/** What makes files of lists (DS-8), with database connections of its own. */
export function makingOf(
  { config, appUrl, log }: Pick<Parts, 'config' | 'appUrl' | 'log'>,
  scopes: Scopes,
  places: () => Promise<Places>,
): Making {
  return {
    scopes,
    lists: { places, log: logNeighbours },
    copies: openCopies(appUrl, log),
    storage: createStorage(path.join(config.dataDir, 'files'), config.s3),
  }
}

/** What the company's administration is told by the modules above it. */
export const neighbours: Neighbours = {
  findPeople,
  lockPerson,
  holdTeam,
  findTeamNames,
  announce: announceAccessChange,
  endTokens: endTokensOf,
}

/** What the sign-in pages and the endpoints about signing in share. */
export type Door = ReturnType<typeof doorOf>

/** Mails, texts and LINE at the door, with the seals of what is kept there for a while. */
export function doorOf(parts: Pick<Parts, 'config'>, scopes: Scopes, db: Db) {
  const { config } = parts
  return {
    db,
    scopes,
    outbox: outboxOf(parts),
    texts: textsOf(parts),
    line: createLine(config.line, `${config.url}/signin/line/callback`),
    url: config.url,
    seal: createSeal(config.secret, 'second step'),
    linkSeal: createSeal(config.secret, 'line link'),
  }
}
