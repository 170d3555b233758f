import type { MouseEvent } from 'react'
import { IconDownload } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { problemOf } from '../../lib/problem.ts'
import { saveFile } from '../../lib/saveFile.ts'
import { useProblemLine } from '../../lib/useAct.ts'
import { serverPaths } from '../../paths.ts'
import type { AuditSearch } from './audit.query.ts'

/** The log as filtered as a file. A plain link, fetched by the page only to show the error when there is one. */
export function AuditDownload({ company, search }: { company: string; search: AuditSearch }) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const file = useMutation({
    ...api.audit.file.mutationOptions(),
    onSuccess: saveFile,
    onError: (error) => notifications.show({ color: 'red', title: t('audit.downloadFailed'), message: line(problemOf(error)) }),
  })
  const download = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    if (!file.isPending && event.detail < 2) file.mutate({ company, ...search })
  }
  return (
    <Button
      component="a"
      href={serverPaths.auditFile(company, search)}
      download
      size="compact-md"
      variant="default"
      leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
      aria-busy={file.isPending}
      onClick={download}
    >
      {t('audit.download')}
    </Button>
  )
}
