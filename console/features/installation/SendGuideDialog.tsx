import { useState } from 'react'
import { Button, Skeleton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { GuideCount, RefusedGuide } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { problemOf, type Problem } from '../../lib/problem.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { pages } from '../../paths.ts'
import { Dialog, DialogFoot } from '../../ui/Dialog.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { Points, type Point } from '../../ui/Points.tsx'
import classes from './SendGuideDialog.module.css'

type SendProps = {
  company: AdministeredCompany
  /** Those selected; null: every selectable member, whatever is filtered on screen. */
  members: readonly string[] | null
  onSent: () => void
  onClose: () => void
}

/** IS-3: says to exactly how many the guide goes now, sends it, and tells by name who did not get it and why. */
export function SendGuideDialog({ company, members, onSent, onClose }: SendProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const line = useProblemLine()
  const [refused, setRefused] = useState<readonly RefusedGuide[] | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  // What is selected goes with the sending; what was asked about stays.
  const [to] = useState(members === null ? { everyone: true as const } : { members: [...members] })
  const count = useQuery({ ...api.guides.count.queryOptions({ input: { company: company.id, to } }), staleTime: 0, gcTime: 0 })
  const finish = () => {
    onSent()
    onClose()
  }
  const { send, pending } = useAct({
    act: () => api.guides.send.call({ company: company.id, to }),
    onDone: ({ guide, refused: others }) => {
      const told = { count: guide.recipients, figure: formatCount(guide.recipients, locale) }
      notifications.show({ message: t(guide.hold === 'no_server' ? 'installation.send.held' : 'installation.send.done', told) })
      if (others.length > 0) return setRefused(others)
      finish()
    },
    onProblem: setProblem,
  })
  if (refused)
    return (
      <Dialog title={t('installation.send.refused', { count: refused.length })} onClose={finish}>
        <Refused refused={refused} />
        <DialogFoot>
          <Button onClick={finish}>{t('common.close')}</Button>
        </DialogFoot>
      </Dialog>
    )
  const number = count.data?.recipients ?? 0
  const figure = formatCount(number, locale)
  const blocked = !count.data || number === 0 || count.data.linksMissing.length > 0
  const failed = problem ?? (count.isError ? problemOf(count.error) : null)
  return (
    <Dialog title={t(members === null ? 'installation.send.everybody' : 'installation.send.title')} onClose={onClose}>
      {count.isPending && <Skeleton height={84} role="status" aria-label={t('list.counting')} />}
      {count.data && (
        <>
          <p className={classes.ask}>
            {number === 0 ? t('installation.send.nobody') : t('installation.send.ask', { count: number, figure })}
          </p>
          <About count={count.data} company={company} everyone={members === null} />
        </>
      )}
      <FormProblem text={failed && line(failed)} />
      <DialogFoot>
        <Button variant="default" onClick={onClose}>
          {t('dialog.cancel')}
        </Button>
        <Button disabled={blocked} loading={pending} onClick={() => send(undefined)}>
          {t('installation.send.confirm', { count: number, figure })}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}

/** What happens, and what stands in the way. */
function About({ count, company, everyone }: { count: GuideCount; company: AdministeredCompany; everyone: boolean }) {
  const { t } = useTranslation()
  const points: Point[] =
    count.recipients === 0
      ? []
      : [
          ...(everyone ? [{ text: t(company.teamId === null ? 'installation.send.whole' : 'installation.send.wholeTeam') }] : []),
          { text: t('installation.send.how') },
          { text: t('installation.send.recheck') },
          ...(count.hold === null ? [] : [{ text: t(`installation.hold.${count.hold}`), lost: true }]),
          ...(count.bounced === 0 ? [] : [{ text: t('installation.send.bounced', { count: count.bounced }), lost: true }]),
        ]
  return (
    <>
      {points.length > 0 && <Points points={points} />}
      {count.linksMissing.length > 0 && (
        <>
          <FormProblem
            text={t('installation.send.linksMissing', { apps: count.linksMissing.map((app) => t(`member.surface.${app}`)).join(', ') })}
          />
          <Link to={pages.guideTemplate} search={{ company: company.id }}>
            {t('installation.send.setLinks')}
          </Link>
        </>
      )}
      {count.refused.length > 0 && (
        <>
          <h3 className={classes.title}>{t('installation.send.others', { count: count.refused.length })}</h3>
          <Refused refused={count.refused} />
        </>
      )}
    </>
  )
}

/** Pitfall 19: who does not get it, by name, with the server's reason. */
function Refused({ refused }: { refused: readonly RefusedGuide[] }) {
  const { t } = useTranslation()
  return (
    <ul className={classes.refused}>
      {refused.map(({ member, reason }, i) => (
        <li key={member?.id ?? i}>
          <strong>{member?.name ?? t('installation.send.gone')}</strong>
          <span>{reason === 'gone' ? t('installation.send.goneWhy') : t(`installation.blocked.${reason}`)}</span>
        </li>
      ))}
    </ul>
  )
}
