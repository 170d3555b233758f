import { IconCheck, IconMinus, IconPencil, IconTrash } from '@tabler/icons-react'
import { ActionIcon, Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Tooltip.layer.css'
import { surfaces, type ServicePermission } from '@muster/contract'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AskedPermission } from './ServicePermissionsPage.tsx'
import classes from './Permissions.module.css'

type TableProps = { permissions: readonly ServicePermission[]; mayChange: boolean; onAsk: (asked: AskedPermission) => void }

/** Templates, with what each allows and whose it is. On a phone a row is laid out as a card. */
export function PermissionsTable({ permissions, mayChange, onAsk }: TableProps) {
  const { t } = useTranslation()
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t('permissions.column.name')}</th>
          {surfaces.map((surface) => (
            <th key={surface} scope="col" className={classes.mark}>
              {t(`permissions.surface.${surface}`)}
            </th>
          ))}
          <th scope="col">{t('permissions.column.used')}</th>
          {mayChange && (
            <th scope="col">
              <span className={classes.silent}>{t('permissions.column.actions')}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {permissions.map((permission) => (
          <tr key={permission.id}>
            <th scope="row">
              {permission.name}
              {permission.isDefault && <span className={classes.badge}>{t('permissions.isDefault')}</span>}
            </th>
            {surfaces.map((surface) => (
              <td key={surface} className={classes.mark}>
                <Mark allowed={permission.surfaces.includes(surface)} label={t(`permissions.surface.${surface}`)} />
              </td>
            ))}
            <td className={classes.used}>
              <span className={classes.label} aria-hidden>
                {t('permissions.column.used')}:{' '}
              </span>
              <Used permission={permission} />
            </td>
            {mayChange && (
              <td className={classes.end}>
                <Tools permission={permission} onAsk={onAsk} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Mark({ allowed, label }: { allowed: boolean; label: string }) {
  const { t } = useTranslation()
  const Sign = allowed ? IconCheck : IconMinus
  return (
    <>
      <Sign
        size={18}
        stroke={2}
        className={allowed ? classes.yes : classes.no}
        role="img"
        aria-label={t(allowed ? 'permissions.allowed' : 'permissions.forbidden')}
      />
      <span className={classes.label} aria-hidden>
        {label}
      </span>
    </>
  )
}

function Used({ permission: { userTypes, members, isDefault } }: { permission: ServicePermission }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const parts = [
    ...userTypes.map(({ name }) => name),
    members > 0 && t('permissions.members', { count: members, figure: formatCount(members, locale) }),
  ].filter(Boolean)
  return <>{parts.join(', ') || (isDefault ? '' : t('permissions.nobody'))}</>
}

function Tools({ permission, onAsk }: { permission: ServicePermission; onAsk: TableProps['onAsk'] }) {
  const { t } = useTranslation()
  const { name, isDefault, userTypes, members } = permission
  const inUse = isDefault || userTypes.length > 0 || members > 0
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        onClick={() => onAsk({ kind: 'edit', permission })}
        aria-label={t('permissions.edit', { name })}
      >
        <IconPencil size={17} stroke={1.75} />
      </ActionIcon>
      <Tooltip label={t('permissions.inUse')} disabled={!inUse} position="left">
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-disabled={inUse}
          className={inUse ? (classes.off ?? '') : ''}
          onClick={() => !inUse && onAsk({ kind: 'delete', permission })}
          aria-label={`${t('permissions.delete', { name })}${inUse ? `. ${t('permissions.inUse')}` : ''}`}
        >
          <IconTrash size={17} stroke={1.75} />
        </ActionIcon>
      </Tooltip>
    </>
  )
}
