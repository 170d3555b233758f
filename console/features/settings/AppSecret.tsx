import { useTranslation } from 'react-i18next'
import { KeyOnce } from '../../ui/KeyOnce.tsx'
import type { ShownAppSecret } from './AppsPage.tsx'

/** SX-3: an app's secret, shown this once. */
export function AppSecret({ id, name, secret, onClose }: ShownAppSecret & { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <KeyOnce
      title={t('apps.secret.title', { name })}
      text={t('apps.secret.text')}
      lines={[
        { label: t('apps.id'), value: id },
        { label: t('apps.secret.secret'), value: secret },
      ]}
      copy={t('apps.secret.copy')}
      warning={t('apps.secret.warning')}
      onClose={onClose}
    />
  )
}
