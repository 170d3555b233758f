import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { ServicePermission } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { useAct } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { useEnded } from './ended.ts'
import { PermissionSelect } from './PermissionSelect.tsx'

type DefaultProps = { company: string; permissions: readonly ServicePermission[]; mayChange: boolean }

/** The template of everybody else. */
export function DefaultPermission({ company, permissions, mayChange }: DefaultProps) {
  const { t } = useTranslation()
  const ended = useEnded()
  const { send, pending } = useAct({
    act: ({ permissionId }: { permissionId: string | null; over: () => void }) =>
      api.permissions.setDefault.call({ company, permissionId }),
    onDone: ({ signedOut }, { over }) => {
      over()
      notifications.show({ message: signedOut > 0 ? ended(t('permissions.default.title'), signedOut) : t('permissions.default.saved') })
    },
  })
  return (
    <Card id="default-permission" title={t('permissions.default.title')}>
      <PermissionSelect
        label={t('permissions.default.label')}
        none={t('permissions.default.everything')}
        permissions={permissions}
        value={permissions.find((p) => p.isDefault)?.id ?? null}
        disabled={!mayChange}
        ask={{ title: t('permissions.default.ask'), confirm: t('permissions.default.now') }}
        pending={pending}
        onChange={(permissionId, over) => send({ permissionId, over })}
      />
    </Card>
  )
}
