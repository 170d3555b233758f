import { Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ExportFile } from '@muster/contract'
import { api } from './api.ts'
import { formatCount } from './days.ts'
import { isUnderWay, useOpenFile } from './files.ts'
import { useLocale } from './locale.ts'
import { useAct } from './useAct.ts'
import classes from './FileState.module.css'

/** DS-8: how far a file is, or how it ended, in words. */
function useFileText(): (file: ExportFile) => string {
  const { t } = useTranslation()
  const locale = useLocale()
  return ({ state, problem, rows, total }) => {
    const count = formatCount(rows, locale)
    switch (state) {
      case 'waiting':
        return t('files.waiting')
      case 'running':
        return total === null
          ? t('files.rowsSoFar', { rows: count })
          : t('files.progress', { rows: count, total: formatCount(total, locale) })
      case 'done':
        return t('files.rows', { count: rows, rows: count })
      case 'failed':
        return t(`files.problem.${problem ?? 'failed'}`)
      case 'cancelled':
        return t('files.cancelled')
      case 'expired':
        return t('files.expired')
    }
  }
}

/** How far a file is, with what can be done about it: it is cancelled while it is made, and opened once it is. */
export function FileState({ file, onOpen }: { file: ExportFile; onOpen?: () => void }) {
  const { t } = useTranslation()
  const text = useFileText()(file)
  const { id, name, state, rows, total } = file
  const open = useOpenFile()
  const cancel = useAct({ act: () => api.exports.cancel.call({ export: id }) })
  return (
    <>
      <div className={classes.text} aria-live="polite">
        {text}
      </div>
      {isUnderWay(file) && (
        <progress className={classes.bar} aria-label={name} max={total ?? undefined} value={total === null ? undefined : rows} />
      )}
      <Group gap={8} className={classes.tools ?? ''}>
        {isUnderWay(file) && (
          <Button
            variant="default"
            size="xs"
            loading={cancel.pending}
            onClick={() => cancel.send(undefined)}
            aria-label={t('files.cancelOne', { name })}
          >
            {t('files.cancel')}
          </Button>
        )}
        {state === 'done' && (
          <Button
            variant="default"
            size="xs"
            loading={open.isPending}
            onClick={() => open.mutate(id, onOpen && { onSuccess: onOpen })}
            aria-label={t('files.openOne', { name })}
          >
            {t('files.open')}
          </Button>
        )}
      </Group>
    </>
  )
}
