import { useRef, type KeyboardEvent } from 'react'
import { typedAhead, type Direction, type Line } from './teamTree.ts'

type Keys = {
  lines: readonly Line[]
  active: number
  onActive: (id: string) => void
  onOpen: (id: string, open: boolean) => void
  onSelect: (id: string) => void
  onRename?: (id: string) => void
  onDelete?: (id: string) => void
  onMove?: (id: string, direction: Direction) => void
}

const directions: Record<string, Direction> = { ArrowUp: 'up', ArrowDown: 'down', ArrowRight: 'in', ArrowLeft: 'out' }
const typingMs = 700

/** The keys of a tree (WAI-ARIA): arrows, Home, End, Enter, letters; where it is changed, F2 renames, Delete deletes, Alt with an arrow moves. */
export function useTreeKeys({ lines, active, onActive, onOpen, onSelect, onRename, onDelete, onMove }: Keys) {
  const typed = useRef({ text: '', at: 0 })
  const go = (to: number) => {
    const line = lines[Math.max(0, Math.min(lines.length - 1, to))]
    if (line) onActive(line.id)
  }
  const typeAhead = (key: string, now: number) => {
    const text = now - typed.current.at < typingMs ? typed.current.text + key : key
    typed.current = { text, at: now }
    const found = typedAhead(lines, active, text)
    if (found >= 0) go(found)
  }
  const parentOf = (from: number) => {
    const depth = lines[from]?.depth ?? 0
    return lines.findLastIndex((line, i) => i < from && line.depth < depth)
  }
  return (event: KeyboardEvent) => {
    const line = lines[active]
    if (!line || event.ctrlKey || event.metaKey) return
    const { key } = event
    const direction = directions[key]
    if (event.altKey) {
      if (!direction) return
      onMove?.(line.id, direction)
    } else if (key === 'ArrowDown') go(active + 1)
    else if (key === 'ArrowUp') go(active - 1)
    else if (key === 'Home') go(0)
    else if (key === 'End') go(lines.length - 1)
    else if (key === 'PageDown') go(active + 10)
    else if (key === 'PageUp') go(active - 10)
    else if (key === 'ArrowRight') {
      if (line.open === false) onOpen(line.id, true)
      else if (line.open) go(active + 1)
    } else if (key === 'ArrowLeft') {
      if (line.open) onOpen(line.id, false)
      else if (line.depth > 0) go(parentOf(active))
    } else if (key === 'Enter' || key === ' ') onSelect(line.id)
    else if (key === 'F2') onRename?.(line.id)
    else if (key === 'Delete') onDelete?.(line.id)
    else if (Array.from(key).length === 1) typeAhead(key, event.timeStamp)
    else return
    event.preventDefault()
  }
}
