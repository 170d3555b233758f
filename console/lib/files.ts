import { notifications } from '@mantine/notifications'
import { queryOptions, useMutation, type Query } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ExportFile } from '@muster/contract'
import { serverPaths } from '../paths.ts'
import { api } from './api.ts'
import { problemOf } from './problem.ts'
import { saveFile } from './saveFile.ts'
import { useProblemLine } from './useAct.ts'

/** So often the server is asked how far a file is. */
const lookMs = 1_500

export const isUnderWay = ({ state }: Pick<ExportFile, 'state'>): boolean => state === 'waiting' || state === 'running'

/** One of one's own files, asked for again while it is made. */
export const fileQuery = (id: string) =>
  queryOptions({
    ...api.exports.get.queryOptions({ input: { export: id } }),
    refetchInterval: ({ state: { data } }: Query<ExportFile>) => (data && !isUnderWay(data) ? false : lookMs),
  })

/** One's own files, asked for again while one of them is made. */
export const filesQuery = () =>
  queryOptions({
    ...api.exports.list.queryOptions(),
    refetchInterval: ({ state: { data } }: Query<{ items: ExportFile[] }>) => (data?.items.some(isUnderWay) ? lookMs : false),
  })

/** Larger ones go straight to the browser's downloads, not through the page's memory. */
const mostInPage = 20_000_000

async function open(id: string): Promise<void> {
  const { size } = await api.exports.get.call({ export: id })
  if (size === null || size <= mostInPage) return saveFile(await api.exports.download.call({ export: id }))
  const link = document.createElement('a')
  link.href = serverPaths.listFile(id)
  link.download = ''
  link.click()
}

/** DS-8: opens a file of one's own; what the server says against it is shown. */
export function useOpenFile() {
  const { t } = useTranslation()
  const line = useProblemLine()
  return useMutation({
    mutationFn: open,
    onError: (error) => notifications.show({ color: 'red', title: t('files.notOpened'), message: line(problemOf(error)) }),
  })
}
