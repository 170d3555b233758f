import { useState } from 'react'
import { Radio } from '@mantine/core'
import '@mantine/core/styles/Radio.layer.css'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { mdmModes, type Mdm, type MdmMode } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { Problem } from '../../lib/problem.ts'
import { UnsavedBar } from '../../lib/UnsavedBar.tsx'
import { useAct } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import type { Point } from '../../ui/Points.tsx'
import classes from './Mdm.module.css'

const isOwn = (mode: MdmMode) => mode === 'optional' || mode === 'required'

/** DS-10: the mode; what a change means for those who are signed in is said before it is saved. */
export function MdmForm({ company, mdm, mayChange }: { company: string; mdm: Mdm; mayChange: boolean }) {
  const { t } = useTranslation()
  const [base, setBase] = useState(mdm)
  const [mode, setMode] = useState<MdmMode>(mdm.mode)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [asking, setAsking] = useState(false)
  const dirty = mode !== base.mode
  const begin = (from: Mdm) => {
    setBase(from)
    setMode(from.mode)
    setProblem(null)
  }
  if (!dirty && mdm !== base) begin(mdm)
  const { send, pending } = useAct({
    act: (wanted: MdmMode) => api.mdm.update.call({ company, revision: base.revision, mode: wanted }),
    onDone: (saved) => {
      begin(saved)
      notifications.show({ message: t('form.saved') })
    },
    onProblem: setProblem,
  })
  const points: Point[] = [
    { text: t(`mdm.change.${mode}`) },
    ...(isOwn(base.mode) && !isOwn(mode) && base.waiting > 0
      ? [{ text: t('mdm.change.cancels', { count: base.waiting }), lost: true }]
      : []),
    ...(isOwn(base.mode) && !isOwn(mode) && base.registered > 0 ? [{ text: t('mdm.change.keeps', { count: base.registered }) }] : []),
  ]
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (dirty) setAsking(true)
      }}
    >
      <Card id="mdm-mode" title={t('mdm.mode')}>
        <Radio.Group aria-labelledby="mdm-mode" value={mode} onChange={(value) => setMode(mdmModes.find((one) => one === value) ?? 'off')}>
          <div className={classes.options}>
            {mdmModes.map((one) => (
              <Radio
                key={one}
                value={one}
                disabled={!mayChange || pending}
                label={t(`mdm.modes.${one}`)}
                description={t(`mdm.note.${one}`)}
              />
            ))}
          </div>
        </Radio.Group>
        {isOwn(base.mode) && <p className={classes.count}>{t('mdm.registered', { count: base.registered })}</p>}
      </Card>
      <UnsavedBar dirty={dirty} problem={problem} pending={pending} onDiscard={() => begin(mdm)} />
      {asking && (
        <ConfirmDialog
          title={t('mdm.ask', { mode: t(`mdm.modes.${mode}`) })}
          points={points}
          confirm={t('form.save')}
          pending={pending}
          onConfirm={() => {
            setAsking(false)
            send(mode)
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </form>
  )
}
