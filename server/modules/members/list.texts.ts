import type { AdministratorRole, Locale, MemberColumn, MemberState } from '@muster/contract'

type Texts = {
  sheet: string
  columns: Record<MemberColumn | 'name', string>
  states: Record<MemberState, string>
  roles: Record<AdministratorRole, string>
  onLeave: string
  appBlocked: string
  further: string
  /** P-2: teams that the role does not reach. */
  elsewhere: string
  yes: string
  no: string
}

/** RE-2: the words of the file, in the language of the one who asks for it. */
export const listTexts: Record<Locale, Texts> = {
  en: {
    sheet: 'Members',
    columns: {
      name: 'Name',
      login: 'ID',
      state: 'State',
      team: 'Team',
      position: 'Position',
      level: 'Level',
      userType: 'User type',
      employeeNumber: 'Employee number',
      nickname: 'Nickname',
      lastUse: 'Last use',
      createdAt: 'Registered',
      personalEmail: 'Personal e-mail registered',
      role: 'Administrator role',
    },
    states: {
      in_use: 'In use',
      pending: 'Pending',
      pending_expired: 'Pending (expired)',
      awaiting: 'Awaiting activation',
      suspended: 'Suspended',
      deleted: 'Deleted',
    },
    roles: { super_admin: 'Super Admin', sub_admin: 'Sub Admin', operations_admin: 'Operations Admin', custom: 'Administrator' },
    onLeave: 'On leave',
    appBlocked: 'App usage blocked',
    further: '{team} and {n} more',
    elsewhere: 'Teams outside your reach: {n}',
    yes: 'Yes',
    no: 'No',
  },
  ko: {
    sheet: '구성원',
    columns: {
      name: '이름',
      login: 'ID',
      state: '상태',
      team: '팀',
      position: '직책',
      level: '직급',
      userType: '사용자 유형',
      employeeNumber: '사번',
      nickname: '닉네임',
      lastUse: '최근 사용일',
      createdAt: '등록일',
      personalEmail: '개인 이메일 등록',
      role: '관리자 권한',
    },
    states: {
      in_use: '사용 중',
      pending: '첫 로그인 대기',
      pending_expired: '첫 로그인 대기(만료)',
      awaiting: '활성화 예정',
      suspended: '정지',
      deleted: '삭제됨',
    },
    roles: { super_admin: '최고 관리자', sub_admin: '부관리자', operations_admin: '운영 관리자', custom: '관리자' },
    onLeave: '휴직 중',
    appBlocked: '앱 사용 차단됨',
    further: '{team} 외 {n}개',
    elsewhere: '관리 범위 밖의 팀 {n}개',
    yes: '예',
    no: '아니요',
  },
  ja: {
    sheet: 'メンバー',
    columns: {
      name: '名前',
      login: 'ID',
      state: '状態',
      team: 'チーム',
      position: '役職',
      level: '職級',
      userType: 'ユーザータイプ',
      employeeNumber: '社員番号',
      nickname: 'ニックネーム',
      lastUse: '最終利用日',
      createdAt: '登録日',
      personalEmail: '個人メールの登録',
      role: '管理者権限',
    },
    states: {
      in_use: '利用中',
      pending: '初回ログイン待ち',
      pending_expired: '初回ログイン待ち（期限切れ）',
      awaiting: '利用開始前',
      suspended: '一時停止中',
      deleted: '削除済み',
    },
    roles: { super_admin: '最高管理者', sub_admin: '副管理者', operations_admin: '運用管理者', custom: '管理者' },
    onLeave: '休職中',
    appBlocked: 'アプリの利用をブロック中',
    further: '{team} ほか{n}件',
    elsewhere: '管理範囲外のチーム{n}件',
    yes: 'はい',
    no: 'いいえ',
  },
}
