import { Skeleton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ServicePermission, Title } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { problemOf } from '../../lib/problem.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { useEnded } from './ended.ts'
import { PermissionSelect } from './PermissionSelect.tsx'
import classes from './Permissions.module.css'

/** The template of each user type; it goes before the company's default. */
export function TypePermissions({ company, permissions }: { company: AdministeredCompany; permissions: readonly ServicePermission[] }) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const query = useQuery(api.titles.userTypes.list.queryOptions({ input: { company: company.id } }))
  const mayChange = company.permissions.settings === 'manage'
  return (
    <Card id="type-permissions" title={t('permissions.type.title')}>
      <div className={classes.types}>
        {query.isPending && <Skeleton height={56} role="status" aria-label={t('common.loading')} />}
        {query.isError && !query.data && <p className={classes.quiet}>{line(problemOf(query.error))}</p>}
        {query.data?.items.length === 0 && <p className={classes.quiet}>{t('permissions.type.empty')}</p>}
        {query.data?.items.map((type) => (
          <TypePermission key={type.id} company={company.id} type={type} permissions={permissions} mayChange={mayChange} />
        ))}
      </div>
    </Card>
  )
}

type TypeProps = { company: string; type: Title; permissions: readonly ServicePermission[]; mayChange: boolean }

function TypePermission({ company, type: { id, name, permission }, permissions, mayChange }: TypeProps) {
  const { t } = useTranslation()
  const ended = useEnded()
  const { send, pending } = useAct({
    act: ({ permissionId }: { permissionId: string | null; over: () => void }) =>
      api.permissions.assignToType.call({ company, userType: id, permissionId }),
    onDone: ({ signedOut }, { over }) => {
      over()
      notifications.show({ message: signedOut > 0 ? ended(name, signedOut) : t('permissions.type.saved', { name }) })
    },
  })
  return (
    <PermissionSelect
      label={name}
      none={t('permissions.type.inherit')}
      permissions={permissions}
      value={permission?.id ?? null}
      disabled={!mayChange}
      ask={{ title: t('permissions.type.ask', { name }), confirm: t('permissions.type.now') }}
      pending={pending}
      onChange={(permissionId, over) => send({ permissionId, over })}
    />
  )
}
