import { useTranslation } from 'react-i18next'
import { ListCards } from '../../ui/ListRows.tsx'
import type { RowsProps } from './MembersTable.tsx'
import { MembersCell, MembersState, MembersWho } from './MembersCell.tsx'
import classes from '../../ui/List.module.css'

/** The list on a phone: a compact card a member, with the columns that were chosen. */
export function MembersCards({ company, items, columns, selection }: RowsProps) {
  const { t } = useTranslation()
  const said = columns.filter((column) => column !== 'state' && column !== 'login')
  return (
    <ListCards
      label={t('members.list')}
      items={items}
      selection={selection}
      renderCard={(item) => (
        <>
          <MembersWho company={company} member={item} />
          {columns.includes('login') && <div className={classes.quiet}>{item.login}</div>}
          <dl className={classes.facts}>
            {said
              .filter((column) => says(item, column))
              .map((column) => (
                <div key={column}>
                  <dt>{t(`members.column.${column}`)}</dt>
                  <dd>
                    <MembersCell company={company} member={item} column={column} />
                  </dd>
                </div>
              ))}
          </dl>
          {columns.includes('state') && <MembersState member={item} />}
        </>
      )}
    />
  )
}

/** Whether there is anything to say in a column: a card has no room for what is blank. */
function says(item: RowsProps['items'][number], column: RowsProps['columns'][number]): boolean {
  if (column === 'personalEmail') return item.hasPersonalEmail
  if (column === 'role') return item.administratorRole !== null
  return Boolean(item[column])
}
