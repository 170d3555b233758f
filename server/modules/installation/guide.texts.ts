import type { GuideState, InstallationState, Locale, SkipReason } from '@muster/contract'

type Column = 'name' | 'account' | 'mobile' | 'pc' | 'email' | 'outcome' | 'reason' | 'reply' | 'at'

type FileTexts = {
  column: Record<Column, string>
  status: Record<InstallationState, string>
  state: Record<GuideState, string>
  reason: Record<SkipReason, string>
  deleted: string
}

/** IS-5: the words of the file of a send's receivers. */
export const guideFileTexts: Record<Locale, FileTexts> = {
  en: {
    column: {
      name: 'Name',
      account: 'Account',
      mobile: 'Mobile app when sent',
      pc: 'PC app when sent',
      email: 'Personal e-mail',
      outcome: 'Outcome',
      reason: 'Why not sent',
      reply: 'Server’s words',
      at: 'Time of outcome',
    },
    status: { installed: 'Installed', not_installed: 'Not installed', no_permission: 'No permission' },
    state: { waiting: 'Waiting', sent: 'Sent', failed: 'Failed', unknown: 'Unknown, may have arrived', skipped: 'Not sent' },
    reason: {
      deleted: 'Deleted',
      suspended: 'Suspended',
      awaiting: 'Not active yet',
      no_permission: 'No permission for the apps',
      installed: 'Installed meanwhile',
      no_email: 'No personal e-mail',
      opted_out: 'Wants no install guides',
      gone: 'No longer in the company',
      cancelled: 'Send cancelled',
    },
    deleted: 'Deleted member',
  },
  ko: {
    column: {
      name: '이름',
      account: '계정',
      mobile: '발송 시점 모바일 앱',
      pc: '발송 시점 PC 앱',
      email: '개인 이메일',
      outcome: '결과',
      reason: '발송하지 않은 이유',
      reply: '서버 응답',
      at: '결과 일시',
    },
    status: { installed: '설치됨', not_installed: '미설치', no_permission: '권한 없음' },
    state: { waiting: '대기', sent: '발송됨', failed: '실패', unknown: '결과 불명(도착했을 수 있음)', skipped: '발송 안 함' },
    reason: {
      deleted: '삭제됨',
      suspended: '정지됨',
      awaiting: '아직 활성화 전',
      no_permission: '앱 권한 없음',
      installed: '그사이 설치됨',
      no_email: '개인 이메일 없음',
      opted_out: '설치 안내 수신 거부',
      gone: '회사 구성원이 아님',
      cancelled: '발송 취소됨',
    },
    deleted: '삭제된 구성원',
  },
  ja: {
    column: {
      name: '名前',
      account: 'アカウント',
      mobile: '送信時のモバイルアプリ',
      pc: '送信時のPCアプリ',
      email: '個人メールアドレス',
      outcome: '結果',
      reason: '送信しなかった理由',
      reply: 'サーバーの応答',
      at: '結果の日時',
    },
    status: { installed: 'インストール済み', not_installed: '未インストール', no_permission: '権限なし' },
    state: { waiting: '待機中', sent: '送信済み', failed: '失敗', unknown: '不明(届いている可能性あり)', skipped: '未送信' },
    reason: {
      deleted: '削除済み',
      suspended: '停止中',
      awaiting: '利用開始前',
      no_permission: 'アプリの権限なし',
      installed: 'その後インストール済み',
      no_email: '個人メールアドレスなし',
      opted_out: '案内メールの配信停止',
      gone: '会社のメンバーではない',
      cancelled: '送信の取り消し',
    },
    deleted: '削除されたメンバー',
  },
}
