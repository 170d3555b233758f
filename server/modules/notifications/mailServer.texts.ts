import type { Locale } from '@muster/contract'

/** The mail that shows an administrator that mails arrive. */
export const testMailTexts: Record<Locale, { subject: string; text: string }> = {
  en: {
    subject: '{company}: test mail from Muster',
    text: 'This mail shows that {company} can send mails through this server. There is nothing to do.',
  },
  ko: {
    subject: '[{company}] Muster 테스트 메일',
    text: '{company}에서 이 서버로 메일을 보낼 수 있는지 확인하는 메일입니다. 따로 하실 일은 없습니다.',
  },
  ja: {
    subject: '【{company}】Musterからのテストメール',
    text: '{company}がこのサーバー経由でメールを送信できることを確認するためのメールです。対応の必要はありません。',
  },
}
