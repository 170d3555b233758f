import { useTranslation } from 'react-i18next'
import type { ErrorCode, MemberAction, MemberDetail } from '@muster/contract'

/** Why something cannot be done to a member now: where the state is in the way, what to do first; else the contract's sentence. */
export function useBlockedText({ state }: Pick<MemberDetail, 'state'>): (code: ErrorCode, action?: MemberAction) => string {
  const { t } = useTranslation()
  return (code, action) => {
    const first = code === 'member_state' && action !== 'undelete' && (state === 'deleted' || state === 'suspended')
    return first ? t(`member.first.${state}`) : t(`error.${code}`)
  }
}
