import { useRef, useState } from 'react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useAct, useProblemLine } from './useAct.ts'
import { FormProblem } from '../ui/FormProblem.tsx'
import { PersonPhoto } from '../ui/PersonPhoto.tsx'
import { smallPhoto } from './photo.ts'
import classes from './PhotoField.module.css'

type PhotoFieldProps = {
  name: string
  src: string | null
  onSet: (data: string) => Promise<unknown>
  onRemove: () => Promise<unknown>
}

/** A person's picture: made small in the browser, saved at once. */
export function PhotoField({ name, src, onSet, onRemove }: PhotoFieldProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const input = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const onProblem = (found: Parameters<typeof line>[0]) => setProblem(line(found))
  const set = useAct({
    act: async (file: File) => {
      const data = await smallPhoto(file).catch(() => null)
      if (data === null) return setProblem(t('member.photo.unreadable'))
      setProblem(null)
      await onSet(data)
    },
    onProblem,
  })
  const remove = useAct({ act: onRemove, onProblem })
  return (
    <div className={classes.field}>
      <PersonPhoto name={name} src={src} size={64} />
      <div className={classes.tools}>
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          hidden
          aria-label={t('member.photo.choose')}
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? []
            if (file) set.send(file)
            currentTarget.value = ''
          }}
        />
        <Button variant="default" size="compact-md" loading={set.pending} onClick={() => input.current?.click()}>
          {t(src ? 'member.photo.change' : 'member.photo.choose')}
        </Button>
        {src && (
          <Button variant="subtle" color="red" size="compact-md" loading={remove.pending} onClick={() => remove.send(undefined)}>
            {t('member.photo.remove')}
          </Button>
        )}
        <span className={classes.note}>{t('member.photo.note')}</span>
        <FormProblem text={problem} />
      </div>
    </div>
  )
}
