import type { DragEvent } from 'react'
import {
  IconArrowDown,
  IconArrowUp,
  IconCrown,
  IconGripVertical,
  IconPencil,
  IconShieldCheck,
  IconTrash,
  type Icon,
} from '@tabler/icons-react'
import { ActionIcon, Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Title } from '@muster/contract'
import { StateBadge } from '../../ui/StateBadge.tsx'
import classes from './TitlesPage.module.css'

type RowProps = {
  title: Title
  first: boolean
  last: boolean
  mayChange: boolean
  drag: Record<'onDragStart' | 'onDragOver' | 'onDrop', (event: DragEvent) => void> & { onDragEnd: () => void }
  dropBefore: boolean
  onUp: () => void
  onDown: () => void
  onEdit: () => void
  onRemove: () => void
}

/** One title with what can be done to it; what cannot says why. */
export function TitleRow({ title, first, last, mayChange, drag, dropBefore, onUp, onDown, onEdit, onRemove }: RowProps) {
  const { t } = useTranslation()
  const { name } = title
  return (
    <li className={classes.row} draggable={mayChange} data-drop={dropBefore || undefined} {...(mayChange ? drag : {})}>
      {mayChange && <IconGripVertical size={16} stroke={1.75} className={classes.grip} aria-hidden />}
      <span className={classes.name}>
        {name}
        {title.executive && (
          <StateBadge tone="quiet" icon={IconCrown}>
            {t('titles.executive')}
          </StateBadge>
        )}
        {title.permission && (
          <StateBadge tone="quiet" icon={IconShieldCheck}>
            {title.permission.name}
          </StateBadge>
        )}
      </span>
      {mayChange && (
        <span className={classes.buttons}>
          <RowButton icon={IconArrowUp} label={t('titles.up', { name })} reason={first ? t('titles.isFirst') : null} onClick={onUp} />
          <RowButton icon={IconArrowDown} label={t('titles.down', { name })} reason={last ? t('titles.isLast') : null} onClick={onDown} />
          <RowButton icon={IconPencil} label={t('titles.edit', { name })} reason={null} onClick={onEdit} />
          <RowButton
            icon={IconTrash}
            label={t('titles.delete', { name })}
            reason={title.inUse ? t('titles.inUse') : null}
            onClick={onRemove}
          />
        </span>
      )}
    </li>
  )
}

function RowButton({ icon: Sign, label, reason, onClick }: { icon: Icon; label: string; reason: string | null; onClick: () => void }) {
  return (
    <Tooltip label={reason ?? label} openDelay={400}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        aria-label={reason ? `${label}. ${reason}` : label}
        // Disabled in words: it keeps the focus, so that the reason can be heard.
        {...(reason !== null && { 'data-disabled': true })}
        aria-disabled={reason !== null}
        onClick={() => reason === null && onClick()}
      >
        <Sign size={16} stroke={1.75} />
      </ActionIcon>
    </Tooltip>
  )
}
