import type { MouseEvent } from 'react'
import { IconDownload } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Period, Section } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { saveFile } from '../../lib/saveFile.ts'
import { problemOf, problemText } from '../../lib/problem.ts'
import { useLocale } from '../../lib/locale.ts'
import { serverPaths } from '../../paths.ts'

type DownloadProps = { company: string; section: Section; period: string }

/** AU-5: the period on screen as a file. A plain link, fetched by the page only to show the error when there is one. */
export function DownloadButton({ company, section, period }: DownloadProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const file = useMutation({
    ...api.activity.activeUsersFile.mutationOptions(),
    onSuccess: saveFile,
    onError: (error) => {
      const problem = problemOf(error)
      const request = problem.requestId ? ` ${t('problem.request', { id: problem.requestId })}` : ''
      notifications.show({
        color: 'red',
        title: t('activeUsers.downloadFailed'),
        message: problemText(problem, locale, t('problem.unreachable')) + request,
      })
    },
  })
  const download = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    if (!file.isPending && event.detail < 2) file.mutate({ company, section, period: period as Period })
  }
  return (
    <Button
      component="a"
      href={serverPaths.activeUsersFile(company, section, period)}
      download
      variant="default"
      leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
      aria-busy={file.isPending}
      onClick={download}
    >
      {t('activeUsers.download')}
    </Button>
  )
}
