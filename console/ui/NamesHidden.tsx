import type { ReactNode } from 'react'
import { IconEyeOff } from '@tabler/icons-react'
import { StatePanel } from './StatePanel.tsx'

/** P-2, pitfall 36: in place of a list of people, for a role that sees totals, no names. */
export function NamesHidden({ title, total }: { title: string; total: ReactNode }) {
  return (
    <StatePanel flat icon={<IconEyeOff size={24} stroke={1.75} />} title={title}>
      <p>{total}</p>
    </StatePanel>
  )
}
