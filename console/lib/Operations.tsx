import { lazy, Suspense, useState } from 'react'
import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { DeviceOperations, ErrorCode, Operation } from '@muster/contract'
import { api } from './api.ts'
import type { AdministeredCompany } from './me.ts'
import type { AskedOperation } from './OperationDialog.tsx'
import { OperationItem } from './OperationItem.tsx'
import { ProblemPanel } from './ProblemPanel.tsx'
import classes from './Operations.module.css'

const OperationDialog = lazy(async () => ({ default: (await import('./OperationDialog.tsx')).OperationDialog }))
const OperationCancel = lazy(async () => ({ default: (await import('./OperationCancel.tsx')).OperationCancel }))

/** DS-9, DS-11, MB-10: a device’s operations with their states, and what can be asked of it now; what cannot, with the server’s reason. */
export function Operations({ company, device }: { company: AdministeredCompany; device: string }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<AskedOperation | null>(null)
  const [cancelling, setCancelling] = useState<Operation | null>(null)
  const query = useQuery(api.operations.ofDevice.queryOptions({ input: { company: company.id, device } }))
  const mayManage = company.permissions.devices === 'manage'
  const found = query.data
  return (
    <div className={classes.operations}>
      {query.isPending && <Skeleton height={72} role="status" aria-label={t('common.loading')} />}
      {query.isError && !found && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {found && mayManage && <Acts found={found} onAsk={setAsked} />}
      {found?.items.length === 0 && <p className={classes.empty}>{t('operation.none')}</p>}
      {found && found.items.length > 0 && (
        <ul className={classes.list}>
          {found.items.map((operation) => (
            <OperationItem key={operation.id} operation={operation} zone={company.zone} onCancel={mayManage ? setCancelling : undefined} />
          ))}
        </ul>
      )}
      <Suspense>
        {asked && found && (
          <OperationDialog company={company.id} device={{ id: device, name: found.name }} {...asked} onClose={() => setAsked(null)} />
        )}
        {cancelling && <OperationCancel company={company.id} operation={cancelling} onClose={() => setCancelling(null)} />}
      </Suspense>
    </div>
  )
}

function Acts({ found, onAsk }: { found: DeviceOperations; onAsk: (asked: AskedOperation) => void }) {
  const { t } = useTranslation()
  const why = (code: ErrorCode) => t(`error.${code}`)
  const all = [found.reset, ...found.members.map(({ blocked }) => blocked)]
  const [common] = all
  // One reason for all is said once.
  const isCommon = common !== null && common !== undefined && all.every((code) => code === common)
  if (isCommon) return <p className={classes.why}>{why(common)}</p>
  return (
    <ul className={classes.acts}>
      {found.members.map(({ member, blocked }) => (
        <Act
          key={member.id}
          text={t('operation.kind.delete_app_data')}
          of={member.name}
          why={blocked && why(blocked)}
          onAsk={() => onAsk({ kind: 'delete_app_data', member })}
        />
      ))}
      <Act
        text={t('operation.kind.reset_device')}
        of={t('operation.whole')}
        why={found.reset && why(found.reset)}
        onAsk={() => onAsk({ kind: 'reset_device', member: null })}
      />
    </ul>
  )
}

function Act({ text, of, why, onAsk }: { text: string; of: string; why: string | null; onAsk: () => void }) {
  return (
    <li className={classes.act}>
      <span className={classes.what}>
        <span>{of}</span>
        {why && <span className={classes.why}>{why}</span>}
      </span>
      <Button variant="default" size="xs" disabled={why !== null} onClick={onAsk} aria-label={`${text}: ${of}`}>
        {text}
      </Button>
    </li>
  )
}
