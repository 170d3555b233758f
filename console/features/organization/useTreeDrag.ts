import { useRef, useState, type DragEvent } from 'react'
import { placeAt, type Line, type Place, type Tree, type Zone } from '../../lib/teamTree.ts'

export type Drop = { id: string; zone: Zone }

type Drag = { tree: Tree; lines: readonly Line[]; onOpen: (id: string, open: boolean) => void; onMove: (id: string, place: Place) => void }

const openAfterMs = 700

/** Dragging a line of the tree onto another: before it, after it, or into it. What the pointer rests on opens. */
export function useTreeDrag({ tree, lines, onOpen, onMove }: Drag) {
  const dragged = useRef<string | null>(null)
  const resting = useRef({ id: '', since: 0 })
  const [drop, setDrop] = useState<Drop | null>(null)
  const end = () => {
    dragged.current = null
    setDrop(null)
  }
  const placeOf = (line: Line, zone: Zone) => dragged.current && placeAt(tree, dragged.current, line.id, zone, line.open === true)
  return {
    drop,
    /** What a line listens to. */
    of: (id: string) => ({
      onDragStart: (event: DragEvent) => {
        dragged.current = id
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', tree.byId.get(id)?.name ?? '')
      },
      onDragEnd: end,
      onDragOver: (event: DragEvent<HTMLElement>) => {
        const line = lines.find((one) => one.id === id)
        if (!line || !dragged.current) return
        const zone = zoneOf(event)
        if (!placeOf(line, zone)) return setDrop(null)
        event.preventDefault()
        event.dataTransfer.dropEffect = 'move'
        if (drop?.id !== id || drop.zone !== zone) setDrop({ id, zone })
        if (resting.current.id !== id) resting.current = { id, since: event.timeStamp }
        else if (line.open === false && zone === 'into' && event.timeStamp - resting.current.since > openAfterMs) onOpen(id, true)
      },
      onDrop: (event: DragEvent<HTMLElement>) => {
        event.preventDefault()
        const line = lines.find((one) => one.id === id)
        const place = line && placeOf(line, zoneOf(event))
        if (dragged.current && place) onMove(dragged.current, place)
        end()
      },
    }),
  }
}

/** The upper and the lower quarter of a line stand for before and after, the middle for into. */
function zoneOf(event: DragEvent<HTMLElement>): Zone {
  const { top, height } = event.currentTarget.getBoundingClientRect()
  const at = (event.clientY - top) / height
  return at < 0.28 ? 'before' : at > 0.72 ? 'after' : 'into'
}
