const begun = new Set<Promise<unknown>>()

/** Waits with the first drawing for a page's data, for as long as it waits at all. What fails here fails again where it is shown, and is told there. */
export function drawWith(asked: Promise<unknown>): void {
  begun.add(asked)
  const over = () => begun.delete(asked)
  asked.then(over, over)
}

/** When all that the first drawing waits for has been answered or has failed. */
export const askedAhead = (): Promise<unknown> => Promise.allSettled(begun)

/**
 * Asks for a page's data while its code is still on its way. The questions are the page's own and come as late as it does, so that the first
 * load need not hold them. What fails here fails again where it is shown, and is told there.
 */
export function askAhead<Questions>(questions: Promise<Questions>, ask: (found: Questions) => unknown): void {
  void questions.then(ask).catch(() => {})
}
