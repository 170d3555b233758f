import type { Locale } from '@muster/contract'

const en = {
  language: 'Language',
  title: 'Sign in',
  to: 'to continue to {app}',
  id: 'ID',
  idHint: 'name@company.com',
  password: 'Password',
  show: 'Show password',
  submit: 'Sign in',
  refused: 'The ID or password is not correct, or this account cannot sign in.',
  throttled: 'Too many attempts. Wait 15 minutes and try again.',
  app_blocked: 'Your administrator does not allow this app. The web still works.',
  missing: 'Enter your ID and password.',
  unavailable: 'Sign-in is very busy right now. Try again in a moment.',
  expired: 'This sign-in has expired',
  expiredHint: 'Go back to the app and start again.',
  error: 'Sign-in could not be completed',
  signedOut: 'You are signed out',
  signedOutHint: 'You can close this window, or sign in again.',
  again: 'Sign in again',
  signOutAsk: 'Sign out?',
  signOutAskHint: 'You will be signed out of every app you signed in to with this browser.',
  signOut: 'Sign out',
  ssoEndedHint: 'You can close this window.',
}
type Texts = Record<keyof typeof en, string>

const ko: Texts = {
  language: '언어',
  title: '로그인',
  to: '{app}에 로그인합니다',
  id: 'ID',
  idHint: 'name@company.com',
  password: '비밀번호',
  show: '비밀번호 표시',
  submit: '로그인',
  refused: 'ID 또는 비밀번호가 올바르지 않거나 로그인할 수 없는 계정입니다.',
  throttled: '시도 횟수가 너무 많습니다. 15분 후에 다시 시도해 주세요.',
  app_blocked: '관리자가 앱 사용을 차단했습니다. 웹에서는 이용할 수 있습니다.',
  missing: 'ID와 비밀번호를 입력해 주세요.',
  unavailable: '지금은 로그인 요청이 많습니다. 잠시 후 다시 시도해 주세요.',
  expired: '로그인 시간이 만료되었습니다',
  expiredHint: '앱으로 돌아가 처음부터 다시 시도해 주세요.',
  error: '로그인을 완료하지 못했습니다',
  signedOut: '로그아웃되었습니다',
  signedOutHint: '이 창을 닫거나 다시 로그인할 수 있습니다.',
  again: '다시 로그인',
  signOutAsk: '로그아웃하시겠습니까?',
  signOutAskHint: '이 브라우저로 로그인한 모든 앱에서 로그아웃됩니다.',
  signOut: '로그아웃',
  ssoEndedHint: '이 창을 닫아도 됩니다.',
}

const ja: Texts = {
  language: '言語',
  title: 'ログイン',
  to: '{app}にログインします',
  id: 'ID',
  idHint: 'name@company.com',
  password: 'パスワード',
  show: 'パスワードを表示',
  submit: 'ログイン',
  refused: 'IDまたはパスワードが正しくないか、このアカウントではログインできません。',
  throttled: '試行回数が多すぎます。15分後にもう一度お試しください。',
  app_blocked: '管理者によりアプリの利用が制限されています。Webは利用できます。',
  missing: 'IDとパスワードを入力してください。',
  unavailable: 'ただいまログインが混み合っています。しばらくしてからお試しください。',
  expired: 'ログインの有効期限が切れました',
  expiredHint: 'アプリに戻って最初からやり直してください。',
  error: 'ログインを完了できませんでした',
  signedOut: 'ログアウトしました',
  signedOutHint: 'このウィンドウを閉じるか、もう一度ログインできます。',
  again: 'もう一度ログイン',
  signOutAsk: 'ログアウトしますか？',
  signOutAskHint: 'このブラウザーでログインしたすべてのアプリからログアウトします。',
  signOut: 'ログアウト',
  ssoEndedHint: 'このウィンドウを閉じてください。',
}

/** The texts of the server's own pages, one set per language (RE-2). */
export const signinTexts: Record<Locale, Texts> = { en, ko, ja }

/** What the suite's clients are called on the sign-in page. */
export const clientNames: Record<string, Record<Locale, string>> = {
  mobile: { en: 'the mobile app', ko: '모바일 앱', ja: 'モバイルアプリ' },
  pc: { en: 'the PC app', ko: 'PC 앱', ja: 'PCアプリ' },
  drive_mobile: { en: 'the Drive mobile app', ko: 'Drive 모바일 앱', ja: 'Driveモバイルアプリ' },
  drive_explorer: { en: 'Drive explorer', ko: 'Drive 탐색기', ja: 'Driveエクスプローラー' },
  web: { en: 'the web', ko: '웹', ja: 'Web' },
  console: { en: 'the admin console', ko: '관리 콘솔', ja: '管理コンソール' },
}
