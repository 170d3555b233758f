import { Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useEquipment } from '../../lib/me.ts'
import { Card } from '../../ui/Card.tsx'
import type { PolicyCardProps } from './policy.form.ts'
import classes from './SignInPolicyForm.module.css'

/** MB-5, MB-8: by what else than ID and password members may sign in. */
export function WaysPolicyCard({ draft, disabled, set }: PolicyCardProps) {
  const { t } = useTranslation()
  const { easyLogin } = draft
  const { sms, line } = useEquipment()
  return (
    <Card id="security-ways" title={t('security.ways')}>
      <p className={classes.note}>{t('security.waysNote')}</p>
      <div className={classes.options}>
        <Switch
          label={t('security.passkeyAlone')}
          description={t('security.passkeyAloneNote')}
          disabled={disabled}
          checked={draft.passkeyAlone}
          onChange={({ currentTarget }) => set({ passkeyAlone: currentTarget.checked })}
        />
        <Switch
          label={t('security.easyLine')}
          description={t(line ? 'security.easyLineNote' : 'security.lineMissing')}
          disabled={disabled || (!line && !easyLogin.line)}
          checked={easyLogin.line}
          onChange={({ currentTarget }) => set({ easyLogin: { ...easyLogin, line: currentTarget.checked } })}
        />
        <Switch
          label={t('security.easyPhone')}
          description={t(sms ? 'security.easyPhoneNote' : 'security.smsMissing')}
          disabled={disabled || (!sms && !easyLogin.phone)}
          checked={easyLogin.phone}
          onChange={({ currentTarget }) => set({ easyLogin: { ...easyLogin, phone: currentTarget.checked } })}
        />
      </div>
    </Card>
  )
}
