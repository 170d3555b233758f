import { useState } from 'react'
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { ActionIcon, Button, Skeleton, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Tooltip.layer.css'
import { menus, type CustomRole } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { useAct } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { RoleDialog } from './RoleDialog.tsx'
import classes from './Administrators.module.css'

type Asked = { kind: 'new' } | { kind: 'edit' | 'delete'; role: CustomRole }

/** P-2: the company's custom roles. */
export function RolesCard({ company, mayChange }: { company: string; mayChange: boolean }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<Asked | null>(null)
  const query = useQuery(api.administration.roles.queryOptions({ input: { company } }))
  const close = () => setAsked(null)
  return (
    <Card
      id="roles"
      title={t('administrators.roles.title')}
      tools={
        mayChange && (
          <Button
            variant="default"
            leftSection={<IconPlus size={17} stroke={1.75} aria-hidden />}
            onClick={() => setAsked({ kind: 'new' })}
          >
            {t('administrators.roles.new')}
          </Button>
        )
      }
    >
      {query.isPending && <Skeleton height={56} role="status" aria-label={t('common.loading')} />}
      {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.items.length === 0 && (
        <p className={classes.quiet}>
          {t('administrators.roles.empty')} {t('administrators.roles.note')}
        </p>
      )}
      {query.data && query.data.items.length > 0 && (
        <ul className={classes.roles}>
          {query.data.items.map((role) => (
            <RoleRow key={role.id} role={role} mayChange={mayChange} onAsk={(kind) => setAsked({ kind, role })} />
          ))}
        </ul>
      )}
      {asked?.kind === 'new' && <RoleDialog company={company} onClose={close} />}
      {asked?.kind === 'edit' && <RoleDialog company={company} role={asked.role} onClose={close} />}
      {asked?.kind === 'delete' && <DeleteRole company={company} role={asked.role} onClose={close} />}
    </Card>
  )
}

function RoleRow({ role, mayChange, onAsk }: { role: CustomRole; mayChange: boolean; onAsk: (kind: 'edit' | 'delete') => void }) {
  const { t } = useTranslation()
  const inUse = role.administrators > 0
  return (
    <li className={classes.roleRow}>
      <div className={classes.roleText}>
        <span className={classes.roleName}>{role.name}</span>{' '}
        <span className={classes.quiet}>
          · {t('administrators.roles.holders', { count: role.administrators })}
          {!role.seesNames && ` · ${t('administrators.roles.noNames')}`}
        </span>
        <div className={classes.menus}>
          {menus.map((menu) => {
            const level = role.permissions[menu]
            return (
              level && (
                <span key={menu} className={classes.menu} data-manage={level === 'manage' || undefined}>
                  {t(`administrators.roles.${level}Of`, { menu: t(`administrators.menu.${menu}`) })}
                </span>
              )
            )
          })}
        </div>
      </div>
      {mayChange && (
        <div className={classes.tools}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            onClick={() => onAsk('edit')}
            aria-label={t('administrators.roles.edit', { name: role.name })}
          >
            <IconPencil size={17} stroke={1.75} />
          </ActionIcon>
          <Tooltip label={t('administrators.roles.inUse')} disabled={!inUse} position="left">
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-disabled={inUse}
              className={inUse ? (classes.off ?? '') : ''}
              onClick={() => !inUse && onAsk('delete')}
              aria-label={`${t('administrators.roles.delete', { name: role.name })}${inUse ? `. ${t('administrators.roles.inUse')}` : ''}`}
            >
              <IconTrash size={17} stroke={1.75} />
            </ActionIcon>
          </Tooltip>
        </div>
      )}
    </li>
  )
}

function DeleteRole({ company, role, onClose }: { company: string; role: CustomRole; onClose: () => void }) {
  const { t } = useTranslation()
  const { name } = role
  const { send, pending } = useAct({
    act: api.administration.deleteRole.call,
    onDone: () => {
      onClose()
      notifications.show({ message: t('administrators.roles.deleted', { name }) })
    },
  })
  return (
    <ConfirmDialog
      title={t('administrators.roles.deleteOf', { name })}
      points={[{ text: t('administrators.roles.deleteNote'), lost: true }]}
      confirm={t('administrators.roles.deleteNow')}
      danger
      pending={pending}
      onConfirm={() => send({ company, role: role.id })}
      onClose={onClose}
    />
  )
}
