import { useTranslation } from 'react-i18next'
import type { PasswordPolicy } from '@muster/contract'

/** MB-4: what the company asks of a password, as one sentence after another. */
export function PasswordRules({ policy: { minLength, kinds, reuse } }: { policy: PasswordPolicy }) {
  const { t } = useTranslation()
  const rules = [
    t('passwordRule.length', { min: minLength }),
    ...(kinds > 1 ? [t('passwordRule.kinds', { kinds })] : []),
    ...(reuse > 0 ? [t('passwordRule.reuse', { count: reuse })] : []),
  ]
  return <>{rules.join(' ')}</>
}
