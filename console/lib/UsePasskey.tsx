import { IconFingerprint } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { PasskeyAnswer } from '@muster/contract'
import { askOwnPasskey, canUsePasskeys } from './passkey.ts'
import { useAct, useProblemLine } from './useAct.ts'

type UsePasskeyProps = {
  /** Whether the rest of the form may be sent with it. */
  isReady?: () => boolean
  onAnswer: (answer: PasskeyAnswer) => void
  onProblem: (text: string) => void
}

/** MB-8: proves a second step by a passkey, in place of a code. Where the browser cannot, there is nothing to press. */
export function UsePasskey({ isReady = () => true, onAnswer, onProblem }: UsePasskeyProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const { send, pending } = useAct({
    act: askOwnPasskey,
    onDone: (answer) => (typeof answer === 'string' ? onProblem(t('passkey.unused')) : onAnswer(answer)),
    onProblem: (found) => onProblem(line(found)),
    ahead: true,
  })
  if (!canUsePasskeys()) return null
  return (
    <Button
      variant="default"
      loading={pending}
      leftSection={<IconFingerprint size={18} stroke={1.5} aria-hidden />}
      onClick={() => isReady() && send(undefined)}
    >
      {t('passkey.use')}
    </Button>
  )
}
