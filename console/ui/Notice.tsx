import { IconAlertTriangle } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import classes from './Notice.module.css'

/** One line above a page that is still usable: something went wrong in the background. */
export function Notice({ text, action, onAction }: { text: string; action: string; onAction: () => void }) {
  return (
    <div className={classes.notice} role="alert">
      <IconAlertTriangle size={18} stroke={1.75} aria-hidden />
      <span>{text}</span>
      <Button size="compact-sm" variant="default" onClick={onAction}>
        {action}
      </Button>
    </div>
  )
}
