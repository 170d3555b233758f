import { IconSearchOff } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { StatePanel } from './StatePanel.tsx'

/** In place of a list whose filters leave nothing: how to see it all again. */
export function NothingFound({ title, text, onClear }: { title: string; text?: string; onClear: () => void }) {
  const { t } = useTranslation()
  return (
    <StatePanel
      flat
      icon={<IconSearchOff size={24} stroke={1.75} />}
      title={title}
      actions={
        <Button variant="default" onClick={onClear}>
          {t('list.clear')}
        </Button>
      }
    >
      {text && <p>{text}</p>}
    </StatePanel>
  )
}
