import { useState } from 'react'
import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { InstallationApp, Locale, MailTest } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { problemOf } from '../../lib/problem.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { templateOf, type TemplateDraft } from './guideTemplate.form.ts'
import classes from './GuideTemplate.module.css'

type PreviewProps = { company: AdministeredCompany; draft: TemplateDraft; language: Locale; mayTest: boolean }

const pauseMs = 400
const missing: Record<string, InstallationApp[]> = { both: ['mobile', 'pc'], mobile: ['mobile'], pc: ['pc'] }

/** The mail as a member gets it to whom these apps are missing, from the draft; and the same sent to the reader. */
export function GuidePreview({ company, draft, language, mayTest }: PreviewProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [chosen, setChosen] = useState('both')
  const [asked] = useDebouncedValue(JSON.stringify(templateOf(draft)), pauseMs)
  const input = {
    company: company.id,
    locale: language,
    apps: missing[chosen] ?? [],
    template: JSON.parse(asked) as ReturnType<typeof templateOf>,
  }
  const { data, error, isFetching } = useQuery({ ...api.guides.preview.queryOptions({ input }), placeholderData: keepPreviousData })
  return (
    <Card
      id="guide-preview"
      title={t('guideTemplate.preview')}
      busy={isFetching}
      tools={
        <SegmentedControl
          size="xs"
          aria-label={t('guideTemplate.missing')}
          data={Object.keys(missing).map((value) => ({ value, label: t(`guideTemplate.apps.${value as 'both' | 'mobile' | 'pc'}`) }))}
          value={chosen}
          onChange={setChosen}
        />
      }
    >
      {!data && !error && <Skeleton height={420} role="status" aria-label={t('common.loading')} />}
      {error && <FormProblem text={line(problemOf(error))} />}
      {data && !error && (
        <>
          <p className={classes.subject} lang={language}>
            {data.subject}
          </p>
          {/* Without scripts, forms and links of its own window: what it shows is text that administrators write. */}
          <iframe className={classes.frame} title={t('guideTemplate.preview')} srcDoc={data.html} sandbox="" />
        </>
      )}
      {mayTest && <SendToMe input={input} />}
    </Card>
  )
}

type TestInput = Parameters<typeof api.guides.test.call>[0]

function SendToMe({ input }: { input: TestInput }) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [said, setSaid] = useState<{ good: boolean; text: string } | null>(null)
  const tell = ({ to, problem, reply }: MailTest) =>
    setSaid(
      problem === null
        ? { good: true, text: t('mailServer.tested', { to }) }
        : { good: false, text: [t(`mailServer.problem.${problem}`, { to }), reply].filter(Boolean).join(' ') },
    )
  const { send, pending } = useAct({
    act: api.guides.test.call,
    onDone: tell,
    onProblem: (problem) => setSaid({ good: false, text: line(problem) }),
  })
  return (
    <div className={classes.test}>
      <Button
        variant="default"
        loading={pending}
        onClick={() => {
          setSaid(null)
          send(input)
        }}
      >
        {t('guideTemplate.test')}
      </Button>
      {said && !said.good && <FormProblem text={said.text} />}
      <span role="status">{said?.good ? said.text : ''}</span>
    </div>
  )
}
