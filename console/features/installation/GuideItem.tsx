import { IconDownload, IconListDetails, IconX } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { guideStates, type Guide } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatCount, formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { useAct } from '../../lib/useAct.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { serverPaths } from '../../paths.ts'
import { GuideEffect } from './GuideEffect.tsx'
import classes from './GuideHistory.module.css'

type ItemProps = { company: AdministeredCompany; guide: Guide; onShow: () => void }

/** IS-5: one send: when, by whom, to how many, and what became of the mails. */
export function GuideItem({ company, guide, onShow }: ItemProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { at, by, everyone, recipients, progress, hold, trouble, endedAt } = guide
  const figure = (count: number) => formatCount(count, locale)
  const shown = guideStates.filter((state) => progress[state] > 0 || state === 'sent')
  return (
    <li className={classes.item}>
      <div className={classes.about}>
        <time dateTime={at} title={company.zone} className={classes.when}>
          {formatInstant(at, company.zone, locale)}
        </time>
        <span className={classes.quiet}>
          {t(everyone ? 'installation.history.everyone' : 'installation.history.selected', {
            count: recipients,
            figure: figure(recipients),
          })}
          {by && ` · ${t('installation.history.by', { name: by.name })}`}
        </span>
      </div>
      <div className={classes.progress}>
        <div className={classes.bar} aria-hidden>
          {guideStates.toReversed().map((state) => (
            <span key={state} data-state={state} style={{ flexGrow: progress[state] }} />
          ))}
        </div>
        <ul className={classes.numbers} {...(endedAt === null && { role: 'status' })}>
          {shown.map((state) => (
            <li key={state} data-state={state}>
              {t(`installation.outcome.${state}`)} <strong>{figure(progress[state])}</strong>
            </li>
          ))}
        </ul>
        {hold && progress.waiting > 0 && <p className={classes.hold}>{t(`installation.hold.${hold}`)}</p>}
        {trouble && (
          <p className={classes.hold}>
            {t('installation.history.words')} <q>{trouble}</q>
          </p>
        )}
      </div>
      <GuideEffect guide={guide} />
      <Tools company={company} guide={guide} onShow={onShow} />
    </li>
  )
}

/** What can be done with a send; what cannot says why. */
function Tools({ company, guide, onShow }: ItemProps) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState(false)
  const { send, pending } = useAct({
    act: () => api.guides.cancel.call({ company: company.id, guide: guide.id }),
    onDone: () => setAsked(false),
  })
  const names = company.seesNames ? undefined : t('installation.namesHidden')
  const may = company.permissions.installation === 'manage'
  return (
    <div className={classes.tools}>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconListDetails size={15} stroke={1.75} aria-hidden />}
        disabled={names !== undefined}
        title={names}
        onClick={onShow}
      >
        {t('installation.history.receivers')}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconDownload size={15} stroke={1.75} aria-hidden />}
        {...(names === undefined
          ? { component: 'a' as const, href: serverPaths.guideFile(company.id, guide.id), download: true }
          : { disabled: true, title: names })}
      >
        {t('files.csv')}
      </Button>
      {guide.progress.waiting > 0 && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          leftSection={<IconX size={15} stroke={1.75} aria-hidden />}
          disabled={!may}
          title={may ? undefined : t('installation.viewOnly')}
          onClick={() => setAsked(true)}
        >
          {t('installation.history.cancel')}
        </Button>
      )}
      {asked && (
        <ConfirmDialog
          danger
          title={t('installation.history.cancelTitle')}
          points={[
            { text: t('installation.history.cancelWaiting', { count: guide.progress.waiting }) },
            { text: t('installation.history.cancelLeft') },
          ]}
          confirm={t('installation.history.cancelNow')}
          cancel={t('installation.history.goOn')}
          pending={pending}
          onConfirm={() => send(undefined)}
          onClose={() => setAsked(false)}
        />
      )}
    </div>
  )
}
