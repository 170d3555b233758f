const day = 86_400_000

/** Signing keys are replaced after this long. */
const keyDays = 90
/** A new key is published this long before it signs: whoever keeps the published ones for a while knows it by then. */
export const leadMs = day
/** What a key signed is shown to us again, as the hint of a sign-out, for as long as the browser's single sign-on lives. */
const hintDays = 90

export type KeyTimes = { alg: string; signsFrom: Date }

const ofAlg = <K extends KeyTimes>(keys: readonly K[], alg: string) =>
  keys.filter((k) => k.alg === alg).toSorted((a, b) => a.signsFrom.getTime() - b.signsFrom.getTime())

/** SX-1: the keys that are published at an instant; of each algorithm the first one signs: the newest whose time has come. */
export function keysAt<K extends KeyTimes>(keys: readonly K[], now: Date): K[] {
  return [...new Set(keys.map((k) => k.alg))].flatMap((alg) => {
    const known = ofAlg(keys, alg)
    const signs = known.findLast((k) => k.signsFrom <= now) ?? known[0]
    return signs ? [signs, ...known.filter((k) => k !== signs)] : []
  })
}

/** When the next key begins to sign; undefined: none is waiting. */
export function nextTurn(keys: readonly KeyTimes[], now: Date): Date | undefined {
  const ahead = keys.map((k) => k.signsFrom.getTime()).filter((at) => at > now.getTime())
  return ahead.length > 0 ? new Date(Math.min(...ahead)) : undefined
}

/** SX-1: the algorithms whose newest key needs a successor now, so that it signs for {@link keyDays} and no longer. */
export function algorithmsDue(keys: readonly KeyTimes[], now: Date): string[] {
  return [...new Set(keys.map((k) => k.alg))].filter((alg) => {
    const newest = ofAlg(keys, alg).at(-1)
    return newest !== undefined && newest.signsFrom.getTime() + keyDays * day - leadMs <= now.getTime()
  })
}

/** SX-1: the keys by which nothing is signed that anyone may still present. */
export function keysOver<K extends KeyTimes>(keys: readonly K[], now: Date): K[] {
  return keys.filter((key) => {
    const successor = ofAlg(keys, key.alg).find((k) => k.signsFrom > key.signsFrom)
    return successor !== undefined && successor.signsFrom.getTime() + hintDays * day <= now.getTime()
  })
}
