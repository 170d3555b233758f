import { useState } from 'react'
import { Button, Select } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Combobox.layer.css'
import { api } from '../../lib/api.ts'
import { formatDay, formatInstant, zoneOffset } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { problemOf } from '../../lib/problem.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { allZones } from '../../lib/zones.ts'
import { Dialog, DialogFoot } from '../../ui/Dialog.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { Points } from '../../ui/Points.tsx'
import classes from './Settings.module.css'

/** T-3: says when the change takes effect before it is made. */
export function ZoneDialog({ company, zone, onClose }: { company: string; zone: string; onClose: () => void }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const line = useProblemLine()
  const [chosen, setChosen] = useState(zone)
  const [problem, setProblem] = useState<string | null>(null)
  const preview = useQuery({
    ...api.settings.previewTimeZone.queryOptions({ input: { company, zone: chosen } }),
    enabled: chosen !== zone,
  })
  const { send, pending } = useAct({
    act: api.company.setTimeZone.call,
    onDone: (change) => {
      onClose()
      notifications.show({ message: t('settings.zone.changed', { at: formatInstant(change.effectiveAt, change.zone, locale) }) })
    },
    onProblem: (found) => setProblem(line(found)),
  })
  const found = chosen === zone ? undefined : preview.data
  const points = found && [
    {
      text: t('settings.zone.effect', {
        at: formatInstant(found.effectiveAt, found.zone, locale),
        offset: zoneOffset(found.zone, found.effectiveAt),
        day: formatDay(found.firstDay, locale),
      }),
    },
    { text: t('settings.zone.past') },
    { text: t('settings.zone.until') },
  ]
  return (
    <Dialog title={t('settings.zone.choose')} onClose={onClose}>
      <div className={classes.fields}>
        <Select
          searchable
          label={t('settings.zone.new')}
          data={allZones()}
          limit={100}
          value={chosen}
          allowDeselect={false}
          nothingFoundMessage={t('common.noZone')}
          onChange={(value) => value && setChosen(value)}
          data-autofocus
        />
        {points && <Points points={points} />}
        <FormProblem text={problem ?? (preview.isError ? line(problemOf(preview.error)) : null)} />
      </div>
      <DialogFoot>
        <Button variant="default" onClick={onClose}>
          {t('dialog.cancel')}
        </Button>
        <Button disabled={!found} loading={pending} onClick={() => send({ company, zone: chosen })}>
          {t('settings.zone.changeNow')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
