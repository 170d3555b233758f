import type { Icon } from '@tabler/icons-react'
import classes from './EmptyNote.module.css'

/** What a card says in place of a list that has nothing yet. */
export function EmptyNote({ icon: Sign, title, children }: { icon: Icon; title: string; children: string }) {
  return (
    <div className={classes.empty}>
      <Sign size={22} stroke={1.75} aria-hidden />
      <div>
        <strong>{title}</strong>
        <p>{children}</p>
      </div>
    </div>
  )
}
