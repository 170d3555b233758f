import { IconColumns3, IconDownload, IconFileSpreadsheet, IconFileTypeCsv } from '@tabler/icons-react'
import { Button, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { memberColumns, memberSorts, type MemberColumn } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { useFilePlan, useListFile } from '../../lib/ListFile.tsx'
import { problemOf } from '../../lib/problem.ts'
import { saveFile } from '../../lib/saveFile.ts'
import { useProblemLine } from '../../lib/useAct.ts'
import { SortSelect } from '../../ui/SortSelect.tsx'
import { fileInput, workbookInput } from './memberList.query.ts'
import type { ListSearch } from './memberList.search.ts'
import classes from '../../ui/ListPage.module.css'

type ToolsProps = {
  company: string
  search: ListSearch
  columns: readonly MemberColumn[]
  /** How many members the list finds; undefined: not counted yet. */
  count: number | undefined
  onColumn: (column: MemberColumn) => void
  onSort: (change: ListSearch) => void
}

const menu = { position: 'bottom-end', withInitialFocusPlaceholder: false, transitionProps: { duration: 0 }, shadow: 'md' } as const

/** Which columns there are, and the list as a file; on a phone, what it is sorted by. */
export function MembersTools({ company, search, columns, count, onColumn, onSort }: ToolsProps) {
  const { t } = useTranslation()
  return (
    <div className={classes.tools}>
      <SortSelect
        sorts={memberSorts.map((sort) => ({ sort, label: t(`members.sort.${sort}`) }))}
        sort={search.sort ?? 'order'}
        direction={search.direction ?? 'asc'}
        first="asc"
        onSort={(sort, direction) => onSort({ sort, direction })}
      />
      <Menu {...menu} width={250}>
        <Menu.Target>
          <Button
            variant="default"
            size="compact-md"
            fw={500}
            className={classes.tool ?? ''}
            leftSection={<IconColumns3 size={16} stroke={1.75} aria-hidden />}
          >
            <span className={classes.word}>{t('members.columns')}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {memberColumns.map((column) => (
            <Menu.CheckboxItem key={column} checked={columns.includes(column)} onChange={() => onColumn(column)}>
              {t(`members.column.${column}`)}
            </Menu.CheckboxItem>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Download company={company} search={search} columns={columns} count={count} />
    </div>
  )
}

/** The list as filtered and sorted, with the columns on screen (DS-8). Fetched by the page, so that an error is shown (pitfall 35). */
function Download({ company, search, columns, count }: Pick<ToolsProps, 'company' | 'search' | 'columns' | 'count'>) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const list = useListFile()
  const plan = useFilePlan(count)
  const book = useMutation({
    mutationFn: () => api.members.xlsx.call(workbookInput(company, search, columns)),
    onSuccess: saveFile,
    onError: (error) => notifications.show({ color: 'red', title: t('members.downloadFailed'), message: line(problemOf(error)) }),
  })
  return (
    <Menu {...menu} width={250}>
      <Menu.Target>
        <Button
          variant="default"
          size="compact-md"
          fw={500}
          className={classes.tool ?? ''}
          leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
          loading={list.isPending || book.isPending}
        >
          <span className={classes.word}>{t('members.download')}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconFileTypeCsv size={17} stroke={1.75} aria-hidden />}
          onClick={() => list.mutate(() => api.exports.members.call(fileInput(company, search, columns)))}
        >
          {t('members.csv')}
          {plan !== null && <span className={classes.plan}>{plan}</span>}
        </Menu.Item>
        <Menu.Item leftSection={<IconFileSpreadsheet size={17} stroke={1.75} aria-hidden />} onClick={() => book.mutate()}>
          {t('members.xlsx')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
