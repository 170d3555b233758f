import type { Locale } from '@muster/contract'

type Column =
  | 'at'
  | 'utc'
  | 'actor'
  | 'actorId'
  | 'ip'
  | 'action'
  | 'subjectKind'
  | 'subject'
  | 'subjectId'
  | 'before'
  | 'after'
  | 'request'
  | 'token'

/** The head of the audit log's file. Actions stay words of the API, so that files in different languages can be compared. */
export const columnTexts: Record<Locale, Record<Column, string> & { system: string }> = {
  en: {
    at: 'Time',
    utc: 'Time (UTC)',
    actor: 'Who',
    actorId: 'Who (ID)',
    ip: 'From',
    action: 'What',
    subjectKind: 'Kind',
    subject: 'On whom or what',
    subjectId: 'On whom or what (ID)',
    before: 'Before',
    after: 'After',
    request: 'Request number',
    token: 'Through API token',
    system: 'System',
  },
  ko: {
    at: '일시',
    utc: '일시(UTC)',
    actor: '실행자',
    actorId: '실행자 식별자',
    ip: 'IP 주소',
    action: '작업',
    subjectKind: '대상 종류',
    subject: '대상',
    subjectId: '대상 식별자',
    before: '변경 전',
    after: '변경 후',
    request: '요청 번호',
    token: 'API 토큰',
    system: '시스템',
  },
  ja: {
    at: '日時',
    utc: '日時(UTC)',
    actor: '実行者',
    actorId: '実行者の識別子',
    ip: 'IPアドレス',
    action: '操作',
    subjectKind: '対象の種類',
    subject: '対象',
    subjectId: '対象の識別子',
    before: '変更前',
    after: '変更後',
    request: 'リクエスト番号',
    token: 'APIトークン',
    system: 'システム',
  },
}
