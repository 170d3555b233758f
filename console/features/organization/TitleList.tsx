import { useState, type DragEvent } from 'react'
import { IconPlus } from '@tabler/icons-react'
import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Title } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import type { AdministeredCompany } from '../../lib/me.ts'
import { useAct } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { TitleForm } from './TitleForm.tsx'
import { TitleRow } from './TitleRow.tsx'
import { titlesQuery, type TitleKind } from './title.kinds.ts'
import classes from './TitlesPage.module.css'

type ListProps = { company: AdministeredCompany; kind: TitleKind; mayChange: boolean }
type OrderProps = { company: string; kind: TitleKind; items: readonly Title[] }

/** One kind of titles, put in order by dragging or by buttons. */
export function TitleList({ company: { id: company, permissions }, kind, mayChange }: ListProps) {
  const { t } = useTranslation()
  const query = useQuery(titlesQuery({ company, kind }))
  const [edited, setEdited] = useState<Title | 'new' | null>(null)
  const [leaving, setLeaving] = useState<Title | null>(null)
  const items = query.data?.items ?? []
  const order = useOrder({ company, kind, items })
  const remove = useAct({
    act: (title: Title) => api.titles[kind].remove.call({ company, id: title.id }),
    onDone: () => setLeaving(null),
  })
  return (
    <Card
      id={`titles-${kind}`}
      title={t(`titles.${kind}.title`)}
      tools={
        mayChange && (
          <Button
            variant="default"
            size="compact-md"
            leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
            onClick={() => setEdited('new')}
          >
            {t(`titles.${kind}.add`)}
          </Button>
        )
      }
    >
      <p className={classes.note}>{t(`titles.${kind}.note`)}</p>
      {query.isPending && <Skeleton height={140} role="status" aria-label={t('common.loading')} />}
      {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && items.length === 0 && <p className={classes.empty}>{t(`titles.${kind}.empty`)}</p>}
      <ol className={classes.list}>
        {items.map((title, i) => (
          <TitleRow
            key={title.id}
            title={title}
            first={i === 0}
            last={i === items.length - 1}
            mayChange={mayChange}
            drag={order.dragOf(title.id)}
            dropBefore={order.dropOn === title.id}
            onUp={() => order.step(i, -1)}
            onDown={() => order.step(i, 1)}
            onEdit={() => setEdited(title)}
            onRemove={() => setLeaving(title)}
          />
        ))}
      </ol>
      <div role="status" className={classes.said}>
        {order.said}
      </div>
      {edited && (
        <TitleForm
          company={company}
          kind={kind}
          title={edited === 'new' ? null : edited}
          mayPermit={permissions.settings === 'manage'}
          onClose={() => setEdited(null)}
        />
      )}
      {leaving && (
        <ConfirmDialog
          title={t('titles.deleteOf', { name: leaving.name })}
          points={[{ text: t('titles.deleteNote') }]}
          confirm={t('titles.deleteNow')}
          danger
          pending={remove.pending}
          onConfirm={() => remove.send(leaving)}
          onClose={() => setLeaving(null)}
        />
      )}
    </Card>
  )
}

/** The order of a list: a row goes up, down, or before the one it is dropped on. */
function useOrder({ company, kind, items }: OrderProps) {
  const { t } = useTranslation()
  const [dragged, setDragged] = useState<string | null>(null)
  const [dropOn, setDropOn] = useState<string | null>(null)
  const [said, setSaid] = useState('')
  const { send } = useAct({
    act: (move: { id: string; beforeId: string | null; at: number }) =>
      api.titles[kind].move.call({ company, id: move.id, beforeId: move.beforeId }),
    onDone: (_, { id, at }) =>
      setSaid(t('titles.moved', { name: items.find((title) => title.id === id)?.name ?? '', place: at + 1, count: items.length })),
  })
  const end = () => {
    setDragged(null)
    setDropOn(null)
  }
  const drop = (target: string) => {
    const [from, to] = [items.findIndex((one) => one.id === dragged), items.findIndex((one) => one.id === target)]
    if (dragged && from >= 0 && to >= 0 && from !== to) {
      // Downwards it comes to stand after the row, upwards before it: where the line is.
      const beforeId = from < to ? (items[to + 1]?.id ?? null) : target
      send({ id: dragged, beforeId, at: to })
    }
    end()
  }
  return {
    said,
    dropOn,
    step: (i: number, by: 1 | -1) => {
      const title = items[i]
      if (title) send({ id: title.id, beforeId: (by < 0 ? items[i - 1]?.id : items[i + 2]?.id) ?? null, at: i + by })
    },
    dragOf: (id: string) => ({
      onDragStart: (event: DragEvent) => {
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', id)
        setDragged(id)
      },
      onDragEnd: end,
      onDragOver: (event: DragEvent) => {
        if (!dragged || dragged === id) return
        event.preventDefault()
        setDropOn(id)
      },
      onDrop: (event: DragEvent) => {
        event.preventDefault()
        drop(id)
      },
    }),
  }
}
