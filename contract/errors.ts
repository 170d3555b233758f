import type { Locale } from './words.ts'

type ErrorText = { status: number } & Record<Locale, string>

/**
 * Every error code an API may answer: HTTP status and the sentence shown, one per language (RE-2).
 * An endpoint lists the codes it may answer; another code is a defect and becomes `internal`.
 */
export const errors = {
  input_invalid: {
    status: 400,
    en: 'Some of the values are not valid.',
    ko: '입력한 값 중 올바르지 않은 항목이 있습니다.',
    ja: '入力内容に正しくない項目があります。',
  },
  period_invalid: {
    status: 400,
    en: 'Choose a period within the available range.',
    ko: '조회할 수 있는 기간 안에서 선택해 주세요.',
    ja: '選択できる範囲内の期間を指定してください。',
  },
  not_signed_in: {
    status: 401,
    en: 'Sign in to continue.',
    ko: '계속하려면 로그인해 주세요.',
    ja: '続けるにはログインしてください。',
  },
  forbidden: {
    status: 403,
    en: 'Your administrator role does not allow this.',
    ko: '현재 관리자 권한으로는 사용할 수 없습니다.',
    ja: '現在の管理者権限では利用できません。',
  },
  origin_refused: {
    status: 403,
    en: 'This request did not come from the console.',
    ko: '관리 콘솔에서 보낸 요청이 아닙니다.',
    ja: '管理コンソールからのリクエストではありません。',
  },
  network_refused: {
    status: 403,
    en: 'Your company does not allow access from this network or country.',
    ko: '회사에서 허용하지 않은 네트워크 또는 국가입니다.',
    ja: '会社が許可していないネットワークまたは国からのアクセスです。',
  },
  network_ranges_invalid: {
    status: 400,
    en: 'Some of the lines are no IP address or range.',
    ko: 'IP 주소나 범위가 아닌 줄이 있습니다.',
    ja: 'IPアドレスまたは範囲ではない行があります。',
  },
  network_empty: {
    status: 409,
    en: 'Add an address range or a country before you turn this on: nobody could use the suite.',
    ko: '아무도 이용할 수 없게 됩니다. 켜기 전에 IP 범위나 국가를 추가해 주세요.',
    ja: '誰も利用できなくなります。有効にする前に、IP範囲または国を追加してください。',
  },
  network_locks_you_out: {
    status: 409,
    en: 'This would refuse the address you are at now. Add it first.',
    ko: '지금 접속한 주소가 차단됩니다. 이 주소를 먼저 추가해 주세요.',
    ja: '現在ご利用中のアドレスが拒否されます。先にこのアドレスを追加してください。',
  },
  plan_required: {
    status: 403,
    en: 'Your plan does not include this page.',
    ko: '이용 중인 상품에서는 이 메뉴를 사용할 수 없습니다.',
    ja: 'ご利用中のプランではこのメニューを利用できません。',
  },
  not_found: {
    status: 404,
    en: 'This was not found, or you may not see it.',
    ko: '찾을 수 없거나 볼 수 있는 권한이 없습니다.',
    ja: '見つからないか、表示する権限がありません。',
  },
  device_bound: {
    status: 409,
    en: 'This session already belongs to another device.',
    ko: '이 세션은 이미 다른 기기에 연결되어 있습니다.',
    ja: 'このセッションはすでに別の端末に紐づいています。',
  },
  enrolment_required: {
    status: 403,
    en: 'Your company requires this device to be enrolled before the app can be used.',
    ko: '회사 정책에 따라 이 기기를 등록해야 앱을 사용할 수 있습니다.',
    ja: '会社の方針により、この端末を登録するまでアプリは利用できません。',
  },
  enrolment_off: {
    status: 409,
    en: 'Your company does not enrol devices here.',
    ko: '회사에서 기기 등록을 사용하지 않습니다.',
    ja: '会社で端末の登録は利用されていません。',
  },
  device_unreported: {
    status: 409,
    en: 'The app has not said yet which device it runs on.',
    ko: '앱이 어떤 기기에서 실행 중인지 아직 확인되지 않았습니다.',
    ja: 'アプリがどの端末で動作しているか、まだ確認できていません。',
  },
  key_used: {
    status: 409,
    en: 'This key belongs to another enrolment. Make a new one.',
    ko: '다른 등록에 사용된 키입니다. 새 키를 만들어 주세요.',
    ja: 'ほかの登録で使われた鍵です。新しい鍵を作成してください。',
  },
  /** `details.problem` says what. */
  proof_invalid: {
    status: 401,
    en: 'The proof of the device’s key is missing or not valid.',
    ko: '기기 키의 증명이 없거나 올바르지 않습니다.',
    ja: '端末の鍵の証明がないか、正しくありません。',
  },
  mdm_off: {
    status: 409,
    en: 'Your company does not manage devices. Turn MDM on first.',
    ko: 'MDM을 사용하지 않고 있습니다. 먼저 MDM을 켜 주세요.',
    ja: 'MDMを利用していません。先にMDMを有効にしてください。',
  },
  mdm_third_party: {
    status: 409,
    en: 'Your company’s devices are managed by another MDM. Do it there.',
    ko: '타사 MDM으로 관리하는 기기입니다. 해당 MDM에서 실행해 주세요.',
    ja: '他社MDMで管理されている端末です。そちらで実行してください。',
  },
  device_unregistered: {
    status: 409,
    en: 'This device is not registered: it would never get the operation.',
    ko: '등록되지 않은 기기여서 작업을 전달할 수 없습니다.',
    ja: '登録されていない端末のため、操作を届けることができません。',
  },
  device_name_differs: {
    status: 400,
    en: 'This is not the device’s name.',
    ko: '기기 이름과 일치하지 않습니다.',
    ja: '端末名と一致しません。',
  },
  device_shared: {
    status: 409,
    en: 'Members whom you do not manage use this device, too. You can delete app data of your members.',
    ko: '관리 대상이 아닌 구성원도 사용하는 기기입니다. 담당 구성원의 앱 데이터만 삭제할 수 있습니다.',
    ja: '管理対象外のメンバーも利用している端末です。担当するメンバーのアプリデータは削除できます。',
  },
  operation_open: {
    status: 409,
    en: 'An operation is still under way. Wait until the device has answered, or cancel it.',
    ko: '진행 중인 기기 작업이 있습니다. 기기가 응답할 때까지 기다리거나 작업을 취소해 주세요.',
    ja: '進行中の端末操作があります。端末の応答を待つか、操作を取り消してください。',
  },
  operation_state: {
    status: 409,
    en: 'The operation has come too far for this.',
    ko: '작업이 이미 진행되어 변경할 수 없습니다.',
    ja: '操作がすでに進んでいるため、変更できません。',
  },
  member_state: {
    status: 409,
    en: 'The member’s current state does not allow this.',
    ko: '구성원의 현재 상태에서는 할 수 없는 작업입니다.',
    ja: 'メンバーの現在の状態では実行できません。',
  },
  is_administrator: {
    status: 409,
    en: 'Take the administrator role away first.',
    ko: '관리자 권한을 먼저 해제해 주세요.',
    ja: '先に管理者権限を解除してください。',
  },
  own_account: {
    status: 409,
    en: 'You cannot do this to your own account. Ask another administrator.',
    ko: '본인 계정에는 할 수 없는 작업입니다. 다른 관리자에게 요청해 주세요.',
    ja: '自分のアカウントには実行できません。ほかの管理者に依頼してください。',
  },
  not_allowed_on_superior: {
    status: 403,
    en: 'This administrator stands above you. Ask the Super Admin.',
    ko: '상위 관리자에게는 할 수 없는 작업입니다. 최고 관리자에게 요청해 주세요.',
    ja: '上位の管理者には実行できません。最高管理者に依頼してください。',
  },
  not_own_field: {
    status: 403,
    en: 'Your company does not let members change this. Ask your administrator.',
    ko: '회사 설정에 따라 구성원이 직접 변경할 수 없는 항목입니다. 관리자에게 문의해 주세요.',
    ja: '会社の設定により、メンバーが自分で変更できない項目です。管理者にお問い合わせください。',
  },
  changed_meanwhile: {
    status: 409,
    en: 'Someone else changed this meanwhile. Look at the newest version and try again.',
    ko: '그사이 다른 관리자가 변경했습니다. 최신 내용을 확인한 뒤 다시 시도해 주세요.',
    ja: 'その間にほかの管理者が変更しました。最新の内容を確認して、もう一度お試しください。',
  },
  name_taken: {
    status: 409,
    en: 'This name is already in use.',
    ko: '이미 사용 중인 이름입니다.',
    ja: 'この名前はすでに使われています。',
  },
  still_in_use: {
    status: 409,
    en: 'This is still in use and cannot be deleted.',
    ko: '사용 중이므로 삭제할 수 없습니다.',
    ja: '使用中のため削除できません。',
  },
  no_personal_email: {
    status: 409,
    en: 'Enter a personal e-mail address first.',
    ko: '개인 이메일을 먼저 입력해 주세요.',
    ja: '先に個人メールアドレスを入力してください。',
  },
  names_hidden: {
    status: 403,
    en: 'Your administrator role sees totals, not names.',
    ko: '현재 관리자 권한으로는 합계만 볼 수 있으며 이름은 볼 수 없습니다.',
    ja: '現在の管理者権限では合計のみ表示でき、名前は表示できません。',
  },
  leave_invalid: {
    status: 400,
    en: 'The leave must end after it starts, and in the future.',
    ko: '휴직 종료 일시는 시작 일시와 현재 이후여야 합니다.',
    ja: '休職の終了日時は、開始日時および現在より後にしてください。',
  },
  import_invalid: {
    status: 400,
    en: 'Some rows of the file are not valid. Nothing was registered.',
    ko: '파일에 올바르지 않은 행이 있어 아무도 등록하지 않았습니다.',
    ja: 'ファイルに正しくない行があるため、登録は行われませんでした。',
  },
  /** `details.problem` says why. */
  password_refused: {
    status: 400,
    en: 'This password does not meet the company’s password policy.',
    ko: '회사의 비밀번호 정책에 맞지 않는 비밀번호입니다.',
    ja: 'このパスワードは会社のパスワードポリシーを満たしていません。',
  },
  two_step_policy: {
    status: 409,
    en: 'The company’s policy says for all members whether 2-step verification is used.',
    ko: '2단계 인증 사용 여부가 회사 정책에 따라 모든 구성원에게 정해져 있습니다.',
    ja: '2段階認証を使用するかどうかは、会社のポリシーで全メンバーに定められています。',
  },
  link_not_allowed: {
    status: 403,
    en: 'The company’s settings do not allow creation links.',
    ko: '회사 설정에서 계정 생성 링크 사용이 허용되어 있지 않습니다.',
    ja: '会社の設定で、アカウント作成リンクの利用が許可されていません。',
  },
  not_by_link: {
    status: 409,
    en: 'Only a pending member registered with a creation link can be invited again.',
    ko: '계정 생성 링크로 등록된 첫 로그인 대기 구성원에게만 다시 보낼 수 있습니다.',
    ja: 'アカウント作成リンクで登録された初回ログイン待ちのメンバーにのみ再送できます。',
  },
  by_link: {
    status: 409,
    en: 'This member created the password through a link. Only passwords given by an administrator can be reset.',
    ko: '링크로 직접 비밀번호를 만든 구성원입니다. 관리자가 발급한 비밀번호만 초기화할 수 있습니다.',
    ja: 'リンクから自分でパスワードを作成したメンバーです。管理者が発行したパスワードのみリセットできます。',
  },
  sent_recently: {
    status: 429,
    en: 'An invitation was sent a moment ago. Wait a minute before sending another.',
    ko: '방금 초대 메일을 보냈습니다. 1분 후에 다시 보내 주세요.',
    ja: '招待メールを送信したばかりです。1分ほどおいてから再送してください。',
  },
  reset_over: {
    status: 410,
    en: 'This link is no longer valid. Ask for a new one on the sign-in page.',
    ko: '더 이상 사용할 수 없는 링크입니다. 로그인 페이지에서 새 링크를 요청해 주세요.',
    ja: 'このリンクは無効です。ログインページで新しいリンクをリクエストしてください。',
  },
  password_wrong: {
    status: 400,
    en: 'The current password is not correct.',
    ko: '현재 비밀번호가 올바르지 않습니다.',
    ja: '現在のパスワードが正しくありません。',
  },
  reauth_required: {
    status: 403,
    en: 'Confirm that it is you before you do this.',
    ko: '이 작업을 하려면 먼저 본인 확인이 필요합니다.',
    ja: 'この操作の前に、本人確認が必要です。',
  },
  phone_invalid: {
    status: 400,
    en: 'This is not a mobile number. Enter it with its country code, such as +82 10-1234-5678.',
    ko: '올바른 휴대전화 번호가 아닙니다. 해외 번호는 국가 번호와 함께 입력해 주세요. 예: +82 10-1234-5678',
    ja: '携帯電話番号として正しくありません。海外の番号は国番号から入力してください。例：+81 90-1234-5678',
  },
  phone_taken: {
    status: 409,
    en: 'This number already signs in another member.',
    ko: '이미 다른 구성원이 간편 로그인에 사용 중인 번호입니다.',
    ja: 'この番号は、すでに別のメンバーがかんたんログインに使用しています。',
  },
  phone_missing: {
    status: 409,
    en: 'There is no confirmed mobile number.',
    ko: '확인된 휴대전화 번호가 없습니다.',
    ja: '確認済みの携帯電話番号がありません。',
  },
  phone_second_step: {
    status: 409,
    en: 'Codes for 2-step verification go to this number. Turn them off first.',
    ko: '2단계 인증 코드를 받는 번호입니다. 먼저 SMS 인증을 꺼 주세요.',
    ja: '2段階認証のコードを受け取る番号です。先にSMS認証をオフにしてください。',
  },
  sms_unavailable: {
    status: 409,
    en: 'No SMS gateway is set, so no text messages can be sent.',
    ko: 'SMS 게이트웨이가 설정되어 있지 않아 문자 메시지를 보낼 수 없습니다.',
    ja: 'SMSゲートウェイが設定されていないため、SMSを送信できません。',
  },
  text_limit: {
    status: 429,
    en: 'Too many codes were sent today. Try again tomorrow.',
    ko: '오늘 보낼 수 있는 인증 코드 횟수를 초과했습니다. 내일 다시 시도해 주세요.',
    ja: '本日送信できる認証コードの上限に達しました。明日もう一度お試しください。',
  },
  line_unavailable: {
    status: 409,
    en: 'Signing in with LINE is not set up here, or LINE cannot be reached.',
    ko: 'LINE 로그인이 설정되어 있지 않거나 LINE에 연결할 수 없습니다.',
    ja: 'LINEログインが設定されていないか、LINEに接続できません。',
  },
  line_taken: {
    status: 409,
    en: 'This LINE account already signs in another member.',
    ko: '이미 다른 구성원이 간편 로그인에 사용 중인 LINE 계정입니다.',
    ja: 'このLINEアカウントは、すでに別のメンバーがかんたんログインに使用しています。',
  },
  easy_login_policy: {
    status: 409,
    en: 'The company does not allow this way to sign in.',
    ko: '회사에서 허용하지 않는 로그인 방법입니다.',
    ja: '会社で許可されていないログイン方法です。',
  },
  code_wrong: {
    status: 400,
    en: 'This code is not correct, or was used before.',
    ko: '코드가 올바르지 않거나 이미 사용되었습니다.',
    ja: 'コードが正しくないか、すでに使用されています。',
  },
  passkey_refused: {
    status: 400,
    en: 'This passkey was not accepted. Try again.',
    ko: '이 패스키를 확인할 수 없습니다. 다시 시도해 주세요.',
    ja: 'このパスキーを確認できませんでした。もう一度お試しください。',
  },
  no_passkey: {
    status: 409,
    en: 'There is no passkey.',
    ko: '등록된 패스키가 없습니다.',
    ja: 'パスキーが登録されていません。',
  },
  too_many_passkeys: {
    status: 409,
    en: 'You have 20 passkeys, the most there can be. Remove one first.',
    ko: '패스키는 20개까지 등록할 수 있습니다. 먼저 하나를 삭제해 주세요.',
    ja: 'パスキーは20個まで登録できます。先に1つ削除してください。',
  },
  last_second_step: {
    status: 409,
    en: 'This is the last second step you have. Set up another one first, or switch 2-step verification off where the company leaves it open.',
    ko: '마지막 2단계 인증 수단입니다. 먼저 다른 수단을 설정하거나, 회사가 허용하는 경우 2단계 인증을 꺼 주세요.',
    ja: '最後の2段階認証の手段です。先に別の手段を設定するか、会社が許可している場合は2段階認証をオフにしてください。',
  },
  invitation_over: {
    status: 410,
    en: 'This link is no longer valid. Ask your administrator for a new one.',
    ko: '더 이상 사용할 수 없는 링크입니다. 관리자에게 새 링크를 요청해 주세요.',
    ja: 'このリンクは無効です。管理者に新しいリンクを依頼してください。',
  },
  no_other_company: {
    status: 409,
    en: 'There is no other company in the group that you administer.',
    ko: '관리할 수 있는 다른 그룹사가 없습니다.',
    ja: '管理しているほかのグループ会社がありません。',
  },
  not_pending: {
    status: 409,
    en: 'Only possible while the member has not signed in yet.',
    ko: '아직 로그인하지 않은 구성원에게만 할 수 있습니다.',
    ja: 'まだログインしていないメンバーにのみ実行できます。',
  },
  limit_reached: {
    status: 409,
    en: 'The limit is reached. No more can be added.',
    ko: '등록할 수 있는 최대 개수에 도달하여 더 이상 추가할 수 없습니다.',
    ja: '上限に達しているため、これ以上追加できません。',
  },
  too_deep: {
    status: 409,
    en: 'Teams can be nested at most 20 levels deep.',
    ko: '팀은 최대 20단계까지만 만들 수 있습니다.',
    ja: 'チームの階層は最大20階層までです。',
  },
  team_beneath_itself: {
    status: 409,
    en: 'A team cannot be moved beneath itself.',
    ko: '팀을 자신의 하위 팀으로 옮길 수 없습니다.',
    ja: 'チームを自身の下位チームに移動することはできません。',
  },
  offer_open: {
    status: 409,
    en: 'The Super Admin role is already offered to someone. Withdraw that offer first.',
    ko: '이미 다른 구성원에게 최고 관리자 위임을 요청했습니다. 먼저 요청을 취소해 주세요.',
    ja: '最高管理者の権限はすでに別のメンバーに委譲を申し出ています。先にその申し出を取り下げてください。',
  },
  offer_over: {
    status: 410,
    en: 'This offer no longer stands.',
    ko: '더 이상 유효하지 않은 위임 요청입니다.',
    ja: 'この申し出は無効になりました。',
  },
  domain_taken: {
    status: 409,
    en: 'This domain is already in use.',
    ko: '이미 사용 중인 도메인입니다.',
    ja: 'このドメインはすでに使われています。',
  },
  app_kind: {
    status: 409,
    en: 'This is not possible for an app of this kind.',
    ko: '이 종류의 앱에서는 할 수 없는 작업입니다.',
    ja: 'この種類のアプリでは実行できません。',
  },
  domain_primary: {
    status: 409,
    en: 'The primary domain cannot be removed: the members’ IDs end with it.',
    ko: '기본 도메인은 삭제할 수 없습니다. 구성원 ID에 사용되고 있습니다.',
    ja: '基本ドメインは削除できません。メンバーのIDに使われています。',
  },
  too_many_rows: {
    status: 409,
    en: 'An Excel file holds up to 5,000 members. Download a CSV file instead.',
    ko: 'Excel 파일에는 구성원을 최대 5,000명까지 담을 수 있습니다. CSV 파일로 다운로드해 주세요.',
    ja: 'Excelファイルに出力できるメンバーは最大5,000人です。CSVファイルでダウンロードしてください。',
  },
  too_many_exports: {
    status: 409,
    en: 'Three of your files are still being made. Wait for one of them, or cancel one.',
    ko: '생성 중인 파일이 이미 3개 있습니다. 완료될 때까지 기다리거나 하나를 취소해 주세요.',
    ja: '作成中のファイルがすでに3件あります。完了を待つか、いずれかをキャンセルしてください。',
  },
  file_not_ready: {
    status: 409,
    en: 'There is no file: it is still being made, has failed, or was cancelled.',
    ko: '파일이 없습니다. 아직 생성 중이거나, 생성에 실패했거나, 취소되었습니다.',
    ja: 'ファイルがありません。作成中、作成の失敗、またはキャンセル済みです。',
  },
  file_expired: {
    status: 410,
    en: 'The file has expired. Download the list again.',
    ko: '파일의 보관 기간이 지났습니다. 목록을 다시 다운로드해 주세요.',
    ja: 'ファイルの保存期間が過ぎました。一覧をもう一度ダウンロードしてください。',
  },
  id_taken: {
    status: 409,
    en: 'This ID is already in use.',
    ko: '이미 사용 중인 ID입니다.',
    ja: 'このIDはすでに使われています。',
  },
  setup_done: {
    status: 410,
    en: 'This setup link is no longer valid.',
    ko: '더 이상 사용할 수 없는 설정 링크입니다.',
    ja: 'この設定リンクは無効です。',
  },
  too_large: {
    status: 413,
    en: 'The request is too large.',
    ko: '요청이 너무 큽니다.',
    ja: 'リクエストが大きすぎます。',
  },
  too_many_requests: {
    status: 429,
    en: 'Too many attempts. Wait a moment and try again.',
    ko: '시도 횟수가 너무 많습니다. 잠시 후 다시 시도해 주세요.',
    ja: '試行回数が多すぎます。しばらくしてからもう一度お試しください。',
  },
  internal: {
    status: 500,
    en: 'Something went wrong on our side. Try again; if it stays, tell your operator the request number.',
    ko: '서버에 문제가 발생했습니다. 다시 시도해 보고, 계속되면 요청 번호를 운영자에게 알려 주세요.',
    ja: 'サーバーで問題が発生しました。再度お試しのうえ、解決しない場合はリクエスト番号を運用担当者にお知らせください。',
  },
  unavailable: {
    status: 503,
    en: 'The service cannot answer right now. Try again in a moment.',
    ko: '지금은 응답할 수 없습니다. 잠시 후 다시 시도해 주세요.',
    ja: '現在応答できません。しばらくしてからもう一度お試しください。',
  },
} as const satisfies Record<string, ErrorText>

export type ErrorCode = keyof typeof errors

/** The body of every error answer. `details` holds e.g. `{ issues: [{ path, message }] }` or `{ earliest, latest }`. */
export type ErrorBody = {
  error: { code: ErrorCode; message: string; details: unknown; requestId: string }
}
