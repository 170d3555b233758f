import { ORPCError } from '@orpc/client'
import { IconBug } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ProblemPanel } from '../lib/ProblemPanel.tsx'
import { StatePanel } from '../ui/StatePanel.tsx'

/** What the API refused is shown in its words; a defect of the console itself says so and offers to start again. */
export function UnexpectedError({ error, reset }: { error: unknown; reset: () => void }) {
  const { t } = useTranslation()
  const router = useRouter()
  const again = () => {
    reset()
    void router.invalidate()
  }
  if (error instanceof ORPCError || isNetworkFailure(error)) return <ProblemPanel level={1} error={error} onRetry={again} />
  return (
    <StatePanel
      alert
      level={1}
      icon={<IconBug size={24} stroke={1.75} />}
      title={t('unexpected.title')}
      actions={<Button onClick={() => location.reload()}>{t('unexpected.reload')}</Button>}
      foot={error instanceof Error && <code>{error.message}</code>}
    >
      <p>{t('unexpected.text')}</p>
    </StatePanel>
  )
}

/** The words differ by browser; the type of a failed fetch does not. */
const isNetworkFailure = (error: unknown) => error instanceof TypeError && /fetch|network|load failed/i.test(error.message)
