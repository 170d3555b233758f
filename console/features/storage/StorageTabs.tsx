import { useTranslation } from 'react-i18next'
import type { StorageKind } from '@muster/contract'
import { PageTabs } from '../../lib/PageTabs.tsx'
import { pages } from '../../paths.ts'

/** Drive and Mail, each a list of its own. */
export function StorageTabs({ company, kinds, kind }: { company: string; kinds: readonly StorageKind[]; kind: StorageKind }) {
  const { t } = useTranslation()
  return (
    <PageTabs
      label={t('storage.kinds')}
      to={pages.storage}
      company={company}
      names={kinds}
      here={kind}
      textOf={(name) => t(`storage.kind.${name}`)}
      searchOf={(name) => (name === 'drive' ? {} : { kind: name })}
    />
  )
}
