import { IconDownload } from '@tabler/icons-react'
import { Button, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { rowsAtOnce, type ExportFile } from '@muster/contract'
import { api } from './api.ts'
import { formatCount } from './days.ts'
import { fileQuery, isUnderWay, useOpenFile } from './files.ts'
import { FileState } from './FileState.tsx'
import { useLocale } from './locale.ts'
import { problemOf } from './problem.ts'
import { useProblemLine } from './useAct.ts'
import classes from './FileState.module.css'
import list from '../ui/ListPage.module.css'

type ButtonProps = {
  ask: () => Promise<ExportFile>
  /** How many rows there are, as far as it is known: the button says what it will do. */
  count: number | undefined
  size?: 'xs' | 'compact-md'
}

/** DS-8: a list as a file: downloaded at once, or made in the background with its progress in a corner of whatever page one goes to. */
export function ListFileButton({ ask, count, size = 'compact-md' }: ButtonProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const line = useProblemLine()
  const queries = useQueryClient()
  const open = useOpenFile()
  // Among a list's tools, on a phone, the sign alone is seen.
  const isTool = size === 'compact-md'
  const file = useMutation({
    mutationFn: ask,
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: api.exports.list.key() })
      if (isUnderWay(made)) showProgress(made, t('files.making'))
      else await open.mutateAsync(made.id).catch(() => undefined)
    },
    onError: (error) => notifications.show({ color: 'red', title: t('files.notMade'), message: line(problemOf(error)) }),
  })
  const what = count === undefined ? null : t(count > rowsAtOnce ? 'files.later' : 'files.now', { count, rows: formatCount(count, locale) })
  return (
    <Tooltip label={what} disabled={what === null}>
      <Button
        variant="default"
        size={size}
        fw={500}
        className={isTool ? (list.tool ?? '') : ''}
        leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
        loading={file.isPending}
        onClick={() => file.mutate()}
        {...(what !== null && { 'aria-description': what })}
      >
        <span className={isTool ? list.word : undefined}>{t('files.csv')}</span>
      </Button>
    </Tooltip>
  )
}

function showProgress({ id }: ExportFile, title: string): void {
  const toast = `file-${id}`
  notifications.show({ id: toast, title, message: <Progress id={id} onOpen={() => notifications.hide(toast)} />, autoClose: false })
}

function Progress({ id, onOpen }: { id: string; onOpen: () => void }) {
  const { t } = useTranslation()
  const { data } = useQuery(fileQuery(id))
  if (!data) return null
  return (
    <>
      {isUnderWay(data) && <p className={classes.leave}>{t('files.leave')}</p>}
      <div>{data.name}</div>
      <FileState file={data} onOpen={onOpen} />
    </>
  )
}
