import { useState } from 'react'
import classes from './PersonPhoto.module.css'

/** A person's picture, else the first letter of the name. Silent: the name always stands beside it. */
export function PersonPhoto({ name, src, size = 40 }: { name: string; src?: string | null; size?: number }) {
  const [broken, setBroken] = useState<string | null>(null)
  return (
    <span className={classes.photo} style={{ width: size, height: size, fontSize: Math.round(size * 0.42) }} aria-hidden>
      {src && src !== broken ? <img src={src} alt="" width={size} height={size} onError={() => setBroken(src)} /> : initialOf(name)}
    </span>
  )
}

/** The first letter, also where letters are made of two code units. */
const initialOf = (name: string) => [...name.trim()][0]?.toUpperCase() ?? '?'
