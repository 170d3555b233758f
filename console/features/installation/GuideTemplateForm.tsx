import { useState } from 'react'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { Locale, StoredGuideTemplate } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import type { Problem } from '../../lib/problem.ts'
import { UnsavedBar } from '../../lib/UnsavedBar.tsx'
import { useAct } from '../../lib/useAct.ts'
import { GuideLinksCard, GuideTextsCard } from './GuideTemplateCards.tsx'
import { GuidePreview } from './GuidePreview.tsx'
import { draftOf, isChanged, refusedFields, templateOf, type TemplateDraft } from './guideTemplate.form.ts'
import classes from './GuideTemplate.module.css'

type FormProps = { company: AdministeredCompany; template: StoredGuideTemplate; mayChange: boolean }

/** Texts and links are saved as a whole; the preview shows the draft. */
export function GuideTemplateForm({ company, template, mayChange }: FormProps) {
  const { t } = useTranslation()
  const [base, setBase] = useState(template)
  const [draft, setDraft] = useState<TemplateDraft>(() => draftOf(template))
  const [language, setLanguage] = useState<Locale>(useLocale())
  const [problem, setProblem] = useState<Problem | null>(null)
  const dirty = isChanged(draft, base)
  const begin = (from: StoredGuideTemplate) => {
    setBase(from)
    setDraft(draftOf(from))
    setProblem(null)
  }
  if (!dirty && template.revision !== base.revision) begin(template)
  const { send, pending } = useAct({
    act: (wanted: TemplateDraft) =>
      api.guides.updateTemplate.call({ company: company.id, revision: base.revision, template: templateOf(wanted) }),
    onDone: ({ revision }, saved) => {
      begin({ ...base, ...templateOf(saved), revision })
      notifications.show({ message: t('form.saved') })
    },
    onProblem: (found) => {
      setProblem(found)
      // A field of another language is shown, so that what is wrong can be seen.
      const refused = [...refusedFields(found)].find((field) => field.startsWith('texts.'))?.split('.')[1]
      if (refused === 'en' || refused === 'ko' || refused === 'ja') setLanguage(refused)
    },
  })
  const set = (change: Partial<TemplateDraft>) => {
    setProblem(null)
    setDraft((now) => ({ ...now, ...change }))
  }
  const refused = problem ? refusedFields(problem) : new Set<string>()
  const card = { draft, set, disabled: !mayChange || pending, refused }
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (dirty) send(draft)
      }}
    >
      <div className={classes.columns}>
        <div className={classes.column}>
          <GuideTextsCard {...card} language={language} onLanguage={setLanguage} defaults={template.defaults} />
          <GuideLinksCard {...card} />
        </div>
        <GuidePreview company={company} draft={draft} language={language} mayTest={mayChange} />
      </div>
      <UnsavedBar dirty={dirty} problem={refused.size === 0 ? problem : null} pending={pending} onDiscard={() => begin(template)} />
    </form>
  )
}
