import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './List.module.css'

/** Which page came before one, by its cursor. A place in a list says nothing of the page before it: whoever comes by a link goes to the first. */
const before = new Map<string, string>()

type PagerProps = { cursor: string | undefined; next: string | null; onCursor: (cursor: string) => void }

/** From page to page of a list that goes on from a place (keyset), not by number. */
export function ListPager({ cursor = '', next, onCursor }: PagerProps) {
  const { t } = useTranslation()
  if (!cursor && !next) return null
  const forward = () => {
    if (!next) return
    before.set(next, cursor)
    onCursor(next)
  }
  return (
    <nav className={classes.pager} aria-label={t('list.pages')}>
      <Button
        variant="default"
        leftSection={<IconChevronLeft size={16} stroke={1.75} aria-hidden />}
        disabled={!cursor}
        onClick={() => onCursor(before.get(cursor) ?? '')}
      >
        {t('list.previous')}
      </Button>
      <Button variant="default" rightSection={<IconChevronRight size={16} stroke={1.75} aria-hidden />} disabled={!next} onClick={forward}>
        {t('list.next')}
      </Button>
    </nav>
  )
}
