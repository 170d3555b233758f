import { lazy, Suspense, useState } from 'react'
import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { DeviceRow, MemberDetail } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { DeviceLine, DeviceLines } from '../../lib/DeviceLine.tsx'
import { mayNotify, tabOf } from '../../lib/devices.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { pages } from '../../paths.ts'
import { Card } from '../../ui/Card.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import classes from './MemberDevices.module.css'

const Operations = lazy(async () => ({ default: (await import('../../lib/Operations.tsx')).Operations }))
const UpdateNoticesDialog = lazy(async () => ({ default: (await import('../../lib/UpdateNotices.tsx')).UpdateNoticesDialog }))

type DevicesProps = { company: AdministeredCompany; member: MemberDetail; /** All of them, for paper. */ whole?: boolean }

/** As many as stand there at once; the others at a press. */
const few = 5

/** MB-10: the member’s devices of the last 3 years; *Update available* sends the notice (DS-6). */
export function MemberDevices({ company, member, whole = false }: DevicesProps) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<DeviceRow | null>(null)
  const [operated, setOperated] = useState<DeviceRow | null>(null)
  const query = useQuery(api.devices.ofMember.queryOptions({ input: { company: company.id, member: member.id } }))
  const [all, setAll] = useState(false)
  const items = query.data?.items
  const shown = all || whole ? items : items?.slice(0, few)
  return (
    <Card id="member-devices" title={t('devices.ofMember.title')}>
      {query.isPending && <Skeleton height={72} role="status" aria-label={t('common.loading')} />}
      {query.isError && !items && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {items?.length === 0 && <p className={classes.empty}>{t('devices.ofMember.empty')}</p>}
      {items && items.length > 0 && (
        <DeviceLines>
          {shown?.map((row) => (
            <DeviceLine
              key={row.id}
              row={row}
              zone={company.zone}
              title={<Model company={company} row={row} />}
              onNotify={mayNotify(company) ? () => setAsked(row) : undefined}
              tools={
                row.profile === 'registered' && mayNotify(company) ? (
                  <OperationsButton row={row} onOpen={() => setOperated(row)} />
                ) : undefined
              }
            />
          ))}
        </DeviceLines>
      )}
      {items && items.length > few && !whole && (
        <Button variant="default" size="xs" mt={12} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('memberPage.fewDevices') : t('memberPage.allDevices', { count: items.length })}
        </Button>
      )}
      <Suspense>
        {asked && <UpdateNoticesDialog company={company.id} rows={[asked]} onClose={() => setAsked(null)} />}
        {operated && (
          <Dialog title={t('operation.buttonOf', { device: operated.device.model })} onClose={() => setOperated(null)}>
            <Operations company={company} device={operated.device.id} />
          </Dialog>
        )}
      </Suspense>
    </Card>
  )
}

/** MB-10, DS-11: a registered device can be asked to delete what it keeps, or to reset itself. */
function OperationsButton({ row, onOpen }: { row: DeviceRow; onOpen: () => void }) {
  const { t } = useTranslation()
  return (
    <Button variant="default" size="xs" onClick={onOpen} aria-label={t('operation.buttonOf', { device: row.device.model })}>
      {t('operation.button')}
    </Button>
  )
}

/** The model; it leads to the device where role and plan open that page. */
function Model({ company, row }: { company: AdministeredCompany; row: DeviceRow }) {
  const { model, id } = row.device
  if (!company.permissions.devices || !company.pages.devices.open) return model
  return (
    <Link to={pages.devices} search={{ company: company.id, tab: tabOf(row.app), user: row.member.login, device: id }}>
      {model}
    </Link>
  )
}
