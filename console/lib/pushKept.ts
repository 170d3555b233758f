/** What only browsers need that show notifications while no page is open, so that it is not loaded by others. */
const isKept = () => localStorage.getItem('muster-push') !== null

/** See `keepPush`; what fails is tried again with the next page. */
export function keepPushOf(memberId: string): void {
  if (isKept()) void import('./push.ts').then(({ keepPush }) => keepPush(memberId)).catch(() => {})
}

/** Before signing out: the browser shows nothing of who was signed in here. The server stops by itself. */
export async function forgetPushHere(): Promise<void> {
  if (!isKept()) return
  const forgotten = import('./push.ts').then(({ forgetPush }) => forgetPush())
  // The browser may have to ask its push service, which may be away.
  const enough = new Promise((resolve) => setTimeout(resolve, 1_000))
  await Promise.race([forgotten.catch(() => {}), enough])
}
