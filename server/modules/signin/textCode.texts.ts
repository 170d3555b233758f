import type { Locale } from '@muster/contract'

/** What texts with codes say; the code first, so that the phone's keyboard offers it. */
export const textCodeTexts: Record<Locale, Record<'link' | 'second' | 'door', string>> = {
  en: {
    link: '{code} confirms this number for your account at {company}. It works for {minutes} minutes.',
    second: '{code} is your 2-step verification code for {company}. It works for {minutes} minutes. Give it to nobody.',
    door: '{code} signs you in to {company}. It works for {minutes} minutes. Give it to nobody.',
  },
  ko: {
    link: '[{company}] 휴대전화 번호 확인 코드 {code} ({minutes}분간 유효)',
    second: '[{company}] 2단계 인증 코드 {code} ({minutes}분간 유효). 다른 사람에게 알려주지 마세요.',
    door: '[{company}] 로그인 코드 {code} ({minutes}분간 유효). 다른 사람에게 알려주지 마세요.',
  },
  ja: {
    link: '{code}は{company}の電話番号の確認コードです（{minutes}分間有効）。',
    second: '{code}は{company}の2段階認証コードです（{minutes}分間有効）。他の人に教えないでください。',
    door: '{code}は{company}のログインコードです（{minutes}分間有効）。他の人に教えないでください。',
  },
}
