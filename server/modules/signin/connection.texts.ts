import type { commandClient, tokenClient, Connection, ConnectionMethod, EndReason, Locale, SecondStep } from '@muster/contract'

type Column = 'startedAt' | 'utc' | 'client' | 'environment' | 'os' | 'device' | 'ip' | 'place' | 'method' | 'state' | 'endedAt'
type Client = 'mobile' | 'pc' | 'drive_mobile' | 'drive_explorer' | 'web' | 'console' | typeof commandClient | typeof tokenClient
type Texts = {
  columns: Record<Column, string>
  clients: Record<Client, string>
  deletedApp: string
  methods: Record<ConnectionMethod, string>
  secondSteps: Record<SecondStep, string>
  reasons: Record<EndReason, string>
  live: string
  private: string
  unknown: string
}

/** RE-2: the words of the file of connections, its columns in their order (MB-11). */
export const connectionTexts: Record<Locale, Texts> = {
  en: {
    columns: {
      startedAt: 'Time',
      utc: 'Time (UTC)',
      client: 'App or web',
      environment: 'Browser',
      os: 'OS',
      device: 'Device',
      ip: 'IP address',
      place: 'Place',
      method: 'Method',
      state: 'State',
      endedAt: 'Ended',
    },
    clients: {
      mobile: 'Mobile app',
      pc: 'PC app',
      drive_mobile: 'Drive mobile app',
      drive_explorer: 'Drive explorer',
      web: 'Web',
      console: 'Admin console',
      'muster-command': 'The muster command',
      'api-token': 'API token',
    },
    deletedApp: 'An app that was deleted',
    methods: {
      password: 'Password',
      setup: 'Set-up',
      passkey: 'Passkey',
      line: 'LINE',
      phone: 'Mobile phone number',
      device: 'Code on a device',
      token: 'API token',
    },
    secondSteps: {
      totp: 'Password and app code',
      mail: 'Password and mailed code',
      recovery: 'Password and recovery code',
      passkey: 'Password and passkey',
      sms: 'Password and SMS code',
      browser: 'Password, in a remembered browser',
    },
    reasons: {
      signed_out: 'Signed out',
      logged_out: 'Logged out by an administrator',
      replaced: 'Signed in anew',
      suspended: 'Member suspended',
      deleted: 'Account deleted',
      transferred: 'Transferred',
      app_blocked: 'App usage blocked',
      password_changed: 'Password changed',
      permission_changed: 'Service permission changed',
      refresh_reused: 'A token was used twice',
      expired: 'Expired',
      two_step_reset: '2-step verification reset',
      easy_login_off: 'Easy login turned off',
      app_removed: 'App deleted',
      enrolment_skipped: 'Device enrolment skipped',
      operation_requested: 'Device operation requested',
      token_revoked: 'Token revoked',
      role_taken: 'Administrator role taken',
    },
    live: 'Signed in',
    private: 'Private network',
    unknown: 'Place unknown',
  },
  ko: {
    columns: {
      startedAt: '일시',
      utc: '일시(UTC)',
      client: '앱/웹',
      environment: '브라우저',
      os: 'OS',
      device: '기기',
      ip: 'IP 주소',
      place: '위치',
      method: '로그인 방법',
      state: '상태',
      endedAt: '종료',
    },
    clients: {
      mobile: '모바일 앱',
      pc: 'PC 앱',
      drive_mobile: '드라이브 모바일 앱',
      drive_explorer: '드라이브 탐색기',
      web: '웹',
      console: '관리 콘솔',
      'muster-command': 'muster 명령',
      'api-token': 'API 토큰',
    },
    deletedApp: '삭제된 연동 앱',
    methods: {
      password: '비밀번호',
      setup: '초기 설정',
      passkey: '패스키',
      line: 'LINE',
      phone: '휴대전화 번호',
      device: '기기 코드',
      token: 'API 토큰',
    },
    secondSteps: {
      totp: '비밀번호와 인증 앱 코드',
      mail: '비밀번호와 이메일 코드',
      recovery: '비밀번호와 복구 코드',
      passkey: '비밀번호와 패스키',
      sms: '비밀번호와 SMS 코드',
      browser: '비밀번호(기억된 브라우저)',
    },
    reasons: {
      signed_out: '로그아웃',
      logged_out: '관리자가 로그아웃시킴',
      replaced: '다시 로그인함',
      suspended: '구성원 정지',
      deleted: '계정 삭제',
      transferred: '그룹사 이동',
      app_blocked: '앱 사용 차단',
      password_changed: '비밀번호 변경',
      permission_changed: '서비스 권한 변경',
      refresh_reused: '토큰 중복 사용',
      expired: '만료',
      two_step_reset: '2단계 인증 초기화',
      easy_login_off: '간편 로그인 끄기',
      app_removed: '연동 앱 삭제',
      enrolment_skipped: '기기 등록 건너뜀',
      operation_requested: '기기 작업 요청',
      token_revoked: '토큰 폐기',
      role_taken: '관리자 권한 회수',
    },
    live: '로그인 중',
    private: '사설 네트워크',
    unknown: '위치 알 수 없음',
  },
  ja: {
    columns: {
      startedAt: '日時',
      utc: '日時(UTC)',
      client: 'アプリ・Web',
      environment: 'ブラウザー',
      os: 'OS',
      device: '端末',
      ip: 'IPアドレス',
      place: '場所',
      method: 'ログイン方法',
      state: '状態',
      endedAt: '終了',
    },
    clients: {
      mobile: 'モバイルアプリ',
      pc: 'PCアプリ',
      drive_mobile: 'ドライブモバイルアプリ',
      drive_explorer: 'ドライブエクスプローラー',
      web: 'Web',
      console: '管理コンソール',
      'muster-command': 'musterコマンド',
      'api-token': 'APIトークン',
    },
    deletedApp: '削除された連携アプリ',
    methods: {
      password: 'パスワード',
      setup: '初期設定',
      passkey: 'パスキー',
      line: 'LINE',
      phone: '携帯電話番号',
      device: 'デバイスのコード',
      token: 'APIトークン',
    },
    secondSteps: {
      totp: 'パスワードと認証アプリのコード',
      mail: 'パスワードとメールのコード',
      recovery: 'パスワードとリカバリーコード',
      passkey: 'パスワードとパスキー',
      sms: 'パスワードとSMSコード',
      browser: 'パスワード（記憶済みブラウザー）',
    },
    reasons: {
      signed_out: 'ログアウト',
      logged_out: '管理者によるログアウト',
      replaced: '再ログイン',
      suspended: 'メンバーの一時停止',
      deleted: 'アカウントの削除',
      transferred: 'グループ会社への異動',
      app_blocked: 'アプリ利用のブロック',
      password_changed: 'パスワードの変更',
      permission_changed: 'サービス権限の変更',
      refresh_reused: 'トークンの再使用',
      expired: '有効期限切れ',
      two_step_reset: '2段階認証のリセット',
      easy_login_off: 'かんたんログインのオフ',
      app_removed: '連携アプリの削除',
      enrolment_skipped: '端末の登録をスキップ',
      operation_requested: '端末操作のリクエスト',
      token_revoked: 'トークンの失効',
      role_taken: '管理者権限の解除',
    },
    live: 'ログイン中',
    private: 'プライベートネットワーク',
    unknown: '場所は不明',
  },
}

/** A connection as cells, in the language of the one who asked. */
export function connectionCells(locale: Locale, c: Connection, wallAt: (instant: string) => string): string[] {
  const t = connectionTexts[locale]
  const own = Object.hasOwn(t.clients, c.client) ? t.clients[c.client as Client] : undefined
  // An API token bears a name besides.
  const client = own === undefined ? (c.appName ?? t.deletedApp) : [own, c.appName].filter(Boolean).join(': ')
  return [
    wallAt(c.startedAt),
    c.startedAt,
    client,
    c.browser ?? '',
    c.os ?? '',
    c.device?.model ?? '',
    c.ip ?? '',
    placeText(locale, c.place),
    c.secondStep ? t.secondSteps[c.secondStep] : t.methods[c.method],
    c.ended ? t.reasons[c.ended.reason] : t.live,
    c.ended?.at ? wallAt(c.ended.at) : '',
  ]
}

function placeText(locale: Locale, place: Connection['place']): string {
  if (place.kind !== 'country') return connectionTexts[locale][place.kind]
  const country = new Intl.DisplayNames(locale, { type: 'region' }).of(place.country) ?? place.country
  return place.city ? `${place.city}, ${country}` : country
}
