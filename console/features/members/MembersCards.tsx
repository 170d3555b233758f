import { Checkbox } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Checkbox.layer.css'
import type { RowsProps } from './MembersTable.tsx'
import { MembersCell, MembersState, MembersWho } from './MembersCell.tsx'
import classes from '../../ui/List.module.css'

/** The list on a phone: a compact card a member, with the columns that were chosen. */
export function MembersCards({ company, items, columns, selected, onToggle }: RowsProps) {
  const { t } = useTranslation()
  const ids = items.map((item) => item.id)
  const said = columns.filter((column) => column !== 'state' && column !== 'login')
  return (
    <>
      {selected && (
        <div className={classes.all}>
          <Checkbox
            size="xs"
            label={t('list.selectPage')}
            checked={selected.size === ids.length}
            indeterminate={selected.size > 0 && selected.size < ids.length}
            onChange={(event) => onToggle(ids, event.currentTarget.checked)}
          />
        </div>
      )}
      <ul className={classes.cards} aria-label={t('members.list')}>
        {items.map((item) => (
          <li key={item.id} className={classes.item} data-selected={selected?.has(item.id) || undefined}>
            {selected && (
              <Checkbox
                size="xs"
                className={classes.tick ?? ''}
                aria-label={t('members.select', { name: item.name })}
                checked={selected.has(item.id)}
                onChange={(event) => onToggle([item.id], event.currentTarget.checked)}
              />
            )}
            <div className={classes.about}>
              <MembersWho company={company} member={item} />
              {columns.includes('login') && <div className={classes.quiet}>{item.login}</div>}
              <dl className={classes.facts}>
                {said
                  .map((column) => ({ column, cell: <MembersCell company={company} member={item} column={column} /> }))
                  .filter(({ column }) => says(item, column))
                  .map(({ column, cell }) => (
                    <div key={column}>
                      <dt>{t(`members.column.${column}`)}</dt>
                      <dd>{cell}</dd>
                    </div>
                  ))}
              </dl>
              {columns.includes('state') && <MembersState member={item} />}
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Whether there is anything to say in a column: a card has no room for what is blank. */
function says(item: RowsProps['items'][number], column: RowsProps['columns'][number]): boolean {
  if (column === 'personalEmail') return item.hasPersonalEmail
  if (column === 'role') return item.administratorRole !== null
  return Boolean(item[column])
}
