import { lazy, Suspense, useState } from 'react'
import { IconChevronDown, IconFileImport, IconUserPlus } from '@tabler/icons-react'
import { Button, Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { AdministeredCompany } from '../../lib/me.ts'

const RegisterDialog = lazy(async () => ({ default: (await import('./RegisterDialog.tsx')).RegisterDialog }))
const ImportDialog = lazy(async () => ({ default: (await import('./ImportDialog.tsx')).ImportDialog }))

/** MB-19: registration, one member or a file of them. Nothing for a role that may only look. */
export function RegisterMenu({ company }: { company: AdministeredCompany }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<'one' | 'file' | null>(null)
  if (company.permissions.members !== 'manage') return null
  const close = () => setAsked(null)
  return (
    <>
      <Menu position="bottom-end" width={240} withInitialFocusPlaceholder={false} transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <Button
            leftSection={<IconUserPlus size={16} stroke={1.75} aria-hidden />}
            rightSection={<IconChevronDown size={15} aria-hidden />}
          >
            {t('register.menu')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconUserPlus size={16} stroke={1.75} aria-hidden />} onClick={() => setAsked('one')}>
            {t('register.one')}
          </Menu.Item>
          <Menu.Item leftSection={<IconFileImport size={16} stroke={1.75} aria-hidden />} onClick={() => setAsked('file')}>
            {t('register.byFile')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {asked === 'one' && <RegisterDialog company={company} onClose={close} />}
        {asked === 'file' && <ImportDialog company={company} onClose={close} />}
      </Suspense>
    </>
  )
}
