import { useTranslation } from 'react-i18next'
import { errors, type ErrorCode, type MemberAction, type MemberDetail } from '@muster/contract'
import { useLocale } from '../../lib/locale.ts'

/** Why something cannot be done to a member now: where the state is in the way, what to do first; else the contract's sentence. */
export function useBlockedText({ state }: Pick<MemberDetail, 'state'>): (code: ErrorCode, action?: MemberAction) => string {
  const { t } = useTranslation()
  const locale = useLocale()
  return (code, action) => {
    const first = code === 'member_state' && action !== 'undelete' && (state === 'deleted' || state === 'suspended')
    return first ? t(`member.first.${state}`) : errors[code][locale]
  }
}
