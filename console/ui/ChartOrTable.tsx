import { IconChartBar, IconTable } from '@tabler/icons-react'
import { Button } from '@mantine/core'

type Props = { asTable: boolean; onTable: (on: boolean) => void; texts: { table: string; chart: string } }

/** The way from a chart to the table of its numbers, and back. */
export function ChartOrTable({ asTable, onTable, texts }: Props) {
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      leftSection={asTable ? <IconChartBar size={16} aria-hidden /> : <IconTable size={16} aria-hidden />}
      onClick={() => onTable(!asTable)}
    >
      {asTable ? texts.chart : texts.table}
    </Button>
  )
}
