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

type Asking = () => Promise<ExportFile>

/** DS-8: has a list made into a file: downloaded at once, or made in the background with its progress in a corner of whatever page one goes to. */
export function useListFile() {
  const { t } = useTranslation()
  const line = useProblemLine()
  const queries = useQueryClient()
  const open = useOpenFile()
  return useMutation({
    mutationFn: (ask: Asking) => ask(),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: api.exports.list.key() })
      if (isUnderWay(made)) showProgress(made, t('files.making'))
      else await open.mutateAsync(made.id).catch(() => undefined)
    },
    onError: (error) => notifications.show({ color: 'red', title: t('files.notMade'), message: line(problemOf(error)) }),
  })
}

/** What a button for a file will do with so many rows; null: it is not known yet. `atLeast`: they were not counted to the end. */
export function useFilePlan(count: number | undefined, atLeast = false): string | null {
  const { t } = useTranslation()
  const locale = useLocale()
  if (count === undefined) return null
  const rows = formatCount(count, locale)
  if (atLeast) return t('files.many', { rows })
  return t(count > rowsAtOnce ? 'files.later' : 'files.now', { count, rows })
}

type ButtonProps = {
  ask: Asking
  /** How many rows there are, as far as it is known: the button says what it will do. */
  count: number | undefined
  atLeast?: boolean
  size?: 'xs' | 'compact-md'
}

export function ListFileButton({ ask, count, atLeast = false, size = 'compact-md' }: ButtonProps) {
  const { t } = useTranslation()
  const file = useListFile()
  const plan = useFilePlan(count, atLeast)
  // Among a list's tools, on a phone, the sign alone is seen.
  const isTool = size === 'compact-md'
  return (
    <Tooltip label={plan} disabled={plan === null}>
      <Button
        variant="default"
        size={size}
        fw={500}
        className={isTool ? (list.tool ?? '') : ''}
        leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
        loading={file.isPending}
        onClick={() => file.mutate(ask)}
        {...(plan !== null && { 'aria-description': plan })}
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
