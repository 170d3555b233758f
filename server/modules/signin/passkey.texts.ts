import type { Locale } from '@muster/contract'

const en = {
  alone: 'Sign in with a passkey',
  use: 'Use a passkey',
  hint: 'Use your passkey. If it is not at hand, enter a recovery code.',
  make: 'Set up a passkey instead',
  makeHint: 'A passkey is kept by this device, your phone or a security key, and unlocked with fingerprint, face or PIN.',
  notUsed: 'The passkey was not used. Try again, or take another way.',
  refused: 'This passkey was not accepted. Try again, or take another way.',
}
type Texts = Record<keyof typeof en, string>

const ko: Texts = {
  alone: '패스키로 로그인',
  use: '패스키 사용',
  hint: '패스키를 사용해 주세요. 패스키를 사용할 수 없으면 복구 코드를 입력해 주세요.',
  make: '인증 앱 대신 패스키 설정',
  makeHint: '패스키는 이 기기, 휴대전화 또는 보안 키에 보관되며 지문, 얼굴 또는 PIN으로 잠금을 해제합니다.',
  notUsed: '패스키를 사용하지 못했습니다. 다시 시도하거나 다른 방법을 이용해 주세요.',
  refused: '이 패스키를 확인할 수 없습니다. 다시 시도하거나 다른 방법을 이용해 주세요.',
}

const ja: Texts = {
  alone: 'パスキーでログイン',
  use: 'パスキーを使用',
  hint: 'パスキーを使用してください。使えない場合は、リカバリーコードを入力してください。',
  make: '代わりにパスキーを設定',
  makeHint: 'パスキーはこのデバイス、スマートフォン、またはセキュリティキーに保存され、指紋、顔、PINでロックを解除します。',
  notUsed: 'パスキーを使用できませんでした。もう一度試すか、別の方法をご利用ください。',
  refused: 'このパスキーを確認できませんでした。もう一度試すか、別の方法をご利用ください。',
}

/** The texts of passkeys on the sign-in pages, one set per language (RE-2). */
export const passkeyTexts: Record<Locale, Texts> = { en, ko, ja }
