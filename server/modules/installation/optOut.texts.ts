import type { Locale } from '@muster/contract'

/** The page behind the link in each guide. */
export const optOutTexts: Record<
  Locale,
  Record<'title' | 'ask' | 'stop' | 'doneTitle' | 'done' | 'again' | 'goneTitle' | 'gone', string>
> = {
  en: {
    title: 'Stop install guides?',
    ask: '{company} will send you no more mails about installing apps. Other mails about your account still come.',
    stop: 'Stop these mails',
    doneTitle: 'No more install guides',
    done: '{company} sends you no more mails about installing apps.',
    again: 'Get them again',
    goneTitle: 'This link does not work',
    gone: 'Use the link in the newest mail, or ask your administrator.',
  },
  ko: {
    title: '설치 안내 메일을 그만 받을까요?',
    ask: '{company}에서 앱 설치 안내 메일을 더 이상 보내지 않습니다. 계정 관련 메일은 계속 받습니다.',
    stop: '수신 거부',
    doneTitle: '수신을 거부했습니다',
    done: '{company}에서 앱 설치 안내 메일을 더 이상 보내지 않습니다.',
    again: '다시 받기',
    goneTitle: '사용할 수 없는 링크입니다',
    gone: '최근에 받은 메일의 링크를 사용하거나 관리자에게 문의해 주세요.',
  },
  ja: {
    title: 'インストール案内メールの配信を停止しますか？',
    ask: '{company}からアプリのインストールに関するメールが届かなくなります。アカウントに関するメールは引き続き届きます。',
    stop: '配信を停止する',
    doneTitle: '配信を停止しました',
    done: '{company}からアプリのインストールに関するメールは届きません。',
    again: 'もう一度受け取る',
    goneTitle: 'このリンクは使用できません',
    gone: '最新のメールにあるリンクを使用するか、管理者にお問い合わせください。',
  },
}
