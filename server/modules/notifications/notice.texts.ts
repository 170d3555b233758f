import type { DeviceApp, ExportList, Locale, NewSignIn, NoticeContent, Place, UpdateAvailable } from '@muster/contract'

const en = {
  newDevice: 'a new device',
  newCountry: 'a new country',
  newBoth: 'a new device and country',
  newSignIn: 'Sign-in from {what}',
  exportDone: 'Your file is ready',
  exportDoneText: '{list}: {name}, {rows} rows. Kept until {until}.',
  exportFailed: 'Your file could not be made',
  exportFailedText: '{list}: {name}. Download the list again.',
  exportNotAllowedText: '{list}: {name}. Your administrator role does not allow it any more.',
  webhookGone: 'An endpoint is gone',
  webhookGoneText: '{name} ({company}) answered that it is gone for good. It is paused; events wait for up to 3 days.',
  devices: 'Devices',
  members: 'Members',
  connections: 'Connections',
  audit: 'Audit log',
  newSignInText: '{when}, {environment}, {place}. If this was not you, change your password now.',
  unknownBrowser: 'an unknown browser or app',
  on: '{browser} on {os}',
  update: 'Update {app}',
  updateText: '{model} runs version {running}. The newest is {newest}.',
  mobile: 'the mobile app',
  pc: 'the PC app',
  drive_mobile: 'the Drive mobile app',
  drive_explorer: 'Drive explorer',
  private: 'private network',
  unknown: 'unknown place',
  storage: 'Storage',
  drive: 'Drive',
  mail: 'Mail',
  filling: '{kind} storage is {step} % full',
  fillingText: '{company} uses {step} % or more of what it may use.',
  full: '{kind} storage is full',
}
type Texts = Record<keyof typeof en, string>

const ko: Texts = {
  newDevice: '새 기기',
  newCountry: '새 국가',
  newBoth: '새 기기와 국가',
  newSignIn: '{what}에서 로그인',
  exportDone: '파일이 준비되었습니다',
  exportDoneText: '{list}: {name}, {rows}행. {until}까지 보관됩니다.',
  exportFailed: '파일을 생성하지 못했습니다',
  exportFailedText: '{list}: {name}. 목록을 다시 다운로드해 주세요.',
  exportNotAllowedText: '{list}: {name}. 현재 관리자 권한으로는 받을 수 없습니다.',
  webhookGone: '엔드포인트가 없어졌습니다',
  webhookGoneText: '{name}({company})이(가) 더 이상 없다고 응답하여 일시 중지했습니다. 이벤트는 최대 3일 동안 대기합니다.',
  devices: '기기',
  members: '구성원',
  connections: '접속 내역',
  audit: '감사 로그',
  newSignInText: '{when}, {environment}, {place}. 본인이 아니라면 바로 비밀번호를 변경해 주세요.',
  unknownBrowser: '알 수 없는 브라우저 또는 앱',
  on: '{os}의 {browser}',
  update: '{app} 업데이트',
  updateText: '{model}의 버전은 {running}입니다. 최신 버전은 {newest}입니다.',
  mobile: '모바일 앱',
  pc: 'PC 앱',
  drive_mobile: '드라이브 모바일 앱',
  drive_explorer: '드라이브 탐색기',
  private: '사설 네트워크',
  unknown: '알 수 없는 위치',
  storage: '저장 용량',
  drive: '드라이브',
  mail: '메일',
  filling: '{kind} 저장 용량 {step}% 사용',
  fillingText: '{company}에서 허용된 용량의 {step}% 이상을 사용하고 있습니다.',
  full: '{kind} 저장 용량이 가득 찼습니다',
}

const ja: Texts = {
  newDevice: '新しい端末',
  newCountry: '新しい国',
  newBoth: '新しい端末・国',
  newSignIn: '{what}からのログイン',
  exportDone: 'ファイルの準備ができました',
  exportDoneText: '{list}：{name}、{rows}行。{until}まで保存されます。',
  exportFailed: 'ファイルを作成できませんでした',
  exportFailedText: '{list}：{name}。一覧をもう一度ダウンロードしてください。',
  exportNotAllowedText: '{list}：{name}。現在の管理者権限ではダウンロードできません。',
  webhookGone: 'エンドポイントがなくなりました',
  webhookGoneText: '{name}（{company}）が、なくなったと応答したため一時停止しました。イベントは最長3日間待機します。',
  devices: '端末',
  members: 'メンバー',
  connections: '接続履歴',
  audit: '監査ログ',
  newSignInText: '{when}、{environment}、{place}。心当たりがない場合は、すぐにパスワードを変更してください。',
  unknownBrowser: '不明なブラウザーまたはアプリ',
  on: '{os}の{browser}',
  update: '{app}を更新してください',
  updateText: '{model}のバージョンは{running}です。最新は{newest}です。',
  mobile: 'モバイルアプリ',
  pc: 'PCアプリ',
  drive_mobile: 'ドライブモバイルアプリ',
  drive_explorer: 'ドライブエクスプローラー',
  private: 'プライベートネットワーク',
  unknown: '不明な場所',
  storage: 'ストレージ',
  drive: 'ドライブ',
  mail: 'メール',
  filling: '{kind}の容量の{step}%に達しました',
  fillingText: '{company}で、利用できる容量の{step}%以上を使用しています。',
  full: '{kind}の容量がいっぱいです',
}

const texts: Record<Locale, Texts> = { en, ko, ja }
const fill = (text: string, words: Record<string, string>) => text.replaceAll(/\{(\w+)\}/g, (_, key: string) => words[key] ?? '')

/** For whom something is worded: their language, and the time zone of their company. */
export type Reader = { locale: Locale; zone: string }

/** MB-11: a sign-in as its member is told of it, in their language and their company's time zone (T-1). */
export function describeSignIn({ locale, zone }: Reader, at: Date, s: NewSignIn) {
  const t = texts[locale]
  const what = s.newDevice && s.newCountry ? t.newBoth : s.newCountry ? t.newCountry : t.newDevice
  const place = placeText(locale, s.place)
  return {
    what,
    when: new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: zone }).format(at),
    environment: s.browser && s.os ? fill(t.on, { browser: s.browser, os: s.os }) : (s.browser ?? s.os ?? t.unknownBrowser),
    place: s.ip ? `${place} (${s.ip})` : place,
  }
}

function placeText(locale: Locale, place: Place): string {
  if (place.kind !== 'country') return texts[locale][place.kind]
  const country = new Intl.DisplayNames(locale, { type: 'region' }).of(place.country) ?? place.country
  return place.city ? `${place.city}, ${country}` : country
}

/** RE-2: a service notification in words, for apps, which carry no texts of ours. */
export function wordNotice(reader: Reader, notice: { createdAt: Date } & NoticeContent): { title: string; text: string } {
  const t = texts[reader.locale]
  switch (notice.kind) {
    case 'new_sign_in': {
      const words = describeSignIn(reader, notice.createdAt, notice.data)
      return { title: fill(t.newSignIn, words), text: fill(t.newSignInText, words) }
    }
    case 'update_available':
      return wordUpdate(t, notice.data)
    case 'export_done': {
      const { list, name, rows, expiresAt } = notice.data
      const words = { list: listText(reader.locale, list), name, rows: rows.toLocaleString(reader.locale) }
      return { title: t.exportDone, text: fill(t.exportDoneText, { ...words, until: dayText(reader, new Date(expiresAt)) }) }
    }
    case 'export_failed': {
      const { list, name, problem } = notice.data
      const text = problem === 'not_allowed' ? t.exportNotAllowedText : t.exportFailedText
      return { title: t.exportFailed, text: fill(text, { list: listText(reader.locale, list), name }) }
    }
    case 'storage_filling': {
      const { kind, step, company } = notice.data
      const words = { kind: t[kind], step: String(step), company: company.name }
      return { title: fill(step === 100 ? t.full : t.filling, words), text: fill(t.fillingText, words) }
    }
    case 'webhook_gone': {
      const { name, company } = notice.data
      return { title: t.webhookGone, text: fill(t.webhookGoneText, { name, company: company.name }) }
    }
  }
}

/** DS-6: which app is to be updated, and on which device. */
function wordUpdate(t: Texts, { app, model, running, newest }: UpdateAvailable): { title: string; text: string } {
  const appName: Record<DeviceApp, string> = { mobile: t.mobile, pc: t.pc, drive_mobile: t.drive_mobile, drive_explorer: t.drive_explorer }
  return { title: fill(t.update, { app: appName[app] }), text: fill(t.updateText, { model, running, newest }) }
}

const listText = (locale: Locale, list: ExportList) => texts[locale][list]
const dayText = ({ locale, zone }: Reader, at: Date) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: zone }).format(at)
