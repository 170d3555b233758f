import type { Locale } from '@muster/contract'

const en = {
  way: 'Sign in with phone number',
  title: 'Sign in with phone number',
  hint: 'For numbers that members have linked to their account. A code is sent by SMS.',
  number: 'Mobile number',
  numberHint: '+82 10-1234-5678',
  send: 'Send code',
  invalid: 'This is not a mobile number. Enter it with its country code, such as +82 10-1234-5678.',
  codeTitle: 'Enter the code',
  codeHint: 'If {number} signs in here, a code is on its way to it. It works for 5 minutes.',
  code: 'Code',
  submit: 'Sign in',
  refused: 'The code is not correct or was used before, or this number cannot sign in.',
  throttled: 'Too many attempts. Wait 15 minutes and try again.',
  app_blocked: 'Your administrator does not allow this app. The web still works.',
  not_permitted: 'Your company does not permit this app for you. Ask your administrator.',
  again: 'Send another code',
  otherNumber: 'Use another number',
  byId: 'Sign in with ID and password',
}
type Texts = Record<keyof typeof en, string>

const ko: Texts = {
  way: '휴대전화 번호로 로그인',
  title: '휴대전화 번호로 로그인',
  hint: '계정에 연결한 번호로 로그인할 수 있습니다. SMS로 코드를 보내 드립니다.',
  number: '휴대전화 번호',
  numberHint: '010-1234-5678',
  send: '코드 받기',
  invalid: '올바른 휴대전화 번호가 아닙니다. 해외 번호는 국가 번호와 함께 입력해 주세요. 예: +81 90-1234-5678',
  codeTitle: '코드를 입력해 주세요',
  codeHint: '{number} 번호가 계정에 연결되어 있으면 코드를 보내 드립니다. 코드는 5분 동안 사용할 수 있습니다.',
  code: '코드',
  submit: '로그인',
  refused: '코드가 올바르지 않거나 이미 사용되었거나, 로그인할 수 없는 번호입니다.',
  throttled: '시도 횟수가 너무 많습니다. 15분 후에 다시 시도해 주세요.',
  app_blocked: '관리자가 앱 사용을 차단했습니다. 웹에서는 이용할 수 있습니다.',
  not_permitted: '이 앱을 사용할 권한이 없습니다. 관리자에게 문의해 주세요.',
  again: '코드 다시 받기',
  otherNumber: '다른 번호 사용',
  byId: 'ID와 비밀번호로 로그인',
}

const ja: Texts = {
  way: '電話番号でログイン',
  title: '電話番号でログイン',
  hint: 'アカウントに登録した番号でログインできます。SMSでコードをお送りします。',
  number: '携帯電話番号',
  numberHint: '090-1234-5678',
  send: 'コードを送信',
  invalid: '携帯電話番号として正しくありません。海外の番号は国番号から入力してください。例：+82 10-1234-5678',
  codeTitle: 'コードを入力してください',
  codeHint: '{number}がアカウントに登録されている場合は、コードをお送りします。コードは5分間有効です。',
  code: 'コード',
  submit: 'ログイン',
  refused: 'コードが正しくないか、すでに使用されているか、この番号ではログインできません。',
  throttled: '試行回数が多すぎます。15分後にもう一度お試しください。',
  app_blocked: '管理者によりアプリの利用が制限されています。Webは利用できます。',
  not_permitted: 'このアプリの利用は許可されていません。管理者にお問い合わせください。',
  again: 'コードを再送信',
  otherNumber: '別の番号を使う',
  byId: 'IDとパスワードでログイン',
}

/** The texts of the pages on which one signs in by a number, one set per language (RE-2). */
export const phoneTexts: Record<Locale, Texts> = { en, ko, ja }
