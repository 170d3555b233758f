import { useTranslation } from 'react-i18next'
import { commandClient, tokenClient, type Connection, type Locale, type Place } from '@muster/contract'
import { formatInstant } from './days.ts'
import { useLocale } from './locale.ts'

const clients = ['mobile', 'pc', 'drive_mobile', 'drive_explorer', 'web', 'console', commandClient, tokenClient] as const
const isClient = (id: string): id is (typeof clients)[number] => (clients as readonly string[]).includes(id)

/** A place on earth, in the reader's language. */
export function placeName({ country, city }: Extract<Place, { kind: 'country' }>, locale: Locale): string {
  return [city, new Intl.DisplayNames(locale, { type: 'region' }).of(country)].filter(Boolean).join(', ')
}

/** MB-11: a connection in words: by what, in which browser or on which device, from where, and how it stands. */
export function useConnectionTexts(connection: Connection, zone: string) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { browser, os, device, ip, place, ended, appName } = connection
  const isToken = connection.client === tokenClient
  const ofSuite = isClient(connection.client) ? t(`connections.client.${connection.client}`) : undefined
  const client = isToken && appName ? t('connections.tokenNamed', { name: appName }) : (ofSuite ?? appName ?? t('connections.deletedApp'))
  const inBrowser = browser && os ? t('connections.on', { browser, os }) : (browser ?? os ?? t('connections.unknownBrowser'))
  const where = place.kind === 'country' ? placeName(place, locale) : t(`connections.${place.kind}`)
  const reason = ended && t(`connections.ended.${ended.reason}`)
  const live = connection.isOwn ? t('connections.here') : t(isToken ? 'connections.good' : 'connections.live')
  return {
    client,
    // What presents a token is no browser.
    environment: isToken ? '' : [device?.model, inBrowser].filter(Boolean).join(' · '),
    place: `${where} (${ip ?? t('common.noIp')})`,
    state: ended ? [reason, ended.at && formatInstant(ended.at, zone, locale)].filter(Boolean).join(', ') : live,
  }
}
