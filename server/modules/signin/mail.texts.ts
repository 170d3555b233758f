import type { Locale, OperationKind } from '@muster/contract'

const en = {
  invitation: {
    subject: '{company}: create your account',
    intro: 'Hello {name}. {company} has registered you. Your ID is {id}.',
    action: 'Create your account',
    after: 'The link works until {until} and only once. If you did not expect this mail, you can ignore it.',
  },
  firstPassword: {
    subject: '{company}: your account',
    intro: 'Hello {name}. {company} has registered you. Your ID is {id}.',
    secret: 'Your first password',
    action: 'Sign in',
    after: 'You will choose a password of your own when you sign in.',
  },
  resetPassword: {
    subject: '{company}: your password was reset',
    intro: 'Hello {name}. An administrator of {company} has reset the password of {id}. You have been signed out everywhere.',
    secret: 'Your new password',
    action: 'Sign in',
    after: 'You will choose a password of your own when you sign in.',
  },
  passwordChanged: {
    subject: '{company}: your password was changed',
    intro: 'Hello {name}. An administrator of {company} has set a new password for {id}. You have been signed out everywhere.',
    action: 'Sign in',
    after: 'Ask your administrator for it; you will choose one of your own when you sign in.',
  },
  forgottenPassword: {
    subject: '{company}: choose a new password',
    intro: 'Hello {name}. Someone has asked for a new password for {id}. If it was you, choose one here.',
    action: 'Choose a new password',
    after: 'The link works for {until} minutes and only once. If it was not you, you can ignore this mail.',
  },
  passkeyAdded: {
    subject: '{company}: a passkey was added',
    intro: 'Hello {name}. A passkey was added to {id}. It can be used when you sign in.',
    action: 'Open my account',
    after: 'If it was not you, remove it there, change your password, and tell your administrator.',
  },
  passkeyRemoved: {
    subject: '{company}: a passkey was removed',
    intro: 'Hello {name}. A passkey was removed from {id}. It no longer works.',
    action: 'Open my account',
    after: 'If it was not you, change your password and tell your administrator.',
  },
  secondStepAdded: {
    subject: '{company}: a second step was set up',
    intro: 'Hello {name}. A second step was set up for {id}: {what}.',
    action: 'Open my account',
    after: 'If it was not you, remove it there, change your password, and tell your administrator.',
  },
  signInWayAdded: {
    subject: '{company}: a way to sign in was added',
    intro: 'Hello {name}. {id} can now be signed in to by {what}.',
    action: 'Open my account',
    after: 'If it was not you, turn it off there, change your password, and tell your administrator.',
  },
  personalEmailChanged: {
    subject: '{company}: your personal e-mail was changed',
    intro: 'Hello {name}. {id} has another personal e-mail now. This address gets no more mail about the account.',
    action: 'Open my account',
    after: 'If it was not you, tell your administrator at once.',
  },
  signInCode: {
    subject: '{company}: your sign-in code',
    intro: 'Hello {name}. Someone who knows the password of {id} is signing in. If it is you, enter this code.',
    secret: 'Code',
    action: 'Open Muster',
    after: 'It works for {until} minutes and once. If it is not you, change your password now.',
  },
  newSignIn: {
    subject: '{company}: sign-in from {what}',
    intro: 'Hello {name}. Someone has signed in as {id} from {what}.',
    action: 'Check your connections',
    after: 'If it was you, there is nothing to do. If not, log out there and change your password now.',
  },
  passwordChangeRequested: {
    subject: '{company}: please change your password',
    intro: 'Hello {name}. An administrator of {company} asks you to choose a new password for {id}.',
    action: 'Sign in',
    after: 'You will choose it the next time you sign in.',
  },
  operationRequested: {
    subject: '{company}: {what} requested',
    intro:
      'Hello {name}. An administrator of {company} has requested an operation on a device: {what}. It cannot be undone once the device has run it.',
    action: 'Show operations',
    after: 'If nobody should have done this, cancel it there while the device has not received it, and find out who is signed in.',
  },
}
export type MailTexts = typeof en

const enFacts = {
  when: 'When',
  environment: 'Browser or app',
  place: 'Place',
  device: 'Device',
  owner: 'Member',
  by: 'Requested by',
  reason: 'Reason',
}

const ko: MailTexts = {
  invitation: {
    subject: '[{company}] 계정을 만들어 주세요',
    intro: '{name} 님, 안녕하세요. {company}에 구성원으로 등록되었습니다. ID는 {id}입니다.',
    action: '계정 만들기',
    after: '링크는 {until}까지 한 번만 사용할 수 있습니다. 예상하지 못한 메일이라면 무시하셔도 됩니다.',
  },
  firstPassword: {
    subject: '[{company}] 계정 안내',
    intro: '{name} 님, 안녕하세요. {company}에 구성원으로 등록되었습니다. ID는 {id}입니다.',
    secret: '초기 비밀번호',
    action: '로그인',
    after: '로그인할 때 사용할 비밀번호를 직접 정하게 됩니다.',
  },
  resetPassword: {
    subject: '[{company}] 비밀번호가 초기화되었습니다',
    intro: '{name} 님, 안녕하세요. {company} 관리자가 {id} 계정의 비밀번호를 초기화했습니다. 모든 기기에서 로그아웃되었습니다.',
    secret: '새 비밀번호',
    action: '로그인',
    after: '로그인할 때 사용할 비밀번호를 직접 정하게 됩니다.',
  },
  passwordChanged: {
    subject: '[{company}] 비밀번호가 변경되었습니다',
    intro: '{name} 님, 안녕하세요. {company} 관리자가 {id}의 비밀번호를 새로 설정했습니다. 모든 기기에서 로그아웃되었습니다.',
    action: '로그인',
    after: '새 비밀번호는 관리자에게 문의해 주세요. 로그인할 때 사용할 비밀번호를 직접 정하게 됩니다.',
  },
  forgottenPassword: {
    subject: '[{company}] 새 비밀번호를 정해 주세요',
    intro: '{name} 님, 안녕하세요. {id}의 새 비밀번호 요청을 받았습니다. 본인이 요청했다면 새 비밀번호를 정해 주세요.',
    action: '새 비밀번호 정하기',
    after: '링크는 {until}분 동안 한 번만 사용할 수 있습니다. 요청하지 않았다면 이 메일을 무시하셔도 됩니다.',
  },
  passkeyAdded: {
    subject: '[{company}] 패스키가 추가되었습니다',
    intro: '{name} 님, 안녕하세요. {id} 계정에 패스키가 추가되었습니다. 이제 로그인할 때 사용할 수 있습니다.',
    action: '내 계정 열기',
    after: '본인이 추가하지 않았다면 내 계정에서 삭제하고 비밀번호를 변경한 뒤 관리자에게 알려 주세요.',
  },
  passkeyRemoved: {
    subject: '[{company}] 패스키가 삭제되었습니다',
    intro: '{name} 님, 안녕하세요. {id} 계정에서 패스키가 삭제되었습니다. 이 패스키는 더 이상 사용할 수 없습니다.',
    action: '내 계정 열기',
    after: '본인이 삭제하지 않았다면 비밀번호를 변경하고 관리자에게 알려 주세요.',
  },
  secondStepAdded: {
    subject: '[{company}] 2단계 인증 수단이 설정되었습니다',
    intro: '{name} 님, 안녕하세요. {id} 계정에 2단계 인증 수단({what})이 설정되었습니다.',
    action: '내 계정 열기',
    after: '본인이 설정하지 않았다면 내 계정에서 삭제하고 비밀번호를 변경한 뒤 관리자에게 알려 주세요.',
  },
  signInWayAdded: {
    subject: '[{company}] 로그인 방법이 추가되었습니다',
    intro: '{name} 님, 안녕하세요. 이제 {id} 계정에 다른 방법({what})으로도 로그인할 수 있습니다.',
    action: '내 계정 열기',
    after: '본인이 추가하지 않았다면 내 계정에서 해제하고 비밀번호를 변경한 뒤 관리자에게 알려 주세요.',
  },
  personalEmailChanged: {
    subject: '[{company}] 개인 이메일이 변경되었습니다',
    intro: '{name} 님, 안녕하세요. {id} 계정의 개인 이메일이 변경되었습니다. 이 주소로는 더 이상 계정 관련 메일을 보내지 않습니다.',
    action: '내 계정 열기',
    after: '본인이 변경하지 않았다면 바로 관리자에게 알려 주세요.',
  },
  signInCode: {
    subject: '[{company}] 로그인 인증 코드',
    intro: '{name} 님, 안녕하세요. {id}의 비밀번호로 로그인이 진행 중입니다. 본인이라면 아래 코드를 입력해 주세요.',
    secret: '인증 코드',
    action: 'Muster 열기',
    after: '{until}분 동안 한 번만 사용할 수 있습니다. 본인이 아니라면 바로 비밀번호를 변경해 주세요.',
  },
  newSignIn: {
    subject: '[{company}] {what}에서 로그인했습니다',
    intro: '{name} 님, 안녕하세요. {what}에서 {id} 계정에 로그인했습니다.',
    action: '로그인 기록 확인',
    after: '본인이 로그인했다면 이 메일을 무시하셔도 됩니다. 본인이 아니라면 해당 기기를 로그아웃하고 바로 비밀번호를 변경해 주세요.',
  },
  passwordChangeRequested: {
    subject: '[{company}] 비밀번호를 변경해 주세요',
    intro: '{name} 님, 안녕하세요. {company} 관리자가 {id}의 비밀번호 변경을 요청했습니다.',
    action: '로그인',
    after: '다음에 로그인할 때 새 비밀번호를 정하게 됩니다.',
  },
  operationRequested: {
    subject: '[{company}] {what} 요청됨',
    intro: '{name} 님, 안녕하세요. {company} 관리자가 기기 작업({what})을 요청했습니다. 기기에서 실행되면 되돌릴 수 없습니다.',
    action: '작업 보기',
    after: '예정에 없던 작업이라면 기기가 받기 전에 취소하고, 누가 로그인해 있는지 확인해 주세요.',
  },
}

const ja: MailTexts = {
  invitation: {
    subject: '【{company}】アカウントを作成してください',
    intro: '{name} 様。{company}のメンバーとして登録されました。IDは{id}です。',
    action: 'アカウントを作成',
    after: 'リンクの有効期限は{until}で、1回のみ利用できます。心当たりがない場合は、このメールを破棄してください。',
  },
  firstPassword: {
    subject: '【{company}】アカウントのご案内',
    intro: '{name} 様。{company}のメンバーとして登録されました。IDは{id}です。',
    secret: '初期パスワード',
    action: 'ログイン',
    after: 'ログイン時に、ご自身のパスワードを設定していただきます。',
  },
  resetPassword: {
    subject: '【{company}】パスワードがリセットされました',
    intro: '{name} 様。{company}の管理者が{id}のパスワードをリセットしました。すべての端末からログアウトされています。',
    secret: '新しいパスワード',
    action: 'ログイン',
    after: 'ログイン時に、ご自身のパスワードを設定していただきます。',
  },
  passwordChanged: {
    subject: '【{company}】パスワードが変更されました',
    intro: '{name} 様。{company}の管理者が{id}のパスワードを新しく設定しました。すべての端末からログアウトしました。',
    action: 'ログイン',
    after: '新しいパスワードは管理者にお問い合わせください。ログイン時にご自身のパスワードを設定していただきます。',
  },
  forgottenPassword: {
    subject: '【{company}】新しいパスワードを設定してください',
    intro: '{name} 様。{id}の新しいパスワードがリクエストされました。ご本人の場合は、こちらで設定してください。',
    action: '新しいパスワードを設定',
    after: 'リンクは{until}分間、1回だけ使用できます。心当たりがない場合は、このメールを無視してください。',
  },
  passkeyAdded: {
    subject: '【{company}】パスキーが追加されました',
    intro: '{name} 様。{id}のアカウントにパスキーが追加されました。ログイン時に使用できます。',
    action: 'マイアカウントを開く',
    after: 'お心当たりがない場合は、マイアカウントで削除し、パスワードを変更して、管理者にお知らせください。',
  },
  passkeyRemoved: {
    subject: '【{company}】パスキーが削除されました',
    intro: '{name} 様。{id}のアカウントからパスキーが削除されました。このパスキーは使用できなくなりました。',
    action: 'マイアカウントを開く',
    after: 'お心当たりがない場合は、パスワードを変更して、管理者にお知らせください。',
  },
  secondStepAdded: {
    subject: '【{company}】2段階認証の方法が設定されました',
    intro: '{name} 様。{id}のアカウントに2段階認証の方法（{what}）が設定されました。',
    action: 'マイアカウントを開く',
    after: 'お心当たりがない場合は、マイアカウントで削除し、パスワードを変更して、管理者にお知らせください。',
  },
  signInWayAdded: {
    subject: '【{company}】ログイン方法が追加されました',
    intro: '{name} 様。{id}のアカウントに{what}でもログインできるようになりました。',
    action: 'マイアカウントを開く',
    after: 'お心当たりがない場合は、マイアカウントで解除し、パスワードを変更して、管理者にお知らせください。',
  },
  personalEmailChanged: {
    subject: '【{company}】個人メールアドレスが変更されました',
    intro: '{name} 様。{id}の個人メールアドレスが変更されました。今後、このアドレスにはアカウントに関するメールを送信しません。',
    action: 'マイアカウントを開く',
    after: 'お心当たりがない場合は、すぐに管理者にお知らせください。',
  },
  signInCode: {
    subject: '【{company}】ログイン認証コード',
    intro: '{name} 様。{id}のパスワードでログインしようとしています。ご本人の場合は、次のコードを入力してください。',
    secret: '認証コード',
    action: 'Musterを開く',
    after: '{until}分間、1回だけ使用できます。心当たりがない場合は、すぐにパスワードを変更してください。',
  },
  newSignIn: {
    subject: '【{company}】{what}からのログイン',
    intro: '{name} 様。{what}から{id}へのログインがありました。',
    action: '接続を確認',
    after: 'ご本人の場合は、何もする必要はありません。心当たりがない場合は、その接続をログアウトし、すぐにパスワードを変更してください。',
  },
  passwordChangeRequested: {
    subject: '【{company}】パスワードを変更してください',
    intro: '{name} 様。{company}の管理者が{id}のパスワードの変更を求めています。',
    action: 'ログイン',
    after: '次回ログイン時に新しいパスワードを設定していただきます。',
  },
  operationRequested: {
    subject: '【{company}】{what}がリクエストされました',
    intro: '{name}様。{company}の管理者が端末の操作（{what}）をリクエストしました。端末で実行されると元に戻せません。',
    action: '操作を表示',
    after: '予定にない操作であれば、端末が受け取る前に取り消し、誰がログインしているかを確認してください。',
  },
}

/** What the mails about accounts say, in the member's language. */
export const mailTexts: Record<Locale, MailTexts> = { en, ko, ja }

/** What stands before the facts that a mail lists. */
export const factTexts: Record<Locale, typeof enFacts> = {
  en: enFacts,
  ko: {
    when: '일시',
    environment: '브라우저 또는 앱',
    place: '위치',
    device: '기기',
    owner: '구성원',
    by: '요청한 관리자',
    reason: '사유',
  },
  ja: {
    when: '日時',
    environment: 'ブラウザーまたはアプリ',
    place: '場所',
    device: '端末',
    owner: 'メンバー',
    by: 'リクエストした管理者',
    reason: '理由',
  },
}

/** DS-11: what operations are called. */
export const operationTexts: Record<Locale, Record<OperationKind, string>> = {
  en: { delete_app_data: 'delete app data', reset_device: 'reset device' },
  ko: { delete_app_data: '앱 데이터 삭제', reset_device: '기기 초기화' },
  ja: { delete_app_data: 'アプリデータの削除', reset_device: '端末の初期化' },
}

export type Added = 'app' | 'sms' | 'line' | 'phone'

/** MB-5, MB-8: what was set up or added is called in a mail about it. */
export const addedTexts: Record<Locale, Record<Added, string>> = {
  en: { app: 'authenticator app', sms: 'codes by SMS', line: 'LINE', phone: 'mobile phone number' },
  ko: { app: '인증 앱', sms: '문자 메시지 코드', line: 'LINE', phone: '휴대폰 번호' },
  ja: { app: '認証アプリ', sms: 'SMSの認証コード', line: 'LINE', phone: '携帯電話番号' },
}
