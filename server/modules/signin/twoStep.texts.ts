import type { Locale } from '@muster/contract'

const en = {
  title: 'Second step',
  hint: 'Enter the 6-digit code of your authenticator app. If it is not at hand, enter a recovery code.',
  code: 'Code',
  submit: 'Continue',
  remember: 'Do not ask again in this browser for {days} days',
  byMail: 'Send a code to my personal e-mail',
  sent: 'A code is on its way. It works for 10 minutes.',
  wrong: 'This code is not correct, or was used before.',
  throttled: 'Too many attempts. Wait 15 minutes and try again.',
  setupTitle: 'Set up 2-step verification',
  setupWhy: 'Your company asks for a second step besides the password.',
  setupApp: 'Install an authenticator app on your phone, such as Google Authenticator, Microsoft Authenticator or Aegis.',
  setupScan: 'Scan this picture with it.',
  setupPicture: 'QR code for the authenticator app',
  setupType: 'Or type this key:',
  setupCode: 'Enter the code that the app shows.',
  setupSubmit: 'Finish set-up',
  codesTitle: 'Keep your recovery codes',
  codesHint: 'If your phone is lost, each of these codes signs you in once. Print them or write them down: they are not shown again.',
  codesSaved: 'I have kept them',
}
type Texts = Record<keyof typeof en, string>

const ko: Texts = {
  title: '2단계 인증',
  hint: '인증 앱에 표시된 6자리 코드를 입력해 주세요. 인증 앱을 사용할 수 없으면 복구 코드를 입력해 주세요.',
  code: '코드',
  submit: '계속',
  remember: '이 브라우저에서 {days}일 동안 다시 묻지 않기',
  byMail: '개인 이메일로 코드 받기',
  sent: '코드를 보냈습니다. 10분 동안 사용할 수 있습니다.',
  wrong: '코드가 올바르지 않거나 이미 사용되었습니다.',
  throttled: '시도 횟수가 너무 많습니다. 15분 후에 다시 시도해 주세요.',
  setupTitle: '2단계 인증 설정',
  setupWhy: '회사에서 비밀번호 외에 한 번 더 인증하도록 요구합니다.',
  setupApp: '휴대전화에 Google Authenticator, Microsoft Authenticator 등의 인증 앱을 설치해 주세요.',
  setupScan: '인증 앱으로 이 그림을 스캔해 주세요.',
  setupPicture: '인증 앱용 QR 코드',
  setupType: '또는 이 키를 입력해 주세요:',
  setupCode: '인증 앱에 표시된 코드를 입력해 주세요.',
  setupSubmit: '설정 완료',
  codesTitle: '복구 코드를 보관해 주세요',
  codesHint: '휴대전화를 사용할 수 없을 때 코드마다 한 번씩 로그인할 수 있습니다. 다시 표시되지 않으니 인쇄하거나 적어 두세요.',
  codesSaved: '보관했습니다',
}

const ja: Texts = {
  title: '2段階認証',
  hint: '認証アプリに表示された6桁のコードを入力してください。認証アプリを使えない場合は、リカバリーコードを入力してください。',
  code: 'コード',
  submit: '続ける',
  remember: 'このブラウザーでは{days}日間確認しない',
  byMail: '個人メールでコードを受け取る',
  sent: 'コードを送信しました。10分間有効です。',
  wrong: 'コードが正しくないか、すでに使用されています。',
  throttled: '試行回数が多すぎます。15分後にもう一度お試しください。',
  setupTitle: '2段階認証の設定',
  setupWhy: '会社により、パスワードに加えてもう一度の認証が求められています。',
  setupApp: 'スマートフォンにGoogle AuthenticatorやMicrosoft Authenticatorなどの認証アプリをインストールしてください。',
  setupScan: '認証アプリでこの画像を読み取ってください。',
  setupPicture: '認証アプリ用のQRコード',
  setupType: 'または次のキーを入力してください：',
  setupCode: '認証アプリに表示されたコードを入力してください。',
  setupSubmit: '設定を完了',
  codesTitle: 'リカバリーコードを保管してください',
  codesHint: 'スマートフォンを使えないときに、コードごとに1回ログインできます。再表示されないため、印刷するか書き留めてください。',
  codesSaved: '保管しました',
}

/** The texts of the pages of 2-step verification, one set per language (RE-2). */
export const twoStepTexts: Record<Locale, Texts> = { en, ko, ja }
