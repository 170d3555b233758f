import { useState } from 'react'
import { IconKeyOff, IconPlus } from '@tabler/icons-react'
import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ServicePermission } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { Card } from '../../ui/Card.tsx'
import { EmptyNote } from '../../ui/EmptyNote.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { DefaultPermission } from './DefaultPermission.tsx'
import { DeletePermission } from './DeletePermission.tsx'
import { PermissionForm } from './PermissionForm.tsx'
import { PermissionsTable } from './PermissionsTable.tsx'
import { TypePermissions } from './TypePermissions.tsx'
import classes from './Permissions.module.css'

export type AskedPermission = { kind: 'new' } | { kind: 'edit' | 'delete'; permission: ServicePermission }

/** Settings › Service permissions: templates of which apps members may use, and whose they are. */
export function ServicePermissionsPage({ company }: { company: AdministeredCompany }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<AskedPermission | null>(null)
  const query = useQuery(api.permissions.list.queryOptions({ input: { company: company.id } }))
  const mayChange = company.permissions.settings === 'manage'
  const close = () => setAsked(null)
  const permissions = query.data?.items
  return (
    <>
      <PageHead title={t('nav.servicePermissions')}>
        {t('permissions.lead')} {!mayChange && t('permissions.viewOnly')}
      </PageHead>
      {query.isPending && <Skeleton height={260} radius={12} role="status" aria-label={t('common.loading')} />}
      {query.isError && !permissions && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {permissions && (
        <div className={classes.cards}>
          <Card
            id="templates"
            title={t('permissions.list.title')}
            tools={
              mayChange && (
                <Button leftSection={<IconPlus size={17} stroke={1.75} aria-hidden />} onClick={() => setAsked({ kind: 'new' })}>
                  {t('permissions.list.new')}
                </Button>
              )
            }
          >
            {permissions.length === 0 ? (
              <NoTemplates />
            ) : (
              <PermissionsTable permissions={permissions} mayChange={mayChange} onAsk={setAsked} />
            )}
          </Card>
          <div className={classes.pair}>
            <DefaultPermission company={company.id} permissions={permissions} mayChange={mayChange} />
            <TypePermissions company={company} permissions={permissions} />
          </div>
        </div>
      )}
      {asked?.kind === 'new' && <PermissionForm company={company.id} onClose={close} />}
      {asked?.kind === 'edit' && <PermissionForm company={company.id} permission={asked.permission} onClose={close} />}
      {asked?.kind === 'delete' && <DeletePermission company={company.id} permission={asked.permission} onClose={close} />}
    </>
  )
}

function NoTemplates() {
  const { t } = useTranslation()
  return (
    <EmptyNote icon={IconKeyOff} title={t('permissions.list.empty.title')}>
      {t('permissions.list.empty.text')}
    </EmptyNote>
  )
}
