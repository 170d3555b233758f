import { Drawer } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/ModalBase.layer.css'
import '@mantine/core/styles/Drawer.layer.css'
import type { AdministeredCompany } from '../lib/me.ts'
import { Brand } from '../ui/Brand.tsx'
import { Navigation } from './Navigation.tsx'

/** The menu on a narrow screen; its code comes with the first opening. */
export function NavigationDrawer({ company, opened, onClose }: { company: AdministeredCompany; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer opened={opened} onClose={onClose} size={264} title={<Brand />} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Navigation company={company} onNavigate={onClose} />
    </Drawer>
  )
}
