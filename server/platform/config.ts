import { isIP } from 'node:net'
import { z } from 'zod'
import path from 'node:path'
import type { LineSettings } from './line.ts'
import type { SmsSettings } from './sms.ts'
import type { S3Settings } from './storage.ts'

const flag = z.enum(['true', 'false']).transform((v) => v === 'true')

/** Values by comma, each as `isOne` wants it. */
const listOf = (isOne: (value: string) => boolean, message: string) =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((value) => value.trim())
        .filter(Boolean),
    )
    .refine((values) => values.every(isOne), message)
    .default([])

const databaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')
  .refine((text) => URL.canParse(text), 'is not an address; encode special characters of the password, such as @ and / as %40 and %2F')
  .optional()

/** Every environment variable Muster reads; a `MUSTER_` variable that is not here is refused. */
const variables = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  HOST: z.string().default('localhost'),
  DATABASE_URL: databaseUrl,
  MUSTER_DATABASE_APP_URL: databaseUrl,
  MUSTER_URL: z
    .url({ protocol: /^https?$/ })
    .refine((text) => isSecureUrl(text) && isOrigin(text), 'must be https (only localhost may be http), without a path')
    .optional(),
  MUSTER_ROLE: z.enum(['api', 'worker', 'both']).default('both'),
  MUSTER_DATA: z.string().min(1).default('data'),
  MUSTER_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  MUSTER_SAMPLE: flag.optional(),
  MUSTER_SAMPLE_DEVICES: z.coerce.number().int().min(0).max(500).default(40),
  MUSTER_TRUSTED_PROXIES: listOf(isAddressRange, 'must be addresses or ranges such as 10.0.0.0/8, by comma'),
  MUSTER_WEB_REDIRECT_URIS: listOf(
    (text) => isSecureUrl(text) && !text.includes('#'),
    'must be https addresses (only localhost may be http), by comma',
  ),
  MUSTER_SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/./, 'must start with smtp:// or smtps://')
    .refine((text) => URL.canParse(text), 'is not an address')
    .optional(),
  MUSTER_SMTP_PER_MINUTE: z.coerce.number().int().min(1).max(60_000).optional(),
  MUSTER_SMS_URL: z.url().refine(isSecureUrl, 'must be https (only localhost may be http)').optional(),
  MUSTER_SMS_TOKEN: z.string().min(1).optional(),
  MUSTER_SMS_FROM: z.string().min(1).max(15).default('Muster'),
  MUSTER_LINE_CHANNEL_ID: z.string().min(1).optional(),
  MUSTER_LINE_CHANNEL_SECRET: z.string().min(1).optional(),
  MUSTER_LINE_ISSUER: z.url().refine(isSecureUrl, 'must be https (only localhost may be http)').default('https://access.line.me'),
  MUSTER_S3_ENDPOINT: z.url().refine(isSecureUrl, 'must be https (only localhost may be http)').optional(),
  MUSTER_S3_REGION: z.string().min(1).default('us-east-1'),
  MUSTER_S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is not the name of a bucket')
    .optional(),
  MUSTER_S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  MUSTER_S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  MUSTER_ALLOW_PRIVATE_TARGETS: flag.default(false),
  MUSTER_PLACES_FILE: z.string().min(1).optional(),
  MUSTER_MAIL_FROM: z.string().min(3).default('Muster <muster@localhost>'),
  MUSTER_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).optional(),
  MUSTER_DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(200).default(10),
})

export type Config = {
  port: number
  host: string
  /** Public address; also the base of the OpenID issuer. Ends without a slash. */
  url: string
  role: 'api' | 'worker' | 'both'
  dataDir: string
  /** Owner's connection; undefined: the embedded database is used. */
  databaseUrl: string | undefined
  databaseAppUrl: string | undefined
  databaseConnections: number
  secret: string | undefined
  sample: boolean
  /** How many simulated devices live in the sample company. */
  sampleDevices: number
  trustedProxies: string[]
  webRedirectUris: string[]
  smtpUrl: string | undefined
  /** Mails a minute that the SMTP server is given at most by sends to many members; null: as many as it takes. */
  smtpPerMinute: number | null
  mailFrom: string
  /** The gateway for text messages; undefined: there are none. */
  sms: SmsSettings | undefined
  /** The channel of LINE Login; undefined: there is none. */
  line: LineSettings | undefined
  /** A database of places in MaxMind's format; undefined: the countries that come with Muster. */
  placesFile: string | undefined
  /** Where the files of lists stand; undefined: in the data folder. */
  s3: S3Settings | undefined
  /** Whether addresses that administrators register may lead into private networks. */
  allowPrivateTargets: boolean
  logLevel: string
}

/** A start that cannot go on: its message is the one line the operator reads; the process exits with 1. */
export class StartError extends Error {}

/**
 * Reads the configuration from environment variables.
 * @throws StartError naming every bad or unknown variable at once.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const known = new Set(Object.keys(variables.shape))
  const unknown = Object.keys(env).filter((name) => name.startsWith('MUSTER_') && !known.has(name))
  const set = Object.fromEntries(Object.entries(env).filter(([name, value]) => known.has(name) && value !== ''))
  const parsed = variables.safeParse(set)
  const problems = [
    ...unknown.map((name) => `${name} is not a variable Muster knows`),
    ...(parsed.success ? [] : parsed.error.issues.map((i) => `${i.path.join('.')} ${i.message}`)),
  ]
  if (!parsed.success || problems.length > 0) throw new StartError(`Configuration: ${problems.join('; ')}`)
  const v = parsed.data
  if (v.DATABASE_URL && !v.MUSTER_SECRET) {
    throw new StartError('Configuration: MUSTER_SECRET is needed with DATABASE_URL (32 or more random characters, the same on every node)')
  }
  if (!v.MUSTER_LINE_CHANNEL_ID !== !v.MUSTER_LINE_CHANNEL_SECRET)
    throw new StartError('Configuration: MUSTER_LINE_CHANNEL_ID and MUSTER_LINE_CHANNEL_SECRET are set together')
  const s3 = [v.MUSTER_S3_ENDPOINT, v.MUSTER_S3_BUCKET, v.MUSTER_S3_ACCESS_KEY_ID, v.MUSTER_S3_SECRET_ACCESS_KEY]
  if (s3.some(Boolean) && !s3.every(Boolean))
    throw new StartError(
      'Configuration: MUSTER_S3_ENDPOINT, MUSTER_S3_BUCKET, MUSTER_S3_ACCESS_KEY_ID and MUSTER_S3_SECRET_ACCESS_KEY are set together',
    )
  const sample = v.MUSTER_SAMPLE ?? v.DATABASE_URL === undefined
  const url = new URL(v.MUSTER_URL ?? `http://localhost:${v.PORT}`).origin
  return {
    port: v.PORT,
    host: v.HOST,
    url,
    role: v.MUSTER_ROLE,
    dataDir: path.resolve(v.MUSTER_DATA),
    databaseUrl: v.DATABASE_URL,
    databaseAppUrl: v.MUSTER_DATABASE_APP_URL,
    databaseConnections: v.MUSTER_DATABASE_CONNECTIONS,
    secret: v.MUSTER_SECRET,
    sample,
    sampleDevices: v.MUSTER_SAMPLE_DEVICES,
    trustedProxies: v.MUSTER_TRUSTED_PROXIES,
    webRedirectUris: v.MUSTER_WEB_REDIRECT_URIS,
    smtpUrl: v.MUSTER_SMTP_URL,
    smtpPerMinute: v.MUSTER_SMTP_PER_MINUTE ?? null,
    mailFrom: v.MUSTER_MAIL_FROM,
    sms: v.MUSTER_SMS_URL ? { url: v.MUSTER_SMS_URL, token: v.MUSTER_SMS_TOKEN, from: v.MUSTER_SMS_FROM } : undefined,
    line:
      v.MUSTER_LINE_CHANNEL_ID && v.MUSTER_LINE_CHANNEL_SECRET
        ? { issuer: v.MUSTER_LINE_ISSUER, channelId: v.MUSTER_LINE_CHANNEL_ID, secret: v.MUSTER_LINE_CHANNEL_SECRET }
        : undefined,
    placesFile: v.MUSTER_PLACES_FILE,
    s3: s3Of(v),
    allowPrivateTargets: v.MUSTER_ALLOW_PRIVATE_TARGETS,
    // The sample's terminal is for what is printed to be read: codes, mails, the sign-in.
    logLevel: v.MUSTER_LOG_LEVEL ?? (sample ? 'warn' : 'info'),
  }
}

function s3Of(v: z.infer<typeof variables>): S3Settings | undefined {
  const { MUSTER_S3_ENDPOINT: endpoint, MUSTER_S3_BUCKET: bucket } = v
  const { MUSTER_S3_ACCESS_KEY_ID: accessKeyId, MUSTER_S3_SECRET_ACCESS_KEY: secretAccessKey } = v
  if (!endpoint || !bucket || !accessKeyId || !secretAccessKey) return undefined
  return { endpoint: endpoint.replace(/\/$/, ''), region: v.MUSTER_S3_REGION, bucket, accessKeyId, secretAccessKey }
}

function isSecureUrl(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
}

function isOrigin(url: string): boolean {
  const { pathname, search, hash, username } = new URL(url)
  return pathname === '/' && search + hash + username === ''
}

/** What Fastify takes for a trusted proxy: an address, a range, or one of its names for ranges. */
function isAddressRange(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true
  const [address = '', bits, rest] = text.split('/')
  const most = { 4: 32, 6: 128 }[isIP(address)]
  return most !== undefined && rest === undefined && (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= most))
}
