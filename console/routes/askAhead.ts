/**
 * Asks for a page's data while its code is still on its way. The questions are the page's own and come as late as it does, so that the first
 * load holds those of no page. What fails here fails again where it is shown, and is told there.
 */
export function askAhead<Questions>(questions: Promise<Questions>, ask: (found: Questions) => unknown): void {
  void questions.then(ask).catch(() => {})
}
