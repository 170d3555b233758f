import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportIssue } from '@muster/contract'
import { importIssueText } from './import.issues.ts'
import classes from './ImportFile.module.css'

type TableProps = {
  caption: string
  head: readonly string[]
  /** The first column holds numbers. */
  numbered?: boolean
  children: ReactNode
}

function ScrollTable({ caption, head, numbered = false, children }: TableProps) {
  return (
    // Scrolls by keyboard as well.
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={caption}>
      <table className={classes.table}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((title, i) => (
              <th key={title} scope="col" className={numbered && i === 0 ? classes.number : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

/** Who would be registered. */
export function ImportRows({ rows, domain }: { rows: readonly { name: string; login: string }[]; domain: string }) {
  const { t } = useTranslation()
  return (
    <ScrollTable caption={t('register.file.found', { count: rows.length })} head={[t('secret.name'), t('secret.login')]}>
      {rows.map(({ name, login }) => (
        <tr key={login}>
          <td>{name}</td>
          <td className={classes.whole}>
            {login}@{domain}
          </td>
        </tr>
      ))}
    </ScrollTable>
  )
}

/** MB-19: every problem with the row of the file that it stands in. */
export function ImportIssues({ issues }: { issues: readonly ImportIssue[] }) {
  const { t } = useTranslation()
  return (
    <ScrollTable
      caption={t('register.file.problems', { count: issues.length })}
      numbered
      head={[t('register.file.row'), t('register.file.column'), t('register.file.problem')]}
    >
      {issues.map((issue) => (
        <tr key={`${issue.row} ${issue.field} ${issue.code} ${issue.value}`}>
          <td className={classes.number}>{issue.row || '–'}</td>
          <td>{issue.field || '–'}</td>
          <td>{t(importIssueText(issue), { value: issue.value })}</td>
        </tr>
      ))}
    </ScrollTable>
  )
}
