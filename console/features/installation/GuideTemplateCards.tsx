import { SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/SegmentedControl.layer.css'
import { guideLinks, locales, type GuideLink, type Locale, type StoredGuideTemplate } from '@muster/contract'
import { isLocale, languageNames } from '../../lib/locale.ts'
import { Card } from '../../ui/Card.tsx'
import type { TemplateDraft } from './guideTemplate.form.ts'
import classes from './GuideTemplate.module.css'

type CardProps = {
  draft: TemplateDraft
  set: (change: Partial<TemplateDraft>) => void
  disabled: boolean
  refused: ReadonlySet<string>
}

type TextsProps = CardProps & { language: Locale; onLanguage: (language: Locale) => void; defaults: StoredGuideTemplate['defaults'] }

/** Subject and introduction, one language at a time; where nothing is written, the text that comes with Muster stands as a hint. */
export function GuideTextsCard({ draft, set, disabled, refused, language, onLanguage, defaults }: TextsProps) {
  const { t } = useTranslation()
  const words = draft.texts[language]
  const setWords = (change: Partial<typeof words>) => set({ texts: { ...draft.texts, [language]: { ...words, ...change } } })
  const errorOf = (field: 'subject' | 'introduction') => refused.has(`texts.${language}.${field}`) && t(`guideTemplate.problem.${field}`)
  return (
    <Card
      id="guide-texts"
      title={t('guideTemplate.texts')}
      tools={
        <SegmentedControl
          size="xs"
          aria-label={t('guideTemplate.language')}
          data={locales.map((value) => ({ value, label: languageNames[value] }))}
          value={language}
          onChange={(value) => isLocale(value) && onLanguage(value)}
        />
      }
    >
      <div className={classes.fields}>
        <TextInput
          label={t('guideTemplate.subject')}
          placeholder={defaults[language].subject}
          lang={language}
          maxLength={150}
          value={words.subject}
          disabled={disabled}
          error={errorOf('subject')}
          onChange={({ currentTarget }) => setWords({ subject: currentTarget.value })}
        />
        <Textarea
          label={t('guideTemplate.introduction')}
          description={t('guideTemplate.placeholders')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          placeholder={defaults[language].introduction}
          lang={language}
          autosize
          minRows={6}
          maxRows={16}
          maxLength={2_000}
          value={words.introduction}
          disabled={disabled}
          error={errorOf('introduction')}
          onChange={({ currentTarget }) => setWords({ introduction: currentTarget.value })}
        />
      </div>
    </Card>
  )
}

/** Where each app is to be had. */
export function GuideLinksCard({ draft, set, disabled, refused }: CardProps) {
  const { t } = useTranslation()
  const field = (link: GuideLink) => (
    <TextInput
      key={link}
      label={t(`guideTemplate.link.${link}`)}
      placeholder="https://"
      type="url"
      inputMode="url"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={500}
      value={draft.links[link]}
      disabled={disabled}
      error={refused.has(`links.${link}`) && t('guideTemplate.problem.link')}
      onChange={({ currentTarget }) => set({ links: { ...draft.links, [link]: currentTarget.value } })}
    />
  )
  return (
    <Card id="guide-links" title={t('guideTemplate.links')}>
      <div className={classes.fields}>
        <p className={classes.note}>{t('guideTemplate.linksNote')}</p>
        {guideLinks.map(field)}
      </div>
    </Card>
  )
}
