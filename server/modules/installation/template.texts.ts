import type { GuideLink, InstallationApp, Locale } from '@muster/contract'

type GuideTexts = {
  subject: string
  introduction: string
  app: Record<InstallationApp, { title: string; text: string }>
  link: Record<GuideLink, string>
  /** What a picture of a QR code says to whoever does not see it. */
  code: string
  signIn: string
  why: string
  stop: string
}

/** What an install guide says: subject and introduction where the company has written none itself, and all the rest. */
export const guideTexts: Record<Locale, GuideTexts> = {
  en: {
    subject: '{company}: install the apps',
    introduction:
      'Hello {name},\n\nYou do not have all the apps yet that {company} works with. Install what is missing: it takes a few minutes, and messages and mail then reach you wherever you are.',
    app: {
      mobile: { title: 'Mobile app', text: 'For your phone or tablet. Scan a code with it, or open the link there.' },
      pc: { title: 'PC app', text: 'For your computer. Open the link there.' },
    },
    link: { ios: 'App Store', android: 'Google Play', windows: 'Windows', macos: 'macOS' },
    code: 'QR code: {link}',
    signIn: 'Then sign in as {account}.',
    why: 'An administrator of {company} sent you this mail.',
    stop: 'No more install guides',
  },
  ko: {
    subject: '[{company}] 앱을 설치해 주세요',
    introduction:
      '{name} 님, 안녕하세요.\n\n{company}에서 사용하는 앱 중 아직 설치하지 않은 앱이 있습니다. 몇 분이면 설치할 수 있고, 어디서든 메시지와 메일을 받을 수 있습니다.',
    app: {
      mobile: { title: '모바일 앱', text: '휴대폰이나 태블릿으로 QR 코드를 스캔하거나 링크를 열어 주세요.' },
      pc: { title: 'PC 앱', text: 'PC에서 링크를 열어 주세요.' },
    },
    link: { ios: 'App Store', android: 'Google Play', windows: 'Windows', macos: 'macOS' },
    code: 'QR 코드: {link}',
    signIn: '설치한 뒤 {account} 계정으로 로그인해 주세요.',
    why: '{company} 관리자가 보낸 메일입니다.',
    stop: '설치 안내 메일 수신 거부',
  },
  ja: {
    subject: '【{company}】アプリをインストールしてください',
    introduction:
      '{name} 様\n\n{company}で利用しているアプリのうち、まだインストールされていないものがあります。数分でインストールでき、どこにいてもメッセージやメールを受け取れます。',
    app: {
      mobile: {
        title: 'モバイルアプリ',
        text: 'スマートフォンまたはタブレットでQRコードを読み取るか、リンクを開いてください。',
      },
      pc: { title: 'PCアプリ', text: 'PCでリンクを開いてください。' },
    },
    link: { ios: 'App Store', android: 'Google Play', windows: 'Windows', macos: 'macOS' },
    code: 'QRコード: {link}',
    signIn: 'インストール後、{account}でログインしてください。',
    why: '{company}の管理者がお送りしたメールです。',
    stop: 'インストール案内メールの配信を停止',
  },
}
